"""How fast votes are proved: ballots, shuffles, a whole archive, and the public log's tree.

    python benchmarks/belenios.py

Prints a plain table; nothing is asserted. Steps are measured in processor time, so that a busy machine does not spoil them, beside belenios-tool
where it is installed; what all cores gain is measured by the clock and needs an idle machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from participation.methods.counting.text import table  # noqa: E402  # this checkout's, not an installed one
from participation.methods.proof.belenios import credentials, running, trustees  # noqa: E402  # as above
from participation.methods.proof.belenios.answers import encrypt, pack  # noqa: E402  # as above
from participation.methods.proof.belenios.archive import Archive  # noqa: E402  # as above
from participation.methods.proof.belenios.ballots import check_ballot, make_ballot  # noqa: E402  # as above
from participation.methods.proof.belenios.elections import Election, write_election  # noqa: E402  # as above
from participation.methods.proof.belenios.groups import BELENIOS_2048, RFC_3526_2048, Group  # noqa: E402  # as above
from participation.methods.proof.belenios.questions import CrossesQuestion, NumbersQuestion  # noqa: E402  # as above
from participation.methods.proof.belenios.shuffles import shuffle, shuffle_is_proven  # noqa: E402  # as above
from participation.methods.proof.belenios.verify import verify  # noqa: E402  # as above
from participation.methods.proof.merkle import MerkleTree  # noqa: E402  # as above
from participation.verify_command import all_cores  # noqa: E402  # as above

ENTRIES = 200_000
BALLOTS = 300
RANKED = 100
YES_NO = CrossesQuestion("Ja oder Nein?", ("Ja", "Nein"), 0, 1)
RANKS = NumbersQuestion("Rang?", ("Bad", "Bücherei", "Park", "Halle", "Ufer"))


def cpu(act: Callable[[], object], times: int) -> float:
    """Processor seconds of the fastest of several runs."""
    found = []
    for _ in range(times):
        start = time.process_time()
        act()
        found.append(time.process_time() - start)
    return min(found)


def clock(act: Callable[[], object]) -> float:
    """Seconds by the clock, once."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def tree_rows() -> list[list[str]]:
    """Appending to the log, and proving in it."""
    tree, entry = MerkleTree(), b"x" * 200

    def append() -> None:
        for _ in range(ENTRIES):
            tree.append(entry)

    taken = cpu(append, 1)
    proving = cpu(lambda: [tree.inclusion_proof(number) for number in range(0, ENTRIES, 200)], 3)
    return [
        [f"log, {ENTRIES:,} entries of 200 bytes", "append", f"{taken / ENTRIES * 1e6:.2f} µs", "goal 10 µs"],
        ["", "inclusion proof", f"{proving / 1000 * 1e6:.0f} µs", ""],
    ]


def power_rows() -> list[list[str]]:
    """What gmpy2 and tables are worth."""
    group, exponent = BELENIOS_2048, BELENIOS_2048.q - 5
    base = group.generator_power(4711)
    plain = cpu(lambda: pow(int(base), int(exponent), int(group.p)), 20)
    fast = cpu(lambda: [group.power(base, exponent) for _ in range(20)], 5) / 20
    fixed = cpu(lambda: [group.table(group.g).power(exponent) for _ in range(20)], 5) / 20
    return [
        ["a power, 256-bit exponent", "Python's pow", f"{plain * 1e6:.0f} µs", ""],
        ["", "gmpy2", f"{fast * 1e6:.0f} µs", f"{plain / fast:.1f} times as fast"],
        ["", "gmpy2 and table", f"{fixed * 1e6:.0f} µs", f"{plain / fixed:.1f} times as fast"],
    ]


def an_election(group: Group, question: CrossesQuestion | NumbersQuestion) -> tuple[Election, int, str]:
    """Election, its one trustee's private key, and what the trustee handed over."""
    private = trustees.new_private_key(group, os.urandom)
    handed_over = trustees.write_public_key(group, private, os.urandom)
    key = trustees.read_public_key(handed_over, group, "key")
    return write_election(credentials.new_uuid(os.urandom), "Messung", "", group, key, [question]), private, handed_over


def ballot_rows() -> list[list[str]]:
    """Making and checking single ballots."""
    rows = []
    for name, group, question, marks, goals in (
        ("yes or no, BELENIOS-2048", BELENIOS_2048, YES_NO, [1, 0], ("goal 3 ms", "goal 13–14 ms")),
        ("five ranks, RFC-3526-2048", RFC_3526_2048, RANKS, [1, 2, 3, 4, 5], ("", "")),
    ):
        election, _private, _text = an_election(group, question)
        credential = credentials.new_credential(os.urandom)
        ballot = make_ballot(election, credential, [marks], os.urandom)
        making = cpu(lambda election=election, credential=credential, marks=marks: make_ballot(election, credential, [marks], os.urandom), 30)
        checking = cpu(lambda election=election, ballot=ballot: check_ballot(election, ballot), 30)
        rows.append([f"ballot, {name}", "make", f"{making * 1000:.1f} ms", goals[0]])
        rows.append(["", "check", f"{checking * 1000:.1f} ms", goals[1]])
    return rows


def shuffle_rows() -> list[list[str]]:
    """Shuffling, and checking a shuffle."""
    group = RFC_3526_2048
    key = group.generator_power(group.random_exponent(os.urandom))
    before = [encrypt(group, key, pack(group, [1, 2, 3, 4, 5]), group.random_exponent(os.urandom)) for _ in range(RANKED)]
    made = shuffle(group, key, "x", before, os.urandom)
    making = cpu(lambda: shuffle(group, key, "x", before, os.urandom), 3)
    checking = cpu(lambda: shuffle_is_proven(group, key, "x", before, made.ciphertexts, made.proof), 3)
    return [
        [f"shuffle, {RANKED} ranked ballots", "make", f"{making:.2f} s", "goal 2 s"],
        ["", "check", f"{checking:.2f} s", ""],
    ]


def held() -> tuple[Election, Archive]:
    """A whole vote of many ballots."""
    election, private, handed_over = an_election(BELENIOS_2048, YES_NO)
    group = election.group
    secrets = [credentials.new_credential(os.urandom) for _ in range(BALLOTS)]
    weights = {credentials.public_key(group, election.uuid, one): 1 for one in secrets}
    archive = running.open_election(1, election, [handed_over], weights)
    ballots = []
    for number, secret in enumerate(secrets):
        text = make_ballot(election, secret, [[1, 0] if number % 3 else [0, 1]], os.urandom)
        running.cast(archive, text)
        ballots.append(check_ballot(election, text))
    tally = running.close(archive, election, ballots, weights)
    part = running.decrypted(election, tally, private, os.urandom)
    factors = trustees.check_decryption(group, election.fingerprint, tally, election.public_key, part, 1, "part")
    running.post_decryption(archive, 1, part)
    running.publish_result(archive, election, tally, [factors], BALLOTS)
    return election, archive


def archive_rows() -> list[list[str]]:
    """Verifying a whole archive."""
    election, archive = held()
    data = archive.to_bytes()
    ours = cpu(lambda: verify(data), 1)
    one = clock(lambda: verify(data))
    with all_cores() as run:
        every = clock(lambda: verify(data, run=run))
    rows = [
        [f"archive, {BALLOTS} ballots, {len(data) / 1e6:.1f} MB", "verify", f"{ours:.2f} s", ""],
        ["", "verify, all cores", f"{every:.2f} s (clock)", f"{one / every:.2f} times as fast as one by the clock"],
    ]
    tool = shutil.which("belenios-tool")
    if tool:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / f"{election.uuid}.bel").write_bytes(data)
            before = os.times().children_user
            subprocess.run([tool, "election", "verify"], cwd=folder, check=True, capture_output=True)
            theirs = os.times().children_user - before
        rows.append(["", "belenios-tool", f"{theirs:.2f} s", f"ours takes {ours / theirs:.2f} of it"])
    return rows


if __name__ == "__main__":
    print(table([["what", "step", "takes", ""], *tree_rows(), *power_rows(), *ballot_rows(), *shuffle_rows(), *archive_rows()]))
