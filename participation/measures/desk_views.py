"""Where staff make measures and work on them: the text, where each stands, its paper, what it came from."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.consultations.rules import may_enter_staff
from participation.followups.queries import office_by_id, offices_of
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.measures import listing, queries
from participation.measures.actions import add_origin, change_measure, make_measure, remove_origin, set_paper, set_status, today
from participation.measures.doorway import DESK, ONE, Here, enter_measures, enter_to_work, whole
from participation.measures.forms import ChangeForm, MakeForm, OriginForm, PaperForm, StandForm
from participation.measures.models import Measure
from participation.measures.origins import offered, sources_of
from participation.measures.rules import may_make, may_plan
from participation.measures.showing import cards_of
from participation.measures.words import read_node, say_node
from participation.papers.jobs import the_web
from participation.papers.queries import paper_to_show
from participation.places.actions import keep_place
from participation.places.maps import town_map
from participation.places.queries import has_streets, place_by_id

blueprint = Blueprint("measure_desk", __name__)


@blueprint.get("/verwaltung/massnahmen")
def mine() -> BaseResponse:
    """The measures of the offices that one works for, the overdue first."""
    person, session = current_person(), current_session()
    demand(may_enter_staff(person))
    offices = offices_of(session, person)
    rows = listing.of_offices(session, offices, today(clock.now())) if offices else ()
    return page("measures/mine.html", cards=cards_of(rows), offices=queries.office_choices(session, offices) if offices else {})


@blueprint.get(DESK)
def index(slug: str) -> BaseResponse:
    """All measures of a consultation, the overdue first."""
    here = enter_measures(slug)
    allowed = may_make(here.asking)
    if not here.asking.runs_it:
        demand(allowed)
    rows = listing.all_of(current_session(), here.consultation.id, here.today)
    return here.desk_page("desk_list.html", "", cards=cards_of(rows), may_make=allowed)


@blueprint.route(DESK + "/neu", methods=["GET", "POST"])
def new(slug: str) -> BaseResponse:
    """Make a measure: of something that residents brought up, or freely."""
    here, session = enter_measures(slug), current_session()
    demand(may_make(here.asking))
    node = read_node(request.args.get("aus", ""))
    chosen = next(iter(sources_of(session, here.consultation, [node])), None) if node else None
    form = MakeForm.offering(offered(session, here.consultation), chosen, here.today)
    _offer(here, form, None)
    if not form.validate_on_submit():
        return _new_page(here, form, 422 if form.is_submitted() else 200)
    try:
        given = (form.text(_place_id(form, None)), office_by_id(session, form.office_id.data), form.stand(), form.node())
        measure = make_measure(session, here.asking, *given, here.now)
    except Invalid as error:
        form.blame(error)
        return _new_page(here, form, 422)
    return Here(here.asking, here.now, measure).done(_("Die Maßnahme ist angelegt."))


def _new_page(here: Here, form: MakeForm, status: int) -> BaseResponse:
    return here.desk_page("edit.html", _("Neue Maßnahme"), status, form=form, button=_("Maßnahme anlegen"), back=here.url("measure_desk.index"))


@blueprint.get(ONE)
def show(slug: str, measure_id: int) -> BaseResponse:
    """All that staff can do with a measure."""
    here = enter_to_work(slug, measure_id)
    may = may_plan(here.asking, here.measure)
    return here.desk_page("desk.html", "", say_node=say_node, reads_papers=bool(the_web().hosts), may_plan=may, **whole(here))


@blueprint.route(ONE + "/bearbeiten", methods=["GET", "POST"])
def change(slug: str, measure_id: int) -> BaseResponse:
    """Write a measure anew."""
    here, session = enter_to_work(slug, measure_id, lock=request.method == "POST"), current_session()
    form = ChangeForm.of(here.measure)
    _offer(here, form, here.measure)
    if not form.validate_on_submit():
        return _change_page(here, form, 422 if form.is_submitted() else 200)
    try:
        given = (form.text(_place_id(form, here.measure)), office_by_id(session, form.office_id.data), form.reason.data or "")
        change_measure(session, here.asking, here.measure, *given, here.now)
    except Invalid as error:
        form.blame(error)
        return _change_page(here, form, 422)
    return here.done(_("Die Änderungen sind gespeichert."))


def _change_page(here: Here, form: ChangeForm, status: int) -> BaseResponse:
    return here.desk_page(
        "edit.html", _("Maßnahme bearbeiten"), status, form=form, button=_("Änderungen speichern"), back=here.url("measure_desk.show")
    )


def _offer(here: Here, form: MakeForm | ChangeForm, measure: Measure | None) -> None:
    session = current_session()
    only = None if here.asking.runs_it else here.asking.works_for
    form.offer(queries.office_choices(session, only, measure.office_id if measure else None), queries.district_choices(session))
    form.offer_places(town_map(), place_by_id(session, measure.place_id if measure else None), streets=has_streets(session))
    if "place_home" in form:
        del form.place_home  # a measure lies where it lies: in nobody's home


def _place_id(form: MakeForm | ChangeForm, measure: Measure | None) -> int | None:
    present = measure.place_id if measure is not None else None
    wish = form.wish()
    if not form.asks_for_places:
        return present
    return None if wish is None else keep_place(current_session(), town_map(), wish, place_by_id(current_session(), present)).id


@blueprint.route(ONE + "/stand", methods=["GET", "POST"])
def stand(slug: str, measure_id: int) -> BaseResponse:
    """Say where a measure stands now."""
    here = enter_to_work(slug, measure_id, lock=request.method == "POST")
    form = StandForm.of(here.measure, here.today)
    return here.run(
        form,
        _("Stand ändern"),
        _("Stand speichern"),
        lambda: set_status(current_session(), here.asking, here.measure, form.stand(), here.now),
        _("Der neue Stand ist gespeichert. Wer sich beteiligt hat, bekommt Bescheid."),
    )


@blueprint.route(ONE + "/vorlage", methods=["GET", "POST"])
def paper(slug: str, measure_id: int) -> BaseResponse:
    """Name the council paper of a measure."""
    here = enter_to_work(slug, measure_id, lock=request.method == "POST")
    present = paper_to_show(current_session(), here.measure.paper_id)
    form, web = PaperForm(data={"paper_url": present.url if present else ""}), the_web()
    return here.run(
        form,
        _("Vorlage im Stadtrat"),
        _("Vorlage speichern"),
        lambda: set_paper(current_session(), here.asking, here.measure, form.paper_url.data or "", web, here.now),
        _("Gespeichert. Die Vorlage wird jetzt gelesen und danach alle sechs Stunden."),
        lead=_("Die Plattform liest von: %(hosts)s.", hosts=", ".join(web.hosts)) if web.hosts else "",
    )


@blueprint.route(ONE + "/anlass", methods=["GET", "POST"])
def origin(slug: str, measure_id: int) -> BaseResponse:
    """Say what else a measure came from."""
    here, session = enter_to_work(slug, measure_id, lock=request.method == "POST"), current_session()
    there = set(queries.nodes_of(session, here.measure.id))
    form = OriginForm.offering([one for one in offered(session, here.consultation) if one.node not in there])

    def act() -> None:
        node = read_node(form.origin.data or "")
        if node is None:
            raise Invalid(_("Bitte wählen Sie, woraus die Maßnahme entstanden ist."), "origin")
        add_origin(session, here.asking, here.measure, node, here.now)

    return here.run(form, _("Anlass hinzufügen"), _("Hinzufügen"), act, _("Der Anlass ist hinzugefügt."))


@blueprint.post(ONE + "/anlass/entfernen")
def part(slug: str, measure_id: int) -> BaseResponse:
    """Say that a measure did not come from something after all."""
    here, node = enter_to_work(slug, measure_id, lock=True), read_node(request.form.get("anlass", ""))
    if node is None:
        raise NotFound
    remove_origin(current_session(), here.asking, here.measure, node, here.now)
    return here.done(_("Der Anlass ist entfernt."), "#anlass")
