"""Pages of long lists, and addresses that ask for strange ones."""

from __future__ import annotations

import pytest

from participation.kit.pagination import Page, offset, page_number, page_size


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (None, 1),
        ("", 1),
        ("1", 1),
        ("7", 7),
        ("0", 1),
        ("-3", 1),
        ("٣", 1),
        ("9" * 20, 1),
        ("999999999", 100_000),
        ("1.5", 1),
        ("²", 1),
        ("abc", 1),
        (" 2", 1),
    ],
)
def test_only_numbers_in_ascii_digits_name_a_page(raw: str | None, number: int) -> None:
    assert page_number(raw) == number


def test_only_offered_sizes_are_taken() -> None:
    assert page_size("50") == 50
    assert page_size("5000000") == page_size(None) == page_size("x") == 20


def test_a_page_knows_its_place() -> None:
    page = Page(items=["u", "v"], number=3, size=20, total=42)
    assert (page.pages, page.has_previous, page.has_next, page.first_index, page.last_index) == (3, True, False, 41, 42)
    assert offset(3, 20) == 40


def test_an_empty_list_has_one_page() -> None:
    page: Page[str] = Page(items=[], number=1, size=20, total=0)
    assert (page.pages, page.has_previous, page.has_next, page.first_index, page.last_index) == (1, False, False, 0, 0)


def test_page_numbers_are_offered_with_gaps() -> None:
    assert Page(items=[1], number=10, size=1, total=20).around() == [1, None, 8, 9, 10, 11, 12, None, 20]
    assert Page(items=[1], number=1, size=1, total=1).around() == [1]
    assert Page(items=[1], number=5, size=1, total=7).around() == [1, 2, 3, 4, 5, 6, 7]
