"""Files as they are found: every format, and what is wrong with a file is said with its line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.counting import ApprovalBallots, ChoiceBallots, CountingError, RankedBallots, count_on_terms
from participation.methods.counting.files import BallotFileError
from participation.methods.counting.reading import ENDINGS, read_ballots
from participation.methods.counting.rules import RULES

BLT = b"""4 2 # four options, two seats
-2
# ballots
3 1 3 4 0
(b7) 1 2 4 0
2 4=1 3 0
1 2 0
2 - 4 3 0
0
"Adam"
"Basil" "Charlotte"
"Donald"
"Title # with a sign"
"""


def ranked(data: bytes, name: str) -> RankedBallots:
    ballots = read_ballots(data, name).ballots
    assert isinstance(ballots, RankedBallots)
    return ballots


def test_a_blt_file_with_everything_in_it() -> None:
    found = read_ballots(BLT, "a.BLT")
    assert isinstance(found.ballots, RankedBallots)
    assert found.ballots.options == ("Adam", "Charlotte", "Donald")
    assert found.ballots.rankings == {(0, 1, 2): 3, (2,): 1, (): 1, (2, 1): 2}
    assert found.ballots.weak == {((0, 2), (1,)): 2}
    assert (found.title, found.seats, found.usual_rule) == ("Title # with a sign", 2, "stv-scottish")
    assert found.notes == ("Zurückgezogen und von allen Stimmzetteln genommen: Basil",)


def test_names_may_be_latin_1_and_unquoted() -> None:
    assert ranked("2 1\n1 1 0\n0\nJörg Müller\nZoë\n".encode("latin-1"), "a.blt").options == ("Jörg Müller", "Zoë")
    assert ranked("\ufeff2 1\r\n1 1 0\r\n0\r\nJörg\r\nZoë\r\n".encode(), "a.blt").options == ("Jörg", "Zoë")


def test_two_people_of_one_name_are_told_apart() -> None:
    assert ranked(b"3 1\n1 1 0\n0\nAnna\nAnna\nAnna\n", "a.blt").options == ("Anna", "Anna (2)", "Anna (3)")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", None, "leer"),
        ("4\n", 1, "erste Zeile"),
        ("٣ 1\n0\nA\n", 1, "ganze Zahl"),
        ("99999999999999999999 1\n", 1, "ganze Zahl"),
        ("5000 1\n", 1, "von 0 bis 250"),
        ("0 1\n", 1, "zwischen 1 und"),
        ("2 0\n", 1, "mindestens ein Platz"),
        ("2 1\n1 1 0\n", 2, "fehlt die Zeile"),
        ("2 1\n1 1\n0\nA\nB\n", 2, "endet mit 0"),
        ("2 1\n1 3 0\n0\nA\nB\n", 2, "von 0 bis 2"),
        ("2 1\n1 1 1 0\n0\nA\nB\n", 2, "zweimal"),
        ("2 1\n1 1=1 0\n0\nA\nB\n", 2, "zweimal"),
        ("2 1\n1 0 1 0\n0\nA\nB\n", 2, "0 vor dem Ende"),
        ("2 1\n1.5 1 0\n0\nA\nB\n", 2, "ganze Zahl"),
        ("2 1\n-1 -2\n0\nA\nB\n", 2, "Alle Optionen"),
        ("2 1\n-1 2\n0\nA\nB\n", 2, "Minus"),
        ("2 1\n1 1 0\n0\nA\n", 4, "nur 1 Namen"),
        ('2 1\n1 1 0\n0\n"A\nB\n', 4, "nicht geschlossen"),
        ("2 1\n1 1 0\n0\n\u202e\nB\n", 4, "Name einer Option fehlt"),
        ("2 1\n1 1 0\n0\n" + "x" * 501 + "\nB\n", 4, "länger als"),
    ],
)
def test_what_is_wrong_with_a_blt_file_is_said_with_its_line(text: str, line: int | None, says: str) -> None:
    with pytest.raises(BallotFileError, match=says) as problem:
        read_ballots(text.encode(), "a.blt")
    assert problem.value.line == line


PREFLIB = """# FILE NAME: x.toc
# TITLE: A vote
# NUMBER ALTERNATIVES: 3
# ALTERNATIVE NAME 1: Anna: the first
# ALTERNATIVE NAME 2: Bert
# ALTERNATIVE NAME 3: Cem
4: 1,2,3
2: {1, 3},2
1: {2},3
"""


def test_a_preflib_file_with_shared_ranks() -> None:
    found = read_ballots(PREFLIB.encode(), "x.toc")
    assert isinstance(found.ballots, RankedBallots)
    assert found.ballots.options == ("Anna: the first", "Bert", "Cem")
    assert found.ballots.rankings == {(0, 1, 2): 4, (1, 2): 1}
    assert found.ballots.weak == {((0, 2), (1,)): 2}
    assert (found.title, found.usual_rule, found.seats) == ("A vote", "irv", None)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("4: 1,2,3", "4 1,2,3", "Zeile 7: .*sieht so aus"),
        ("4: 1,2,3", "x: 1,2,3", "Zeile 7: .*ganze Zahl"),
        ("4: 1,2,3", "4: 1,2,2", "Zeile 7: .*zweimal"),
        ("4: 1,2,3", "4: 1,,3", "Zeile 7: .*nicht lesbar"),
        ("4: 1,2,3", "4: 1 2,3", "Zeile 7: .*nicht lesbar"),
        ("4: 1,2,3", "4: {1,{2}},3", "Zeile 7: .*nicht lesbar"),
        ("4: 1,2,3", "4: 0,2,3", "Zeile 7: .*ab 1"),
        ("4: 1,2,3", "4: 4,2,3", "Zeile 7: .*von 0 bis 3"),
        ("# NUMBER ALTERNATIVES: 3\n", "", "fehlt"),
        ("# ALTERNATIVE NAME 2: Bert\n", "", "Namen passen nicht"),
    ],
)
def test_what_is_wrong_with_a_preflib_file_is_said(old: str, new: str, says: str) -> None:
    with pytest.raises(BallotFileError, match=says):
        read_ballots(PREFLIB.replace(old, new).encode(), "x.toi")


def our_json(**changes: object) -> bytes:
    content = {
        "format": "participation-ballots/1",
        "rule": "irv",
        "options": ["A", "B"],
        "ballots": [{"ranking": ["A", 1], "count": 2}, {"ranking": [["A", "B"]]}, {"ranking": []}],
    }
    return json.dumps(content | changes).encode()


def test_our_json_takes_names_and_positions() -> None:
    found = read_ballots(our_json(seats=1, seed="00ff"), "x.json")
    assert found.ballots == RankedBallots(("A", "B"), {(0, 1): 2, (): 1}, {((0, 1),): 1})
    assert (found.rule, found.seats, found.terms.seed) == ("irv", 1, b"\x00\xff")


def test_our_json_holds_approvals_and_single_marks_too() -> None:
    approvals = [{"approved": ["B", "A"], "count": 2}, {"approved": []}]
    assert read_ballots(our_json(rule="approval", ballots=approvals), "x.json").ballots == ApprovalBallots(("A", "B"), {(0, 1): 2, (): 1})
    marks = [{"choice": "B"}, {"choice": None, "count": 3}, {"invalid": True}]
    found = read_ballots(our_json(rule="yes-no", ballots=marks, eligible=100, consent_quorum="1/5"), "x.json")
    assert found.ballots == ChoiceBallots(("A", "B"), {1: 1}, 3, 1)
    assert str(found.terms.consent_quorum) == "1/5"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "gültiges JSON"),
        (b"[" * 100_000, "geschachtelt"),
        (b"[1]", "format"),
        (b'{"format": ' + b"9" * 5000 + b"}", "zu große Zahlen|format"),
        (our_json(rule="borda"), "Regel"),
        (our_json(rule=["irv"]), "Regel"),
        (our_json(options="AB"), "Liste von Namen"),
        (our_json(options=["A", "A "]), "denselben Namen"),
        (our_json(options=[]), "zwischen 1"),
        (our_json(seats=True), "ganze Zahl"),
        (our_json(seats=0), "mindestens ein Platz"),
        (our_json(seats=10**30), "ganze Zahl"),
        (our_json(seed="xyz"), "Angaben"),
        (our_json(seed=12), "hexadezimal"),
        (our_json(overvotes=[]), "exhaust"),
        (our_json(eligible=10, consent_quorum="1e9"), "1/5"),
        (our_json(eligible=10, consent_quorum="1/0"), "1/5"),
        (our_json(eligible=10, consent_quorum=0.2), "1/5"),
        (our_json(eligible=10, consent_quorum="7"), "zwischen 0 und 1"),
        (our_json(consent_quorum="1/5"), "Stimmberechtigten"),
        (our_json(title=3), "Titel"),
        (our_json(ballots={}), "Liste"),
        (our_json(ballots=[[]]), "Liste"),
        (our_json(ballots=[{"ranking": "A"}]), "Stimmzettel 1"),
        (our_json(ballots=[{"ranking": ["C"]}]), "Stimmzettel 1: die Option „C“"),
        (our_json(ballots=[{"ranking": [True]}]), "Stimmzettel 1"),
        (our_json(ballots=[{"ranking": [2]}]), "Stimmzettel 1"),
        (our_json(ballots=[{"ranking": ["A", "A"]}]), "zweimal"),
        (our_json(ballots=[{"ranking": [], "count": -1}]), "count"),
        (our_json(ballots=[{"ranking": [], "count": 1.5}]), "count"),
        (our_json(ballots=[{"ranking": []}, {"choice": 0}]), "derselben Art"),
    ],
)
def test_what_is_wrong_with_our_json_is_said(content: bytes, says: str) -> None:
    with pytest.raises(CountingError, match=says):
        read_ballots(content, "x.json")


def test_our_csv_reads_cells_as_its_rule_says() -> None:
    rankings = b"# rule: irv\n# seats: 1\n# title: Halle\ncount,A,B,C\n12,1,2,\n5,,1,1\n1,,,\n"
    found = read_ballots(rankings, "x.csv")
    assert found.ballots == RankedBallots(("A", "B", "C"), {(0, 1): 12, (): 1}, {((1, 2),): 5})
    assert (found.rule, found.seats, found.title) == ("irv", 1, "Halle")
    assert read_ballots(b"# rule: approval\nA;B\nx;1\n;x\n0;0\n", "x.csv").ballots == ApprovalBallots(("A", "B"), {(0, 1): 1, (1,): 1, (): 1})
    assert read_ballots(b"A,B\n1,\n1,1\n,\n", "x.csv", rule="plurality").ballots == ChoiceBallots(("A", "B"), {0: 1}, 1, 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Kopfzeile"),
        ("# rule: borda\nA,B\n", "Regel"),
        ("# seats: viele\nA,B\n", "Plätze"),
        ("# seats: 0\nA,B\n", "mindestens ein Platz"),
        ("A,,B\n", "Name einer Option fehlt"),
        ("A,A\n", "denselben Namen"),
        ("A,B\n1\n", "Zeile 2: .*1 Zellen statt 2"),
        ("A,B\n0,1\n", "Zeile 2: .*ab 1"),
        ("# rule: irv\nA,B\n1,2\n1,-2\n", "Zeile 4: .*Rang"),
        ("# rule: approval\nA,B\n2,\n", "Zeile 3: .*leer"),
        ("count,A\nviele,1\n", "Zeile 2: .*Anzahl"),
        ('A,"B\n1,2\n', "gültiges CSV"),
        ("A," + "x" * 200_000 + "\n", "CSV|länger"),
    ],
)
def test_what_is_wrong_with_our_csv_is_said(text: str, says: str) -> None:
    with pytest.raises(BallotFileError, match=says):
        read_ballots(text.encode(), "x.csv")


def test_other_files_are_refused_by_their_ending() -> None:
    with pytest.raises(BallotFileError, match=r"\.blt"):
        read_ballots(b"", "x.xlsx")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_binary_file_is_refused(ending: str) -> None:
    with pytest.raises(BallotFileError):
        read_ballots(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", f"x{ending}")


def test_a_sentence_shows_no_sign_that_cannot_be_seen() -> None:
    for damaged in (b"\xad" + BLT, BLT.replace(b"# four", b"\xc2\xad\xe2\x80\xae# four"), b"\xc2\xad3 2\n1 1 0\n0\n"):
        with pytest.raises(CountingError) as problem:
            read_ballots(damaged, "x.blt")
        assert str(problem.value).isprintable()
        assert str(problem.value).startswith("Zeile 1: ")


SEEDS = [BLT, PREFLIB.encode(), our_json(), b"# rule: irv\ncount,A,B\n3,1,2\n2,,1\n"]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SEEDS), st.integers(0, 400), st.binary(max_size=6), st.integers(0, 6), st.sampled_from(ENDINGS), st.sampled_from(list(RULES)))
def test_damaged_files_give_an_outcome_or_a_sentence_and_never_another_error(  # type: ignore[no-untyped-def]  # drawn
    content, at, put, cut, ending, rule
) -> None:
    damaged = content[:at] + put + content[at + cut :]
    said = ""
    try:
        found = read_ballots(damaged, f"x{ending}", rule)
        count_on_terms(rule, found.ballots, found.terms)
    except CountingError as problem:
        said = str(problem)
    assert said.isprintable()
