"""The page on which a thing is linked with others: its chain, a search for what belongs to it, links to take away."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.consultations.doorway import enter
from participation.consultations.subjects import Question
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.forms import choice
from participation.kit.fragments import go_to
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.traces import queries, rules, words
from participation.traces.actions import link_things, remove_link
from participation.traces.doorway import BELOW, Here, enter_thing, heading
from participation.traces.forms import EARLIER, LinkForm
from participation.traces.making_views import ways_on
from participation.traces.models import Thing
from participation.traces.queries import Node
from participation.traces.showing import Chain, chain_around

blueprint = Blueprint("traces", __name__)

LONGEST_SEARCH = 100


@blueprint.get(BELOW)
def work(slug: str, kind: str, subject_id: int) -> Response:
    """The chain with what can be done about it; with words in the address, what holds them."""
    here = _enter(slug, kind, subject_id)
    return _work_page(here, LinkForm(formdata=None))


@blueprint.post(BELOW)
def link(slug: str, kind: str, subject_id: int) -> BaseResponse:
    """Link it with what was chosen."""
    here, form = _enter(slug, kind, subject_id), LinkForm()
    form.other.choices = _found(here, _searched())
    if not form.validate():
        return _work_page(here, form, 422)
    try:
        other, part, part_text = _chosen(here, form.other.data)
        earlier, later = (other, here.node) if form.direction.data == EARLIER else (here.node, other)
        link_things(current_session(), here.person, here.consultation, earlier, later, here.now, part=part, part_text=part_text)
    except Invalid as error:
        form.blame(error)
        return _work_page(here, form, 422)
    current_session().commit()
    flash(_("Die Verknüpfung ist gespeichert. Sie steht jetzt auf beiden Seiten."), "success")
    return go_to(here.url("traces.work"))


@blueprint.post("/beteiligungen/<slug:slug>/zusammenhang/verknuepfungen/<id:link_id>/entfernen")
def remove(slug: str, link_id: int) -> BaseResponse:
    """Take a link away."""
    person, consultation, session = signed_in_person(), enter(slug), current_session()
    gone = queries.link_of(session, consultation.id, link_id)
    nodes = [(Thing(gone.from_kind), gone.from_id), (Thing(gone.to_kind), gone.to_id)]
    remove_link(session, person, consultation, gone, clock.now())
    rest = queries.known(session, consultation.id, consultation.slug, [node for node in nodes if node[0] != Thing.SURVEY])
    session.commit()
    flash(_("Die Verknüpfung ist entfernt."), "success")
    back = request.form.get("zurueck", "")
    shown = next((node for node in nodes if node in rest and f"{words.KIND_WORDS[node[0]]}-{node[1]}" == back), next(iter(rest), None))
    if shown is None:
        return go_to(f"/beteiligungen/{slug}")
    return go_to(f"/beteiligungen/{slug}/zusammenhang/{words.KIND_WORDS[shown[0]]}/{shown[1]}")


def _enter(slug: str, kind: str, subject_id: int) -> Here:
    here = enter_thing(slug, kind, subject_id)
    demand(rules.may_work(here.person, here.consultation, queries.writers_of(current_session(), [here.node])))
    return here


def _searched() -> str:
    return clean_line(request.values.get("suche", ""))[:LONGEST_SEARCH]


def _found(here: Here, searched: str) -> list[tuple[str, str]]:
    """What holds the words, as choices; the thing itself aside."""
    found = queries.search(current_session(), here.consultation.id, here.consultation.slug, searched)
    rows = [
        choice(f"{words.KIND_WORDS[node[0]]}-{node[1]}", f"{words.NAMES[node[0]]}: {one.title}") for node, one in found.items() if node != here.node
    ]
    asked = [one for one in _questions(here) if searched and all(word in one.text.casefold() for word in searched.casefold().split())]
    rows += [
        choice(f"umfrage-{one.survey_id}-{one.code}", _("Frage in „%(survey)s“: %(text)s", survey=one.survey_title, text=one.text))
        for one in asked[: queries.FOUND]
    ]
    return rows


def _questions(here: Here) -> list[Question]:
    return gather("survey.questions", here.consultation, here.person)


def _chosen(here: Here, said: str) -> tuple[Node, str, str]:
    """What a choice names. Raises Invalid for what cannot be read as one."""
    word, _dash, rest = said.partition("-")
    number, _dash, code = rest.partition("-")
    if word not in words.KINDS or not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Invalid(_("Bitte wählen Sie, womit Sie verknüpfen möchten."), "other")
    node = (words.KINDS[word], int(number))
    if node not in queries.known(current_session(), here.consultation.id, here.consultation.slug, [node]):
        raise Invalid(_("Das gibt es hier nicht mehr. Bitte suchen Sie noch einmal und wählen Sie neu."), "other")
    if node[0] != Thing.SURVEY:
        return node, "", ""
    text = next((one.text for one in _questions(here) if (one.survey_id, one.code) == (node[1], code)), None)
    if text is None:
        raise Invalid(_("Das gibt es hier nicht mehr. Bitte suchen Sie noch einmal und wählen Sie neu."), "other")
    return node, code, text


def _work_page(here: Here, form: LinkForm, status: int = 200) -> Response:
    searched = _searched()
    form.other.choices = form.other.choices or _found(here, searched)
    chain = chain_around(here.consultation, here.node)
    return here.page(
        "work.html",
        heading(),
        status,
        form=form,
        searched=searched,
        lines=chain.lines,
        removable=_removable(here, chain),
        ways=ways_on(here),
        back=f"{words.KIND_WORDS[here.node[0]]}-{here.node[1]}",
    )


def _removable(here: Here, chain: Chain) -> list[tuple[int, str, str]]:
    """The links that can be taken away, with both ends: id, earlier title, later title."""
    if not rules.offers_removal(here.person, here.consultation):
        return []
    rows = []
    for tie, row in zip(queries.ties_of(chain.links), chain.links, strict=True):
        if row.way not in rules.FIXED and tie.earlier in chain.known and tie.later in chain.known:
            rows.append((row.id, chain.known[tie.earlier].title, row.part_text or chain.known[tie.later].title))
    return rows
