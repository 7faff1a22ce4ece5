"""An election as it is published: questions, group, key. Its text is fixed; everything later refers to the text's hash (specification, 4.10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from participation.methods.proof.belenios.credentials import is_uuid
from participation.methods.proof.belenios.encoding import (
    Json,
    array,
    bad_form,
    compact,
    decimal,
    element,
    integer,
    read_compact,
    read_json,
    sha256_base64,
    string,
)
from participation.methods.proof.belenios.faults import BAD_WEIGHT, CREDENTIAL_TWICE, UNKNOWN_GROUP, Refused
from participation.methods.proof.belenios.groups import GROUPS, Group
from participation.methods.proof.belenios.questions import Question, check_questions, read_question

VERSION = 1
_KEYS = ("version", "description", "name", "group", "public_key", "questions", "uuid")
_OPTIONAL = ("administrator", "credential_authority")
MOST_DIGITS_OF_A_KEY = 700
MOST_WEIGHT = 100_000_000
"""Of all voters together: the sums must be found again from their powers."""


@dataclass(frozen=True)
class Election:
    """What every voter receives. `text` is the JSON to the letter, `fingerprint` its hash: each ballot and each proof names it."""

    uuid: str
    name: str
    description: str
    group: Group
    public_key: int
    questions: tuple[Question, ...]
    text: str = field(repr=False)
    fingerprint: str


def write_election(
    uuid: str,
    name: str,
    description: str,
    group: Group,
    public_key: int,
    questions: Sequence[Question],
    administrator: str | None = None,
    credential_authority: str | None = None,
) -> Election:
    """A new election with its text. Raises Refused for questions that the group cannot hold."""
    written: dict[str, Json] = {"version": VERSION, "description": description, "name": name, "group": group.name}
    written |= {"public_key": str(public_key), "questions": [question.json for question in questions], "uuid": uuid}
    if administrator is not None:
        written["administrator"] = administrator
    if credential_authority is not None:
        written["credential_authority"] = credential_authority
    return read_election(compact(written), "election", {group.name: group})


def read_election(text: str, what: str, groups: Mapping[str, Group] = GROUPS) -> Election:
    """The election that a text describes, every part checked."""
    written = read_json(text, what)
    if not isinstance(written, dict) or not set(_KEYS) <= set(written) <= {*_KEYS, *_OPTIONAL}:
        bad_form(what)
    if integer(written["version"], what) != VERSION:
        bad_form(what)
    name_of_group = string(written["group"], what)
    if name_of_group not in groups:
        raise Refused(UNKNOWN_GROUP, {"group": name_of_group})
    group = groups[name_of_group]
    uuid = string(written["uuid"], what)
    if not is_uuid(uuid):
        bad_form(what)
    for key in _OPTIONAL:
        string(written.get(key, ""), what)
    questions = tuple(read_question(one, number, what) for number, one in enumerate(array(written["questions"], what), start=1))
    check_questions(questions, group)
    return Election(
        uuid=uuid,
        name=string(written["name"], what),
        description=string(written["description"], what),
        group=group,
        public_key=element(written["public_key"], group, what),
        questions=questions,
        text=text,
        fingerprint=sha256_base64(text),
    )


def write_credentials(weights: Mapping[int, int]) -> str:
    """The public list: each public key, with its weight where not all count once. The caller shuffles before."""
    if all(weight == 1 for weight in weights.values()):
        return compact([str(key) for key in weights])
    return compact([f"{key},{weight}" for key, weight in weights.items()])


def read_credentials(text: str, what: str) -> dict[int, int]:
    """Public key → weight. Whether each key is of the group is checked by the caller, who may share the work."""
    weights: dict[int, int] = {}
    for entry in array(read_compact(text, what), what):
        key, comma, weight = string(entry, what).partition(",")
        number = decimal(key, MOST_DIGITS_OF_A_KEY, what)
        if number in weights:
            raise Refused(CREDENTIAL_TWICE)
        weights[number] = int(decimal(weight, len(str(MOST_WEIGHT)), what)) if comma else 1
    if 0 in weights.values() or sum(weights.values()) > MOST_WEIGHT:
        raise Refused(BAD_WEIGHT)
    return weights
