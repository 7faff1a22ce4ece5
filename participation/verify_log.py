"""`participation verify` for the public log: its entries against signed checkpoints, and the proofs that people took home."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from participation.methods.proof.checkpoints import Checkpoint, continues, open_checkpoint
from participation.methods.proof.merkle import BadProof, MerkleTree, check_inclusion, leaf_hash
from participation.methods.proof.notes import BadNote, Verifier, from_base64

LARGEST = 2_000_000_000
_LONGEST_LINE = 10_000_000


class Wrong(Exception):
    """Refuted, with a German sentence."""


def is_of_log(file: Path) -> bool:
    """Whether a file looks like a log's entries (each line an act or an event) or like a proof, both JSON."""
    if file.is_dir() or file.stat().st_size > LARGEST:
        return False
    with file.open("rb") as stream:
        first = stream.readline(_LONGEST_LINE)
        if first.strip() == b"{":  # a proof is written on several lines
            first = first + stream.read(200)
            return b'"format": "participation-log-' in first
    try:
        said = json.loads(first)
    except ValueError:
        return False
    return isinstance(said, dict) and (str(said.get("format")).startswith("participation-log") or said.keys() >= {"height", "type"})


def verify_log(file: Path, checkpoint: Path | None, earlier: Path | None, key: Verifier | None, say: Callable[[str], None]) -> int:
    """Check a file; say what holds. 0: everything holds, 1: refuted, 2: it cannot be checked like this."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        say("Diese Datei ist kein Text in UTF-8.")
        return 2
    proof = _proof_in(text)
    try:
        if proof is not None:
            lines = _check_proof(proof, key)
        elif checkpoint is not None and key is not None:
            lines = _check_entries(text, checkpoint.read_bytes(), earlier.read_bytes() if earlier else None, key)
        else:
            say("Zu den Einträgen eines Protokolls gehören ein unterschriebener Stand (--checkpoint) und der Schlüssel (--log-key).")
            return 2
    except (Wrong, BadNote, BadProof) as fault:
        say(f"WIDERLEGT: {_in_german(fault)}")
        return 1
    for line in [*lines, "Alles stimmt."]:
        say(line)
    return 0


def _proof_in(text: str) -> dict[str, Any] | None:
    """A proof that is the whole file; a log's entries are one object a line."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return (
        found
        if isinstance(found, dict) and str(found.get("format", "")).startswith(("participation-log-proof/", "participation-log-consistency/"))
        else None
    )


def _check_proof(proof: dict[str, Any], key: Verifier | None) -> list[str]:
    own = key is None
    try:
        trusted = key or Verifier.read(str(proof["log_key"]))
        hashes = [from_base64(str(one)) for one in proof["proof"]]
        check = _check_inclusion if proof["format"] == "participation-log-proof/1" else _check_consistency
        lines = check(proof, hashes, trusted)
    except (BadNote, BadProof):
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise Wrong("Dem Nachweis fehlt etwas, oder er hat nicht seine Form.") from error
    return [*lines, *(["Der Schlüssel stammt aus der Datei selbst; mit --log-key prüfen Sie gegen einen, dem Sie trauen."] if own else [])]


def _check_inclusion(proof: dict[str, Any], hashes: Sequence[bytes], key: Verifier) -> list[str]:
    stand, entry, position = _open(proof["checkpoint"], key), str(proof["entry"]), int(proof["position"])
    check_inclusion(leaf_hash(entry.encode()), position, stand.size, hashes, stand.root)
    lines = [f"Eintrag {position + 1} steht in {stand.origin}, wie es mit {stand.size} Einträgen unterschrieben ist."]
    if "tracker" in proof:
        tracker = str(proof["tracker"])
        if not _names(entry, tracker):
            raise Wrong(f"In diesem Eintrag steht die Kennung {tracker} nicht.")
        lines.append(f"Er nennt den Stimmzettel mit der Kennung {tracker}.")
    return lines


def _names(entry: str, tracker: str) -> bool:
    said = _read(entry)
    if said.get("type") == "Ballot":  # of a board: the tracker is another spelling of the hash
        return len(tracker) == 43 and base64.b64decode(f"{tracker}=").hex() == said.get("payload")
    return tracker in said.get("trackers", []) or any(tracker == one[0] for one in said.get("ballots", []) if isinstance(one, list) and one)


def _check_consistency(proof: dict[str, Any], hashes: Sequence[bytes], key: Verifier) -> list[str]:
    earlier, later = _open(proof["earlier_checkpoint"], key), _open(proof["later_checkpoint"], key)
    continues(earlier, later, hashes)
    return [f"{later.origin}: Der Stand mit {later.size} Einträgen setzt den mit {earlier.size} Einträgen fort."]


def _check_entries(text: str, note: bytes, earlier: bytes | None, key: Verifier) -> list[str]:
    entries = text.split("\n")
    if entries.pop() != "":
        raise Wrong("Die letzte Zeile ist unvollständig.")
    tree = MerkleTree()
    for entry in entries:
        tree.append(entry.encode())
    lines = []
    for one in filter(None, (note, earlier)):
        stand = _open(one, key)
        if stand.size > len(tree):
            raise Wrong(f"Der Stand hat {stand.size} Einträge, die Datei nur {len(tree)}.")
        if tree.root(stand.size) != stand.root:
            raise Wrong(f"Die ersten {stand.size} Einträge sind nicht die, die unterschrieben wurden.")
        lines.append(f"{stand.origin}: Die ersten {stand.size} von {len(tree)} Einträgen sind die unterschriebenen.")
    try:
        return lines + told_of_vote([_read(entry) for entry in entries])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Wrong("Die Einträge sind unterschrieben, aber einer hat nicht die Form, die er haben muss.") from error


def told_of_vote(entries: Sequence[dict[str, Any]]) -> list[str]:
    """What the entries of a vote show together, beyond their signatures. Raises Wrong where they contradict each other."""
    by_event: dict[str, dict[str, Any]] = {str(entry.get("event")): entry for entry in entries}
    trackers = [tracker for entry in entries if entry.get("event") == "trackers" for tracker in entry.get("trackers", [])]
    lines = []
    opened, closed, tallied = by_event.get("opened"), by_event.get("closed"), by_event.get("tallied")
    if opened:
        _demand(_sha256(_canonical(opened["terms"])) == opened["terms_sha256"], "Die festgeschriebenen Regeln passen nicht zu ihrer Prüfsumme.")
        lines.append("Die festgeschriebenen Regeln passen zu ihrer Prüfsumme.")
    if closed and "board" in closed:
        lines.append(
            f"{closed['ballots']} verschlüsselte Stimmzettel in der Urne, die mit {closed['board']} endet, {closed['roll']} Stimmberechtigte."
        )
        if tallied:
            _demand(tallied["board"] == closed["board"], "Ausgezählt wurde eine andere Urne als die geschlossene.")
            _demand(_sha256(_canonical(tallied["result"])) == tallied["result_sha256"], "Das Ergebnis passt nicht zu seiner Prüfsumme.")
        return lines
    if closed:
        _demand(len(set(trackers)) == len(trackers), "Eine Kennung steht zweimal im Protokoll.")
        _demand(len(trackers) - len(closed["replaced"]) == closed["ballots"], "Es sind nicht so viele Kennungen wie Stimmzettel.")
        lines.append(f"{closed['ballots']} Stimmzettel, jeder mit einer Kennung im Protokoll, {closed['roll']} Stimmberechtigte.")
    if tallied and closed and opened:
        lines += _count_lines(entries, trackers, opened, closed, tallied)
    return lines


def _count_lines(
    entries: Sequence[dict[str, Any]], trackers: Sequence[str], opened: dict[str, Any], closed: dict[str, Any], tallied: dict[str, Any]
) -> list[str]:
    ballots = [ballot for entry in entries if entry.get("event") == "ballots" for ballot in entry["ballots"]]
    seed = bytes.fromhex(tallied["result"]["lot_seed"])
    urn = _sha256("".join(f"{tracker} {marks}\n" for tracker, marks in ballots))
    commitment = hmac.new(seed, f"participation.urn.1:{urn}".encode(), hashlib.sha256).hexdigest()
    _demand({one[0] for one in ballots} == set(trackers) - set(closed["replaced"]), "Gezählt wurden andere Stimmzettel als die im Protokoll.")
    _demand(
        urn == tallied["urn_sha256"] and commitment == closed["urn_commitment"],
        "Die Stimmzettel sind nicht die, die in der Urne lagen, als sie schloss.",
    )
    _demand(hashlib.sha256(seed).hexdigest() == opened["terms"]["lot_seed_sha256"], "Der Startwert des Loses ist nicht der festgeschriebene.")
    _demand(_sha256(_canonical(tallied["result"])) == tallied["result_sha256"], "Das Ergebnis passt nicht zu seiner Prüfsumme.")
    return [f"Die {len(ballots)} veröffentlichten Stimmzettel sind die aus der Urne, wie sie beim Schließen festgehalten wurde."]


def _demand(holds: bool, sentence: str) -> None:
    if not holds:
        raise Wrong(sentence)


def _open(note: str | bytes, key: Verifier) -> Checkpoint:
    """A checkpoint by the log's own key, or by the platform's: the same key, whose name is the beginning of the log's."""
    text = note.decode("utf-8", "replace") if isinstance(note, bytes) else str(note)
    origin = text.split("\n", 1)[0]
    return open_checkpoint(note, Verifier(origin, key.public_key) if origin.startswith(f"{key.name}/") else key)


def _read(entry: str) -> dict[str, Any]:
    try:
        found = json.loads(entry)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _in_german(fault: Exception) -> str:
    if isinstance(fault, Wrong):
        return str(fault)
    if isinstance(fault, BadNote):
        return f"Der unterschriebene Stand passt nicht zu diesem Schlüssel, oder er ist kein Stand ({fault})."
    return f"Die Prüfsummen führen nicht zum unterschriebenen Stand ({fault})."
