"""Texts cut into paragraphs, matched over versions, read from DOCX files, and passages in them."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.methods.paragraphs import (
    Block,
    BlockKind,
    Fate,
    LeftOut,
    UnreadableDocx,
    cut,
    find_passage,
    joined,
    keep,
    read_docx,
    sentences,
)
from participation.methods.paragraphs import docx as docx_module

LINES = st.lists(
    st.one_of(st.text(alphabet="ab1 #-.)*\t", max_size=8), st.just(""), st.sampled_from(["# A", "## B ##", "- x", "  - y", "1. z", "3. Mai"]))
)
WORDS = st.lists(st.sampled_from("die Stadt plant einen Park am Fluss mit Bänken Licht Wegen".split()), min_size=1, max_size=12).map(" ".join)
TEXTS = st.lists(WORDS, max_size=12)


def test_headings_paragraphs_and_items_are_cut() -> None:
    blocks = cut(
        "# Satzung\n\n(1) Die Stadt\nhat einen Park.\n- Wege\n- Bänke\n  - aus Holz\n\n1. eins\n2. zwei\n## Teil 2 ##\nam\n3. Dezember ist zu."
    )
    assert [(block.kind, block.level, block.marker, block.text) for block in blocks] == [
        ("heading", 1, "", "Satzung"),
        ("text", 0, "", "(1) Die Stadt\nhat einen Park."),
        ("item", 0, "-", "Wege"),
        ("item", 0, "-", "Bänke"),
        ("item", 1, "-", "aus Holz"),
        ("item", 0, "1.", "eins"),
        ("item", 0, "2.", "zwei"),
        ("heading", 2, "", "Teil 2"),
        ("text", 0, "", "am\n3. Dezember ist zu."),
    ]


@given(LINES)
def test_what_is_joined_is_cut_the_same_again(lines: list[str]) -> None:
    blocks = cut("\n".join(lines))
    assert cut(joined(blocks)) == blocks
    assert all(block.text for block in blocks)


@given(LINES)
def test_every_word_stays_in_its_order(lines: list[str]) -> None:
    def letters(text: str) -> str:
        return "".join(sign for sign in text if sign in "ab")

    text = "\n".join(lines)
    assert letters("".join(block.text for block in cut(text))) == letters(text)


@given(TEXTS)
def test_the_same_text_keeps_every_paragraph(texts: list[str]) -> None:
    kept = keep(texts, texts)
    assert kept.old == tuple(range(len(texts)))
    assert set(kept.fates) <= {Fate.SAME}
    assert kept.gone == ()


@given(TEXTS, TEXTS)
def test_each_paragraph_is_matched_once_or_gone(before: list[str], after: list[str]) -> None:
    kept = keep(before, after)
    taken = [old for old in kept.old if old is not None]
    assert len(set(taken)) == len(taken)
    assert sorted([*taken, *kept.gone]) == list(range(len(before)))
    for old, fate, text in zip(kept.old, kept.fates, after, strict=True):
        assert (old is None) == (fate == Fate.NEW)
        assert (old is not None and before[old] == text) == (fate == Fate.SAME)


@given(st.lists(WORDS, unique=True, max_size=10), st.randoms())
def test_paragraphs_that_only_move_stay_themselves(texts: list[str], random: object) -> None:
    moved = list(texts)
    random.shuffle(moved)  # type: ignore[attr-defined]  # a random source
    assert [texts[old] for old in keep(texts, moved).old if old is not None] == moved


@given(TEXTS.filter(bool), WORDS)
def test_equal_texts_are_never_called_new_or_gone(texts: list[str], word: str) -> None:
    kept = keep(texts, [word, *texts])
    assert len([fate for fate in kept.fates if fate == Fate.SAME]) >= len(texts)


def test_a_rewritten_paragraph_stays_the_same_one_where_half_of_its_words_stay() -> None:
    before = ["Der Park schließt um 22 Uhr.", "Hunde sind an der Leine zu führen.", "Grillen ist verboten."]
    after = ["Der Park schließt im Sommer um 23 Uhr.", "Musik ist leise zu spielen, damit alle Ruhe haben.", "Grillen ist verboten.", "Ganz neu."]
    kept = keep(before, after)
    assert kept.old == (0, None, 2, None)
    assert kept.fates == (Fate.CHANGED, Fate.NEW, Fate.SAME, Fate.NEW)
    assert kept.gone == (1,)


def test_a_rewritten_paragraph_that_moved_is_found_again() -> None:
    before = ["eins zwei drei vier fünf sechs", "a b c d e f", "x y z u v w"]
    after = ["a b c d e f", "x y z u v w", "eins zwei drei vier fünf sieben"]
    assert keep(before, after).old == (1, 2, 0)


def test_large_texts_end_in_time() -> None:
    before = [f"Absatz {number} sagt etwas über Sache {number * 7}" for number in range(400)]
    after = [f"Ganz anders {number} und neu {number * 3}" for number in range(400)]
    assert set(keep(before, after).fates) == {Fate.NEW}


def test_sentences_end_at_signs_and_not_at_abbreviations_or_dates() -> None:
    text = "Der Park schließt um 22 Uhr, z. B. am 3. Dezember. Hunde sind anzuleinen! „Wer das?“ Nach Abs. 2 gilt § 5 Nr. 3.\nNeue Zeile"
    assert sentences(text) == [
        "Der Park schließt um 22 Uhr, z. B. am 3. Dezember.",
        "Hunde sind anzuleinen!",
        "„Wer das?“",
        "Nach Abs. 2 gilt § 5 Nr. 3.",
        "Neue Zeile",
    ]


@given(WORDS, st.integers(0, 11), st.integers(1, 12))
def test_a_passage_is_found_whatever_the_blanks(text: str, start: int, length: int) -> None:
    words = text.split()
    passage = words[start % len(words) :][:length]
    spread = "\n ".join(words)
    found = find_passage(spread, "  ".join(passage))
    assert found is not None
    assert spread[found[0] : found[1]].split() == passage


def test_what_does_not_stand_there_is_not_found() -> None:
    assert find_passage("Der Park ist offen.", "Der Wald") is None
    assert find_passage("Der Park ist offen.", " ") is None
    assert find_passage("a.b", "a+b") is None


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
STYLES = f"""<w:styles {W}><w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
<w:style w:styleId="Gliederung"><w:name w:val="Amt"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:styleId="Punkte"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style></w:styles>"""
NUMBERS = f"""<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="7"><w:abstractNumId w:val="2"/></w:num></w:numbering>"""


def run(words: str, about: str = "") -> str:
    return f"<w:r>{about}<w:t>{words}</w:t></w:r>"


def paragraph(inside: str, about: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{about}</w:pPr>' if about else ''}{inside}</w:p>"


def docx(body: str, **parts: str) -> bytes:
    """A DOCX file with this body; `styles` and `numbering` may be given."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return stream.getvalue()


def test_headings_lists_and_paragraphs_come_out_of_a_docx() -> None:
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr>'
    body = (
        paragraph(run("Satzung"), '<w:pStyle w:val="Gliederung"/>')
        + paragraph(run("Teil 1"), '<w:pStyle w:val="berschrift2"/>')
        + paragraph(run("Die Stadt ") + run("plant *viel*.", "<w:rPr><w:b/></w:rPr>"))
        + paragraph(run("Wege"), '<w:pStyle w:val="Punkte"/>')
        + paragraph(run("eins"), listed)
        + paragraph(run("zwei"), listed)
        + paragraph("")
        + paragraph(run("3. Dezember ist Schluss."))
        + paragraph("<w:r><w:t>Zeile</w:t><w:br/><w:t>noch eine</w:t></w:r>")
    )
    found = read_docx(docx(body, styles=STYLES, numbering=NUMBERS))
    assert found.markdown.split("\n\n") == [
        "# Satzung",
        "## Teil 1",
        "Die Stadt plant \\*viel\\*.",
        "- Wege",
        "1. eins",
        "2. zwei",
        "3\\. Dezember ist Schluss.",
        "Zeile\nnoch eine",
    ]
    assert found.left_out == {LeftOut.EMPHASIS: 1}
    assert [block.kind for block in cut(found.markdown)] == ["heading", "heading", "text", "item", "item", "item", "text", "text"]


def test_what_is_not_taken_over_is_counted() -> None:
    body = (
        f"<w:tbl><w:tr><w:tc>{paragraph(run('Zelle'))}</w:tc></w:tr></w:tbl>"
        + paragraph(run("Da ") + "<w:del><w:r><w:delText>weg</w:delText></w:r></w:del><w:ins>" + run("neu") + "</w:ins>")
        + paragraph("<w:r><w:drawing/></w:r><w:r><w:footnoteReference/></w:r><w:r><w:commentReference/></w:r><m:oMath/>" + run("Ende"))
    )
    found = read_docx(docx(body))
    assert found.markdown == "Da neu\n\nEnde"
    assert found.left_out == {
        LeftOut.TABLES: 1,
        LeftOut.PICTURES: 1,
        LeftOut.NOTES: 1,
        LeftOut.COMMENTS: 1,
        LeftOut.DELETED: 1,
        LeftOut.FORMULAS: 1,
    }


def test_what_is_no_docx_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("other.xml", "<a/>")
    for content in (b"", b"%PDF-1.7", b"PK\x03\x04broken", stream.getvalue(), docx("<w:p>")):
        with pytest.raises(UnreadableDocx) as refused:
            read_docx(content)
        assert not refused.value.too_large


def test_entities_and_doctypes_are_refused() -> None:
    stream = io.BytesIO()
    bomb = f'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><w:document {W}><w:body>{paragraph(run("&b;"))}</w:body></w:document>'
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", bomb)
    with pytest.raises(UnreadableDocx):
        read_docx(stream.getvalue())


def test_bombs_are_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableDocx) as refused:
        read_docx(docx(paragraph(run("a" * (docx_module.MAX_UNPACKED + 10)))))
    assert refused.value.too_large
    with pytest.raises(UnreadableDocx) as refused:
        read_docx(b"x" * (docx_module.MAX_BYTES + 1))
    assert refused.value.too_large
    monkeypatch.setattr(docx_module, "MAX_PARTS", 1)
    with pytest.raises(UnreadableDocx) as refused:
        read_docx(docx("", styles=STYLES))
    assert refused.value.too_large


def test_deep_nesting_ends_in_one_answer() -> None:
    deep = "<w:sdt>" * 20_000 + paragraph(run("tief")) + "</w:sdt>" * 20_000
    assert read_docx(docx(deep)).markdown == "tief"


@given(st.binary(max_size=200))
def test_any_bytes_are_a_text_or_unreadable(content: bytes) -> None:
    with pytest.raises(UnreadableDocx):
        read_docx(content)


def test_a_block_reads_as_it_is_typed() -> None:
    assert Block(BlockKind.ITEM, "aus Holz", 1, "-").source == "  - aus Holz"
    assert Block(BlockKind.HEADING, "Teil", 2).source == "## Teil"
