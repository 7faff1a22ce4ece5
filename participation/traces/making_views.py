"""The pages on which something new is made of a thing: a topic, a statement, a draft of a proposal."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.discussions.topic_actions import TITLE_LIMIT
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.rules import demand
from participation.opinions.models import STATEMENT_LENGTH
from participation.opinions.queries import map_of, still_open
from participation.proposals.sparing import spare_texts
from participation.traces import rules
from participation.traces.actions import make_draft, make_statement, make_topic
from participation.traces.doorway import BELOW, Here, enter_thing
from participation.traces.forms import StatementOfForm, TopicOfForm
from participation.traces.models import Thing

blueprint = Blueprint("traces_making", __name__)


@blueprint.route(BELOW + "/thema", methods=["GET", "POST"])
def topic(slug: str, kind: str, subject_id: int) -> BaseResponse:
    """Put it up for discussion."""
    here, form = enter_thing(slug, kind, subject_id), TopicOfForm()
    demand(rules.may_make_public(here.person, here.consultation, here.node[0], Thing.TOPIC))
    if form.validate_on_submit():
        try:
            made = make_topic(
                current_session(), here.person, here.consultation, here.thing, form.title.data or "", form.introduction.data or "", here.now
            )
            current_session().commit()
            flash(_("Das Thema ist eröffnet. Es steht jetzt im Zusammenhang."), "success")
            return go_to(url_for("discussions.topic", slug=slug, topic_id=made.id))
        except Invalid as error:
            form.blame(error)
    if not form.is_submitted():
        form.title.data = here.thing.title if len(here.thing.title) <= TITLE_LIMIT else ""
        form.introduction.data = "" if form.title.data else f"> {here.thing.title}"
    return here.page("topic.html", _("Thema daraus machen"), 422 if form.is_submitted() else 200, form=form)


@blueprint.route(BELOW + "/aussage", methods=["GET", "POST"])
def statement(slug: str, kind: str, subject_id: int) -> BaseResponse:
    """Ask everybody about it."""
    here = enter_thing(slug, kind, subject_id)
    demand(rules.may_make_public(here.person, here.consultation, here.node[0], Thing.STATEMENT))
    maps = still_open(current_session(), here.consultation.id)
    form = StatementOfForm.offering(maps)
    if maps and form.validate_on_submit():
        try:
            chosen = map_of(current_session(), here.consultation, int(form.opinion_map.data))
            made = make_statement(current_session(), here.person, here.consultation, here.thing, chosen, form.text.data or "", here.now)
            current_session().commit()
            flash(_("Die Aussage ist im Meinungsbild. Sie steht jetzt im Zusammenhang."), "success")
            return go_to(url_for("opinions.statement", slug=slug, map_id=chosen.id, statement_id=made.id))
        except Invalid as error:
            form.blame(error)
    if not form.is_submitted():
        form.text.data = here.thing.title if len(here.thing.title) <= STATEMENT_LENGTH else ""
    return here.page("statement.html", _("Aussage daraus machen"), 422 if form.is_submitted() else 200, form=form, maps=maps)


@blueprint.post(BELOW + "/vorschlag")
def draft(slug: str, kind: str, subject_id: int) -> BaseResponse:
    """Begin a proposal with its words."""
    here = enter_thing(slug, kind, subject_id)
    spare_texts(here.person, here.now)
    begun = make_draft(current_session(), here.person, here.consultation, here.thing, here.now)
    current_session().commit()
    flash(_("Der Entwurf ist angelegt. Nur Sie sehen ihn, bis Sie ihn veröffentlichen."), "success")
    return go_to(url_for("proposal_writing.edit", slug=slug, proposal_id=begun.id))


def ways_on(here: Here) -> list[Link]:
    """What can be made of a thing by this person, as links to forms."""
    offered = (
        (Thing.TOPIC, _("Thema daraus machen"), "traces_making.topic"),
        (Thing.STATEMENT, _("Aussage daraus machen"), "traces_making.statement"),
    )
    return [
        Link(label, here.url(endpoint))
        for made, label, endpoint in offered
        if rules.may_make_public(here.person, here.consultation, here.node[0], made)
    ]
