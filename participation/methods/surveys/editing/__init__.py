"""A survey changed step by step: each step gives a definition without faults, or says what would be wrong and leaves it as it is."""

from participation.methods.surveys.editing.languages import add_language, in_language, make_main, remove_language, text_keys, translate
from participation.methods.surveys.editing.pages import change_page, duplicate_page, insert_page, join_page, move_page, remove_page
from participation.methods.surveys.editing.questions import (
    add_question,
    change_question,
    duplicate_question,
    move_question,
    remove_question,
    split_page,
)
from participation.methods.surveys.editing.refusing import CannotEdit, valid

__all__ = [
    "CannotEdit",
    "add_language",
    "add_question",
    "change_page",
    "change_question",
    "duplicate_page",
    "duplicate_question",
    "in_language",
    "insert_page",
    "join_page",
    "make_main",
    "move_page",
    "move_question",
    "remove_language",
    "remove_page",
    "remove_question",
    "split_page",
    "text_keys",
    "translate",
    "valid",
]
