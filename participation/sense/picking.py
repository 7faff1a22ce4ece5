"""Which texts a sentence may cite: found by words, by theme, in a group, or as what a minority wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.consultations.texts import Camps, SourceText, Standing
from participation.kit.language import gettext as _
from participation.kit.pages import format_number
from participation.kit.pagination import page_number
from participation.kit.text import clean_line
from participation.methods.sense.minority import Support, minority_voices
from participation.sense.gathered import camps, found_by, texts_by
from participation.sense.models import Theme
from participation.sense.queries import coded_with, groups_of, themes_of
from participation.sense.rules import MOST_CITED

OFFERED = 40
OF_A_KIND = 15
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that may be cited; `note` says why it is offered."""

    text: SourceText
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picking:
    """What the address asks for, and what was found. `theme`: all texts of a theme can be cited at once."""

    words: str
    theme: Theme | None
    themes: Sequence[Theme]
    of_theme: Sequence[Key]
    candidates: Sequence[Candidate]
    what: str

    @property
    def asked(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.what)


def picking(session: Session, consultation: Consultation, *, minority: bool = False) -> Picking:
    """What can be cited, by the address: `suche`, `thema`, `gruppe`, or `minderheit`."""
    themes = themes_of(session, consultation.id)
    words, asked = clean_line(request.args.get("suche", ""))[:100], request.args.get("thema", "")
    theme = next((one for one in themes if str(one.id) == asked), None)
    if theme is not None:
        keys = coded_with(session, theme.id, MOST_CITED)
        return Picking(words, theme, themes, keys, _readable(session, consultation, keys), _("Texte mit dem Thema „%(name)s“", name=theme.name))
    if request.args.get("gruppe"):
        return Picking(words, None, themes, (), _of_group(session, consultation), _("Texte einer Gruppe"))
    if words:
        found = [Candidate(text) for text in found_by(session, consultation, words, OF_A_KIND) if text.standing == Standing.PUBLIC]
        return Picking(words, None, themes, (), found, _("Texte mit „%(words)s“", words=words))
    if minority or request.args.get("minderheit"):
        return Picking(words, None, themes, (), minority_candidates(session, consultation), _("Was kleine Gruppen stark wollen"))
    return Picking(words, None, themes, (), (), "")


def _readable(session: Session, consultation: Consultation, keys: Sequence[Key]) -> list[Candidate]:
    texts = texts_by(session, consultation, keys[:OFFERED])
    return [Candidate(text) for text in texts.values() if text.standing == Standing.PUBLIC]


def _of_group(session: Session, consultation: Consultation) -> list[Candidate]:
    kept, number = groups_of(session, consultation.id), page_number(request.args.get("gruppe"))
    groups = kept.data.get("groups", []) if kept is not None else []
    if number > len(groups):
        return []
    return _readable(session, consultation, [(str(kind), str(ref)) for kind, ref in groups[number - 1]["members"]])


def minority_candidates(session: Session, consultation: Consultation) -> list[Candidate]:
    """What small groups of people support strongly and the others do not, with the numbers that say so."""
    found: list[tuple[Key, str]] = []
    for one in camps(session, consultation):
        refs = sorted(one.support)
        support = {place: [Support(*numbers) for numbers in one.support[ref]] for place, ref in enumerate(refs)}
        for voice in minority_voices(one.sizes, support):
            found.append(((str(one.kind), refs[voice.subject]), _note(one, voice.group, voice.inside, voice.outside)))
    texts = texts_by(session, consultation, [key for key, _said in found[:OFFERED]])
    return [Candidate(texts[key], said) for key, said in found[:OFFERED] if key in texts and texts[key].standing == Standing.PUBLIC]


def _note(one: Camps, group: int, inside: Support, outside: Support) -> str:
    return _(
        "%(where)s, %(group)s: %(yes)s von %(answered)s stimmen zu; von allen anderen %(other_yes)s von %(other_answered)s.",
        where=one.label,
        group=one.names[group],
        yes=format_number(inside.yes),
        answered=format_number(inside.answered),
        other_yes=format_number(outside.yes),
        other_answered=format_number(outside.answered),
    )
