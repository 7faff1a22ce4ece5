"""All that can be checked of a vote's evidence pack, one claim after another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from participation.methods.counting.checker.files import grouped_blt, grouped_json, grouped_pb, read_marks, read_pack, read_trackers
from participation.methods.counting.checker.ground import Facts, Marks, Refuted, TooLarge, Unreadable, read_json, same, sha256
from participation.methods.counting.checker.numbers import HIGHEST, NONE, count_numbers
from participation.methods.counting.checker.projects import Points, Purse, best_selection, greedy
from participation.methods.counting.checker.sealed import ARCHIVE, count_decrypted, find_verifier, verified_archive
from participation.methods.counting.checker.shares import equal_shares
from participation.methods.counting.checker.signed_log import check_log
from participation.methods.counting.checker.voting import Poll, count_poll

KINDS = {"yes-no": "choice", "plurality": "choice", "approval": "approval", "irv": "ranked", "stv-scottish": "ranked", "schulze": "ranked"}
KINDS |= dict.fromkeys(HIGHEST, "numbers")
FORMS = {"approval": "approval", "knapsack": "approval", "ranked": "ranked", "points": "points"}
MOST_OPTIONS = 500


class Pack:
    """An evidence pack while it is checked; `told` are the sentences of what holds, `unsure` what could not be repeated."""

    def __init__(self, path: Path, trusted: Mapping[str, bytes], run: Callable[..., Any] = map) -> None:
        files = read_pack(path)
        needed = ("abstimmung.json", "festschreibung.json", "ergebnis.json")
        if missing := [name for name in needed if name not in files]:
            raise Unreadable(f"Das ist kein Nachweispaket einer ausgezählten Abstimmung: Es fehlt {missing[0]}")
        self.path, self.files, self.trusted, self.run = path, files, trusted, run
        self.vote = read_json("abstimmung.json", files["abstimmung.json"])
        self.terms = read_json("festschreibung.json", files["festschreibung.json"])
        self.result = read_json("ergebnis.json", files["ergebnis.json"])
        self.encrypted = self.terms.get("secrecy") == "encrypted"
        self.told: list[str] = []
        self.unsure: list[str] = []
        self.marks: Counter[Marks] = Counter()

    def check(self) -> None:
        """Everything. Raises Refuted at the first thing that does not hold."""
        self._hashes()
        self._shape()
        if self.encrypted:
            self._archive()
        else:
            if "kennungen.csv" not in self.files:
                raise Unreadable("Es fehlt kennungen.csv mit den Stimmzetteln")
            self._urn()
            self._ballots()
            self._files_agree()
            self._recount()
        self._log()

    def _hashes(self) -> None:
        frozen, result = sha256(self.files["festschreibung.json"]), sha256(self.files["ergebnis.json"])
        if not frozen == self.vote.get("festschreibung_sha256") == self.result.get("frozen"):
            raise Refuted(f"Die Prüfsumme der Festschreibung ist {frozen}; angegeben ist eine andere")
        self.told.append(f"Die Festschreibung hat die angegebene Prüfsumme: {frozen}")
        if result != self.vote.get("ergebnis_sha256"):
            raise Refuted(f"Die Prüfsumme des Ergebnisses ist {result}; angegeben ist eine andere")
        self.told.append(f"Das Ergebnis hat die angegebene Prüfsumme: {result}")
        seed = self.result.get("lot_seed")
        if not isinstance(seed, str) or len(seed) > 128:
            raise Unreadable("Der Startwert des Loses fehlt")
        try:
            self.seed = bytes.fromhex(seed)
        except ValueError:
            raise Unreadable("Der Startwert des Loses ist keine Zahl") from None
        if seed != self.seed.hex() or sha256(self.seed) != self.terms.get("lot_seed_sha256"):
            raise Refuted("Der Startwert des Loses ist nicht der, dessen Prüfsumme vor der Abstimmung festgeschrieben wurde")
        self.told.append("Der Startwert des Loses ist der vor der Abstimmung festgelegte.")

    def _shape(self) -> None:
        """Take the terms apart, so that the rest can rely on them."""
        try:
            self.rule, self.seats = str(self.terms["rule"]), self.terms["seats"]
            self.options = tuple(str(option["title"]) for option in self.terms["options"])
            positions = [option["position"] for option in self.terms["options"]]
            quorum = self.terms["quorum"]
            shares = [quorum["turnout_hundredths_of_a_percent"], quorum["consent_hundredths_of_a_percent"]]
            self.turnout, self.consent = (None if share is None else Fraction(share, 10_000) for share in shares)
            self.roll, entries = self.result["roll"], self.terms["roll"]["entries"]
            self.budget: Any = self.terms.get("budget")
            self.costs = tuple(self.terms["costs"]) if self.budget is not None else ()
            whole = [
                self.seats,
                self.roll,
                *self.costs,
                *(self._limit(name) for name in ("amount", "fewest", "most", "least", "points", "threshold")),
            ]
        except (KeyError, TypeError, AttributeError) as error:
            raise Unreadable(f"Die Festschreibung hat nicht die erwartete Form ({type(error).__name__})") from None
        if not all(isinstance(number, int) and number >= 0 for number in whole) or self.seats < 1:
            raise Unreadable("In der Festschreibung steht eine Zahl, die keine sein kann")
        if not 1 <= len(self.options) <= MOST_OPTIONS or positions != list(range(1, len(self.options) + 1)):
            raise Unreadable("Die Möglichkeiten in der Festschreibung sind nicht der Reihe nach nummeriert")
        if self.budget is not None and len(self.costs) != len(self.options):
            raise Unreadable("In der Festschreibung hat nicht jedes Projekt seine Kosten")
        if entries is not None and entries != self.roll:
            raise Refuted(f"Das Ergebnis nennt {self.roll} Stimmberechtigte, festgeschrieben waren {entries}")
        self.kind = KINDS.get(self.rule, "") if self.budget is None else FORMS.get(self.budget.get("form"), "")
        if not self.kind:
            raise Refuted(f"Das Verfahren „{self.rule}“ kennt dieses Prüfprogramm nicht")

    def _limit(self, name: str) -> Any:
        return self.budget.get(name, 0) if self.budget is not None else 0

    def _urn(self) -> None:
        ballots = read_trackers(self.files["kennungen.csv"])
        trackers = [tracker for tracker, _marks in ballots]
        if len(set(trackers)) != len(trackers):
            raise Refuted("Eine Kennung steht zweimal in kennungen.csv")
        urn = sha256("".join(f"{tracker} {marks}\n" for tracker, marks in sorted(ballots)).encode())
        if not urn == self.vote.get("urne_sha256") == self.result.get("urn"):
            raise Refuted(f"Die Prüfsumme der Urne ist {urn}; beim Schließen festgehalten wurde eine andere")
        if not len(ballots) == self.vote.get("stimmzettel") == self.result.get("cast"):
            raise Refuted(f"kennungen.csv hat {len(ballots)} Stimmzettel; angegeben ist eine andere Zahl")
        if self.vote.get("stimmberechtigt") != self.roll or len(ballots) > self.roll:
            raise Refuted("Die Zahl der Stimmberechtigten stimmt nicht überein, oder es gibt mehr Stimmzettel als Stimmberechtigte")
        self.marks = Counter()
        for text, number in Counter(marks for _tracker, marks in ballots).items():
            self.marks[read_marks(text)] += number
        self.told.append(f"{len(ballots)} Stimmzettel, jeder unter einer eigenen Kennung; die Urne hat die angegebene Prüfsumme: {urn}")

    def _archive(self) -> None:
        """The encrypted urn: everything that it claims, that it is the frozen one, and that its sums give the result."""
        if ARCHIVE not in self.files:
            raise Unreadable(f"Es fehlt {ARCHIVE} mit den verschlüsselten Stimmzetteln")
        module = find_verifier(self.path)
        if module is None:
            self.unsure.append(
                "Die verschlüsselte Urne ist nicht geprüft. Dafür braucht dieses Programm Python 3.11 oder neuer und den Ordner pruefung/"
            )
            return
        verified = verified_archive(module, self.files[ARCHIVE], self.run)
        frozen = self.terms.get("encryption")
        if not isinstance(frozen, dict) or frozen.get("election_sha256_base64") != verified.election.fingerprint:
            raise Refuted("Die verschlüsselte Urne gehört nicht zu dieser Festschreibung")
        ends = [event.hash for event in verified.archive.events if event.kind.value == "EndBallots"]
        if not ends == [self.vote.get("urne_sha256")] == [self.result.get("urn")]:
            raise Refuted("Das Ende der verschlüsselten Urne ist nicht das beim Schließen festgehaltene")
        if not len(verified.counted) == self.vote.get("stimmzettel") == self.result.get("cast"):
            raise Refuted(f"In der verschlüsselten Urne zählen {len(verified.counted)} Stimmzettel; angegeben ist eine andere Zahl")
        self.told.append(
            f"Die verschlüsselte Urne: {len(verified.counted)} Stimmzettel zählen. Alle Beweise, Unterschriften und Stimmrechte stimmen, entschlüsselt haben "
            f"mit Beweis {len(verified.setup.trustees)} Treuhänder:innen."
        )
        self._agrees(count_decrypted(self._poll(), verified))
        self._board_log([event.text.encode() for event in verified.archive.events])

    def _board_log(self, events: list[bytes]) -> None:
        note, key = self.files.get("urne/checkpoint.txt"), self.files.get("urne/log-key.txt")
        if note is not None and key is not None:
            check_log(b"".join(event + b"\n" for event in events), note, key.decode("utf-8", "replace"))
            self.told.append("Die Ereignisse der verschlüsselten Urne sind die des unterschriebenen Standes ihres öffentlichen Protokolls.")

    def _ballots(self) -> None:
        for marks in self.marks:
            if marks and (fault := self._fault(marks)):
                raise Refuted(f"Ein Stimmzettel hält die festgeschriebenen Regeln nicht ein ({list(marks)}): {fault}")
        self.told.append("Alle Stimmzettel halten die festgeschriebenen Regeln ein.")

    def _fault(self, marks: Marks) -> str:
        if self.kind == "numbers":
            fits = len(marks) == len(self.options) and max(marks) >= 0 and all(NONE <= mark <= HIGHEST[self.rule] for mark in marks)
            return "" if fits else "Es sind nicht Zahlen der Skala für die Möglichkeiten"
        if self.kind == "points":
            named = [place for place, given in enumerate(marks, 1) if given]
            if len(marks) != len(self.options) or not named or min(marks) < 0 or max(marks) > 100:
                return "Es sind nicht Punkte für jedes Projekt"
        else:
            named = list(marks)
            if not all(1 <= place <= len(self.options) for place in marks) or len(set(marks)) != len(marks):
                return "eine Möglichkeit gibt es nicht, oder sie ist doppelt genannt"
            if self.kind == "choice" and len(marks) > 1:
                return "mehr als eine Stimme"
            if self.kind == "approval" and named != sorted(named):
                return "nicht in der Reihenfolge des Stimmzettels"
        return "" if self.budget is None else self._budget_fault(marks, named)

    def _budget_fault(self, marks: Marks, named: list[int]) -> str:
        spent = sum(self.costs[place - 1] for place in named)
        if self.budget["form"] == "knapsack" and spent > self._limit("amount"):
            return "teurer als der Betrag"
        if self.budget["form"] == "points" and sum(marks) > self._limit("points"):
            return "zu viele Punkte"
        if len(named) < self._limit("fewest") or (self._limit("most") and len(named) > self._limit("most")):
            return "zu wenige oder zu viele Projekte"
        return "weniger als die Mindestausgabe" if spent < self._limit("least") else ""

    def _files_agree(self) -> None:
        files = self.files
        if self.budget is not None:
            if "stimmzettel.pb" not in files:
                raise Unreadable("Es fehlt stimmzettel.pb")
            self._pb_agrees()
            return
        if "stimmzettel.json" not in files:
            raise Unreadable("Es fehlt stimmzettel.json")
        told, grouped = grouped_json(files["stimmzettel.json"])
        expected: dict[str, Any] = {"rule": self.rule, "seats": self.seats, "options": list(self.options), "eligible": self.roll}
        expected |= {"seed": self.seed.hex(), "turnout_quorum": self.turnout, "consent_quorum": self.consent}
        found = {key: told.get(key) for key in expected}
        if found != {key: str(value) if isinstance(value, Fraction) else value for key, value in expected.items()}:
            raise Refuted("stimmzettel.json nennt andere Regeln als die Festschreibung")
        if grouped != self.marks:
            raise Refuted("stimmzettel.json enthält andere Stimmzettel als kennungen.csv")
        if "stimmzettel.blt" in files:
            head, ranked = grouped_blt(files["stimmzettel.blt"])
            if head != [len(self.options), self.seats] or ranked != self.marks:
                raise Refuted("stimmzettel.blt enthält andere Stimmzettel als kennungen.csv")
        self.told.append("Die Dateien für Zählprogramme enthalten dieselben Stimmzettel und Regeln.")

    def _pb_agrees(self) -> None:
        meta, projects, ballots = grouped_pb(self.files["stimmzettel.pb"])
        costs = {str(place): Fraction(cost, 100) for place, cost in enumerate(self.costs, 1)}
        try:
            found = {row["project_id"]: _amount(row["cost"]) for row in projects}
            budget, threshold = _amount(meta["budget"]), meta.get("min_project_score_threshold", "0")
        except (KeyError, TypeError):
            raise Unreadable("stimmzettel.pb hat nicht die erwartete Form") from None
        if (
            found != costs
            or budget != Fraction(self._limit("amount"), 100)
            or meta.get("rule") != self.rule
            or threshold != str(self._limit("threshold"))
        ):
            raise Refuted("stimmzettel.pb nennt andere Projekte, Kosten oder Regeln als die Festschreibung")
        ours: Counter[tuple[tuple[str, str], ...]] = Counter()
        for ballot, number in self._points().items():
            ours[tuple((str(place + 1), str(points)) for place, points in ballot)] += number
        if ours != ballots:
            raise Refuted("stimmzettel.pb enthält andere Stimmzettel als kennungen.csv")
        self.told.append("Die Datei für Zählprogramme enthält dieselben Stimmzettel, Projekte und Regeln.")

    def _points(self) -> Counter[Points]:
        """Ballots on a budget as (project, points); a ranking gives its first as many as there are places, each next one less."""
        places = self._limit("most") or len(self.options)
        found: Counter[Points] = Counter()
        for marks, number in self.marks.items():
            if self.kind == "points":
                ballot = [(place, given) for place, given in enumerate(marks) if given]
            elif self.kind == "ranked":
                ballot = sorted((mark - 1, places - rank) for rank, mark in enumerate(marks))
            else:
                ballot = [(mark - 1, 1) for mark in marks]
            found[tuple(ballot)] += number
        return found

    def _recount(self) -> None:
        if self.budget is not None:
            self._recount_budget(self.result.get("outcome"))
        elif self.kind == "numbers":
            self._agrees(count_numbers(self._poll(), self.marks, self._scale()))
        else:
            self._agrees(count_poll(self._poll(), self.marks))

    def _poll(self) -> Poll:
        return Poll(self.rule, self.options, self.seats, self.seed, self.roll, self.turnout, self.consent)

    def _agrees(self, counted: Facts) -> None:
        """That the published result is the one counted here."""
        same(self.result.get("outcome"), counted)
        same(self.result, {"quorums_met": all(check["met"] for check in counted["checks"])})
        rounds = f", alle {len(counted['rounds'])} Runden" if len(counted["rounds"]) > 1 else ""
        winners = ", ".join(counted["winners"]) or "niemand"
        self.told.append(f"Selbst gezählt ({self.rule}): {winners}. Das Ergebnis{rounds} und die Quoren sind die veröffentlichten.")

    def _scale(self) -> list[str]:
        """The names of the frozen scale's numbers."""
        scale = self.terms.get("scale")
        if not isinstance(scale, dict) or scale.get("lowest") != 0 or scale.get("highest") != HIGHEST[self.rule]:
            raise Refuted("Die festgeschriebene Skala ist nicht die des Verfahrens")
        names = scale.get("names")
        if not isinstance(names, list) or len(names) not in (0, HIGHEST[self.rule] + 1):
            raise Unreadable("Die festgeschriebene Skala hat nicht die erwartete Form")
        return [str(name) for name in names]

    def _recount_budget(self, outcome: Any) -> None:
        purse = Purse(
            self._limit("amount"), self.costs, self.options, self._points(), self.kind == "approval", self._limit("threshold") or None, self.seed
        )
        if not isinstance(outcome, dict) or not isinstance(self.result.get("compared"), list):
            raise Unreadable("ergebnis.json hat nicht die erwartete Form")
        if min(self.costs) < 1:
            raise Unreadable("Ein Projekt kostet nichts")
        try:
            counted, told = count_purse(self.rule, purse, outcome)
        except TooLarge as error:
            self.unsure.append(f"{error}. Das Ergebnis ist darum nicht nachgezählt")
            return
        same(outcome, counted)
        winners = ", ".join(self.options[int(number) - 1] for number in counted["winners"]) or "kein Projekt"
        self.told.append(
            f"Selbst gezählt ({self.rule}): {winners}. Das ist das veröffentlichte Ergebnis{', Projekt für Projekt' if winners else ''}."
        )
        if told:
            self.told.append(f"Geprüft ist {told}, in genauen Brüchen.")
        self._compared(purse, counted)

    def _compared(self, purse: Purse, own: Facts) -> None:
        """What other rules would have given beside the vote's `own`; a rule that this program cannot repeat is named."""
        for beside in self.result["compared"]:
            if not isinstance(beside, dict) or not isinstance(beside.get("rule"), str):
                raise Unreadable("ergebnis.json hat nicht die erwartete Form")
            try:
                if beside["rule"] == "equal-shares" != self.rule:
                    raise TooLarge  # how often the money was raised is not published for a comparison
                counted = own if beside["rule"] == self.rule else count_purse(beside["rule"], purse, {})[0]
            except TooLarge:
                self.told.append(f"Nicht nachgezählt ist der Vergleich mit dem Verfahren „{beside['rule']}“: Das kann dieses Programm nicht.")
                continue
            won = {int(number) - 1 for number in counted["winners"]}
            served = sum(number for ballot, number in purse.ballots.items() if any(place in won for place, _points in ballot))
            same(
                beside,
                {"winners": counted["winners"], "spent": sum(purse.costs[place] for place in won), "served": served},
                "Vergleich der Verfahren",
            )

    def _log(self) -> None:
        parts = [self.files.get(f"log/{name}") for name in ("entries.jsonl", "checkpoint.txt", "log-key.txt")]
        if all(part is None for part in parts) and not self.trusted:
            self.told.append("Das Paket enthält kein öffentliches Protokoll.")
            return
        entries, note, key = parts
        if entries is None or note is None or key is None:
            raise Unreadable("Vom öffentlichen Protokoll fehlt ein Teil")
        key = self.trusted.get("log-key.txt", key)
        lines = check_log(entries, note, key.decode("utf-8", "replace"))
        if "checkpoint.txt" in self.trusted:
            check_log(entries, self.trusted["checkpoint.txt"], key.decode("utf-8", "replace"), earlier=True)
            self.told.append("Das öffentliche Protokoll setzt den aufbewahrten Stand fort.")
        for name in ("festschreibung_sha256", "urne_sha256", "ergebnis_sha256"):
            wanted = str(self.vote.get(name)).encode()
            if not any(wanted in line for line in lines):
                raise Refuted(f"Im öffentlichen Protokoll steht {name} nicht")
        self.told.append(f"Die {len(lines)} Einträge des öffentlichen Protokolls sind die des unterschriebenen Standes und nennen die Prüfsummen.")
        if "log-key.txt" not in self.trusted:
            self.told.append(
                "Der Schlüssel dazu stammt aus dem Paket selbst. Vergleichen Sie ihn mit dem veröffentlichten: "
                + key.decode("utf-8", "replace").strip()
            )


def count_purse(rule: str, purse: Purse, outcome: Mapping[str, Any]) -> tuple[Facts, str]:
    """Count a budget by a rule; of equal shares `outcome` says how often the money was raised, and the sentence what was checked of that."""
    if rule in ("greedy", "greedy-no-skip", "greedy-threshold"):
        return greedy(purse, rule), ""
    if rule == "knapsack":
        return best_selection(purse), ""
    if rule != "equal-shares":
        raise Refuted(f"Das Verfahren „{rule}“ kennt dieses Prüfprogramm nicht")
    completion = outcome.get("completion")
    raises = completion.get("raises") if isinstance(completion, dict) else None
    return equal_shares(purse, raises if isinstance(raises, int) else None)


def _amount(text: str) -> Fraction:
    if not text.replace(".", "", 1).isdigit() or not text.isascii() or len(text) > 24:
        raise Unreadable("In stimmzettel.pb steht ein Betrag, der keiner ist")
    return Fraction(text)


def check_pack(path: Path, trusted: Mapping[str, bytes], run: Callable[..., Any] = map) -> Pack:
    """Check a pack, a ZIP or a folder. `trusted` is what was kept from elsewhere: a checkpoint, the log's key. Raises Refuted or Unreadable.

    `run` carries out independent checks of an encrypted urn: `map`, or a process pool's.
    """
    pack = Pack(path, trusted, run)
    pack.check()
    return pack
