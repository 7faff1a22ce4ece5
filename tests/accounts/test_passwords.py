"""Passwords: what is kept can be weighed by other people's Argon2, and what others kept before can be weighed here."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, Type
from argon2.exceptions import VerifyMismatchError
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.accounts.passwords import LONGEST, hash_password, weigh

TYPED = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=LONGEST)


@settings(max_examples=20, deadline=None)
@given(TYPED, TYPED)
def test_another_implementation_takes_the_same_passwords_for_right(password: str, other: str) -> None:
    kept = hash_password(password)
    assert PasswordHasher().verify(kept, password)
    assert weigh(kept, other).right == (password == other)
    if password != other:
        with pytest.raises(VerifyMismatchError):
            PasswordHasher().verify(kept, other)


@pytest.mark.parametrize(
    ("memory", "passes", "lanes", "renewed"),
    [(7 * 1024, 5, 1, False), (19 * 1024, 2, 1, True), (64 * 1024, 3, 4, True), (7 * 1024, 5, 2, True), (7 * 1024, 50, 1, True)],
)
def test_hashes_kept_by_another_implementation_stay_right_and_are_renewed_where_their_cost_differs(
    memory: int, passes: int, lanes: int, renewed: bool
) -> None:
    kept = PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=lanes, type=Type.ID).hash("vier Wörter ohne Reim")
    weighed = weigh(kept, "vier Wörter ohne Reim")
    assert weighed.right
    assert (weighed.better_hash is not None) == renewed
    if weighed.better_hash is not None:
        assert weigh(weighed.better_hash, "vier Wörter ohne Reim").right
        assert weigh(weighed.better_hash, "vier Wörter ohne Reim").better_hash is None
    assert weigh(kept, "vier Wörter ohne Rein") == weigh(None, "vier Wörter ohne Reim")


@pytest.mark.parametrize("broken", ["", "x", "x" * 500, "$argon2id$", "$argon2id$v=19$m=7168,t=5,p=1$", "$2b$12$abcdefghijklmnopqrstuv", "ü\0"])
def test_what_is_no_hash_is_a_wrong_password(broken: str) -> None:
    assert not weigh(broken, "vier Wörter ohne Reim").right
