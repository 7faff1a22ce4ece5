"""Hostile archives: entries moved, cut or added, numbers that are none, other spellings, and whatever chance thinks of."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participation.methods.proof.belenios import faults
from participation.methods.proof.belenios.archive import Kind
from participation.methods.proof.belenios.encoding import compact, sha256_hex
from participation.methods.proof.belenios.faults import Refused
from tests.methods.proof.elections import (
    SMALL,
    Events,
    Ran,
    alter,
    changed,
    check,
    fault_of,
    forged,
    places,
    signed_again,
    texts_of,
    with_ballot,
)

# Reordered and truncated


def members_of(data: bytes) -> list[bytes]:
    """The file's entries, each with its header and filling."""
    found, start = [], 0
    while start < len(data):
        size = 512 + int(data[start + 124 : start + 135], 8)
        size += -size % 512
        found.append(data[start : start + size])
        start += size
    return found


def test_reordered_events(vote: Ran) -> None:
    parts = members_of(vote.data)
    first = next(place for place, part in enumerate(parts) if b'"type":"Ballot"' in part)
    swapped = [*parts[: first - 1], *parts[first + 1 : first + 3], *parts[first - 1 : first + 1], *parts[first + 3 :]]
    assert fault_of(b"".join(swapped)) == faults.BROKEN_CHAIN
    without = [*parts[: first - 1], *parts[first + 1 :]]
    assert fault_of(b"".join(without)) == faults.BROKEN_CHAIN

    def late(events: Events) -> None:
        events.append(events.pop(places(events, Kind.BALLOT)[0]))

    assert fault_of(forged(vote.archive, late)) == faults.EVENT_OUT_OF_ORDER


def test_truncated_files(vote: Ran) -> None:
    data, parts = vote.data, members_of(vote.data)
    for size in (len(data) - 1, len(data) - 700, 20_001, 1000, 700):
        assert fault_of(data[:size]) in (faults.CUT_OFF, faults.BAD_MEMBER)
    assert fault_of(b"".join(parts[:-2])) == faults.UNFINISHED
    assert fault_of(b"".join(parts[:-1])) == faults.STRAY_DATA
    assert fault_of(b"".join([*parts[:-2], parts[-1]])) == faults.MISSING_DATA
    assert fault_of(parts[0]) == faults.EVENT_OUT_OF_ORDER
    assert fault_of(b"") == faults.NO_ARCHIVE


def test_additions_and_changed_bytes(vote: Ran) -> None:
    data, parts = vote.data, members_of(vote.data)
    assert fault_of(data + b"\0" * 1024) == faults.BAD_MEMBER
    assert fault_of(data + parts[1]) == faults.MEMBER_TWICE
    assert fault_of(data.replace(b"Quartier", b"quartier", 1)) == faults.WRONG_NAME
    assert fault_of(data.replace(b"0000644\0", b"0000755\0", 1)) == faults.NO_ARCHIVE
    middle = data.index(parts[3])
    assert fault_of(data[: middle + 108] + b"\x37" + data[middle + 109 :]) == faults.BAD_MEMBER

    def smuggle(events: Events) -> None:
        events[places(events, Kind.BALLOT)[0]][1].insert(0, '"something beside"')

    assert fault_of(forged(vote.archive, smuggle)) == faults.STRAY_DATA


def test_without_shuffles_no_ranks_are_decrypted(ranked: Ran) -> None:
    def unshuffled(events: Events) -> None:
        events[:] = [(kind, texts) for kind, texts in events if kind not in (Kind.SHUFFLE, Kind.END_SHUFFLES)]

    assert fault_of(forged(ranked.archive, unshuffled)) == faults.EVENT_OUT_OF_ORDER


# Numbers that are none


def test_elements_outside_the_group(vote: Ran) -> None:
    """−α has the same square: proofs with even challenges would not notice it."""

    def negate(value: str) -> str:
        return str(SMALL.p - int(value))

    def ballot_outside(ballot: dict[str, Any]) -> str:
        choice = ballot["answers"][0]["choices"][0]
        choice["alpha"] = negate(choice["alpha"])
        return signed_again(vote, 0, ballot)

    def factor_outside(part: Any) -> None:
        part["decryption_factors"][0][0] = negate(part["decryption_factors"][0][0])

    def credential_outside(listed: list[str]) -> None:
        listed[3] = negate(listed[3])

    def key_outside(kinds: Any) -> None:
        kinds[0][1]["public_key"] = negate(kinds[0][1]["public_key"])

    assert fault_of(with_ballot(vote, ballot_outside)) == faults.NOT_IN_GROUP
    assert fault_of(changed(vote, Kind.PARTIAL_DECRYPTION, factor_outside)) == faults.NOT_IN_GROUP
    assert fault_of(changed(vote, Kind.SETUP, credential_outside, data=2)) == faults.NOT_IN_GROUP
    assert fault_of(changed(vote, Kind.SETUP, key_outside, data=1)) == faults.NOT_IN_GROUP


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("0", faults.NOT_IN_GROUP),
        (str(SMALL.p + 1), faults.NOT_IN_GROUP),
        ("9" * 5000, faults.BAD_NUMBER),
        ("007", faults.BAD_FORM),
        ("-1", faults.BAD_FORM),
        ("1e9", faults.BAD_FORM),
        ("٣", faults.BAD_FORM),
        ("", faults.BAD_FORM),
        (7, faults.BAD_FORM),
        (10**30, faults.BAD_NUMBER),
        (1.5, faults.BAD_FORM),
        (None, faults.BAD_FORM),
        ([], faults.BAD_FORM),
    ],
)
def test_numbers_that_are_none_or_huge(vote: Ran, number: object, expected: str) -> None:
    def set_alpha(ballot: dict[str, Any]) -> str:
        ballot["answers"][0]["choices"][0]["alpha"] = number
        return signed_again(vote, 0, ballot)

    assert fault_of(with_ballot(vote, set_alpha)) == expected


def test_exponents_beyond_the_order(vote: Ran) -> None:
    def add_the_order(ballot: dict[str, Any]) -> str:
        proof = ballot["answers"][0]["individual_proofs"][0][0]
        proof["response"] = str(int(proof["response"]) + int(SMALL.q))
        return signed_again(vote, 0, ballot)

    assert fault_of(with_ballot(vote, add_the_order)) == faults.BAD_NUMBER


@pytest.mark.parametrize(
    "spelling",
    [
        lambda text: text.replace('","', '", "', 1),
        lambda text: text + "\n",
        lambda text: text.replace('"election_uuid"', '"election\\u005fuuid"', 1),
        lambda text: text[:-1] + ',"signature":1}',
        lambda text: text[:-1] + ',"more":1}',
        lambda text: "[" * 100_000,
        lambda text: "null",
        lambda text: "",
    ],
)
def test_another_spelling_of_a_ballot(vote: Ran, spelling: Callable[[str], str]) -> None:
    assert fault_of(with_ballot(vote, lambda ballot: spelling(compact(ballot)))) == faults.BAD_FORM


# The set-up


def test_an_election_key_that_is_not_the_trustees(vote: Ran) -> None:
    """Somebody could decrypt alone."""
    assert fault_of(changed(vote, Kind.SETUP, lambda one: one.update(public_key=str(SMALL.g)))) == faults.WRONG_ELECTION_KEY


def test_a_trustee_who_does_not_know_the_key(vote: Ran) -> None:
    def rogue(kinds: Any) -> None:
        kinds[1][1]["public_key"] = kinds[0][1]["public_key"]

    assert fault_of(changed(vote, Kind.SETUP, rogue, data=1)) == faults.UNPROVEN_KEY


@pytest.mark.parametrize("change", [{"version": 2}, {"version": True}, {"uuid": "../secret/passwd"}, {"more": 1}, {"questions": 7}, {"name": None}])
def test_an_election_of_another_form(vote: Ran, change: dict[str, Any]) -> None:
    assert fault_of(changed(vote, Kind.SETUP, lambda one: one.update(change))) == faults.BAD_FORM


def test_an_event_of_another_form(vote: Ran) -> None:
    text = vote.archive.events[-1].text
    for spoilt in (text.replace("Result", "Foo"), text.replace('"height"', '"hight"'), text[:-1] + ',"more":1}', "[]"):
        data = forged(vote.archive, lambda events: events.__delitem__(-1))
        made = with_event(data, vote, spoilt)
        assert fault_of(made) in (faults.BAD_EVENT, faults.BAD_FORM)


def with_event(data: bytes, ran: Ran, text: str) -> bytes:
    """An archive with the result's data and an event of this text."""
    archive = check(data, finished=False).archive
    archive.add_data(ran.result.text)
    archive.members.append((sha256_hex(text) + ".event.json", text))
    return archive.to_bytes()


# Whatever else somebody thinks of

ODD = (None, True, -1, 0, 10**9, 1.5, "", "0", "1", "a", "٣", "9" * 700, "\ud800", [], {}, [[]], {"a": 1}, "0" * 64)


def _spots(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a value, as (container, key)."""
    found: list[tuple[Any, Any]] = []
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        found += [(value, key), *_spots(one)]
    return found


_ANYWHERE = st.integers(0, 10**6)
CREDENTIALS = 2
"""Which data of the setup is the list of public credentials."""


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.booleans(), st.sampled_from(ODD), st.booleans(), st.tuples(_ANYWHERE, _ANYWHERE, _ANYWHERE))
def test_odd_values_anywhere_are_refused_in_words(
    vote: Ran, ranked: Ran, with_ranks: bool, odd: Any, drop: bool, where: tuple[int, int, int]
) -> None:
    """No value makes the verifier stumble: it ends with a fault, never with an error of its own. `where`: which event, which data, which spot.

    Who leaves a credential off the roll with which nobody voted makes another archive that is whole: then nothing is wrong with it.
    """
    ran, shorter_roll = ranked if with_ranks else vote, False

    def put(value: Any) -> None:
        nonlocal shorter_roll
        spots = _spots(value)
        if not spots:
            return
        container, key = spots[where[2] % len(spots)]
        if drop:
            shorter_roll = container is value and value == json.loads(texts_of(ran.archive)[0][1][CREDENTIALS])
            del container[key]
        else:
            container[key] = deepcopy(odd)

    def change(events: Events) -> None:
        full = [texts for _kind, texts in events if texts]
        texts = full[where[0] % len(full)]
        alter(texts, where[1] % len(texts), put)

    try:
        made = forged(ran.archive, change)
    except UnicodeEncodeError:
        return  # half a character cannot be written into a file at all
    if made == ran.data:
        return
    if shorter_roll:
        with suppress(Refused):
            check(made)
    else:
        assert str(fault_of(made))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_byte_can_be_changed(vote: Ran, data: st.DataObject) -> None:
    """Past the file's head, whose time no part of the vote depends on."""
    original = vote.data
    place = data.draw(st.integers(1024, len(original) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda one: one != original[place]))
    made = original[:place] + bytes([value]) + original[place + 1 :]
    assert str(fault_of(made))
