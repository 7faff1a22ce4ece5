"""What each route of making sense answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.consultations.models import Category
from participation.kit import clock
from participation.sense.coding_actions import code_text, join_round
from participation.sense.group_actions import ask_for_groups
from participation.sense.models import TextGroups
from participation.sense.queries import text_at
from participation.sense.report_queries import parts_of
from tests.builders import an_administrator
from tests.house.routes import Row, World
from tests.sense.builders import a_draft_report, a_moderator, a_report, a_round, a_theme, coded, some_proposals


def furnish(session: Session, world: World) -> None:
    """A code book, a round that both who run the consultation are coding, one that is compared, groups, a report and a draft of the next."""
    here = world.consultation
    texts = some_proposals(session, here)
    world.sense_proposal = int(texts[0][1])
    world.sense_theme, world.sense_unused = a_theme(session, here), a_theme(session, here, "Grün")
    world.sense_free = a_round(session, here, texts[:2])
    world.sense_round = a_round(session, here, texts[:2])
    for coder in (world.moderator, world.administrator):
        session.refresh(coder, ["mandates"])  # another room has written what else is theirs
        join_round(session, coder, here, world.sense_round, clock.now())
        for position in (1, 2):
            row = text_at(session, world.sense_round.id, position)
            code_text(session, coder, here, world.sense_round, row, [world.sense_theme.id], clock.now())
    world.sense_done = a_round(session, here, texts[:1])
    coded(session, here, world.sense_done, a_moderator(session, here), [{world.sense_theme.id}])
    coded(session, here, world.sense_done, a_moderator(session, here), [set()])
    ask_for_groups(session, an_administrator(session), here, clock.now())
    kept = session.get_one(TextGroups, here.id)
    group = {"members": [list(text) for text in texts[1:3]], "central": [list(texts[1])], "words": ["Bänke"], "very": True}
    kept.computed_at, kept.data = clock.now(), {"texts": len(texts), "groups": [group], "apart": []}
    published = a_report(session, here, texts[:2])
    world.sense_cited = parts_of(session, published.id)[0].sentences[0].sentence
    draft = a_draft_report(session, here, texts[:2])
    world.sense_section = parts_of(session, draft.id)[0].section
    world.sense_sentence = parts_of(session, draft.id)[-1].sentences[-1].sentence
    world.sense_category = session.query(Category).filter_by(consultation_id=here.id).order_by(Category.id.desc()).first()


def at(path: str = "", thing: str = "", after: str = "") -> Callable[[World], str]:
    """An address of the desk."""

    def url(world: World) -> str:
        found = f"/{getattr(world, thing).id}" if thing else ""
        return f"/beteiligungen/{world.consultation.slug}/auswertung{path}{found}{after}"

    return url


def report(path: str = "") -> Callable[[World], str]:
    """An address of the published report."""
    return lambda world: f"/beteiligungen/{world.consultation.slug}/bericht{path}"


SEES = "sign-in 403 403 200 403 403 200"
DOES = "sign-in 403 403 303 403 403 303"

# in the order of ROLES: anonymous resident moderator_elsewhere moderator office council administrator
TABLE: dict[str, Row] = {
    "sense.desk GET": Row(at(), SEES),
    "sense.themes GET": Row(at("/themen"), SEES),
    "sense.add POST": Row(at("/themen"), DOES, lambda world: {"name": "Verkehr", "description": ""}),
    "sense.theme GET": Row(at("/themen", "sense_theme"), SEES),
    "sense.theme POST": Row(at("/themen", "sense_theme"), DOES, lambda world: {"name": "Ohne Stufen", "description": ""}),
    "sense.remove POST": Row(at("/themen", "sense_unused", "/entfernen"), DOES),
    "sense_coding.index GET": Row(at("/kodieren"), SEES),
    "sense_coding.new GET": Row(at("/kodieren/neu"), SEES),
    "sense_coding.new POST": Row(at("/kodieren/neu"), DOES, lambda world: {"kinds": "proposal", "extent": "all", "coders": "2"}),
    "sense_coding.show GET": Row(at("/kodieren", "sense_round"), SEES),
    "sense_coding.join POST": Row(at("/kodieren", "sense_free", "/mitmachen"), DOES),
    "sense_coding.text GET": Row(at("/kodieren", "sense_round", "/text/1"), SEES),
    "sense_coding.code POST": Row(at("/kodieren", "sense_round", "/text/1"), DOES, lambda world: {"themen": str(world.sense_theme.id)}),
    "sense_coding.finish POST": Row(at("/kodieren", "sense_round", "/abschliessen"), DOES),
    "sense_coding.compare GET": Row(at("/kodieren", "sense_done", "/vergleich"), SEES),
    "sense_coding.settle GET": Row(at("/kodieren", "sense_done", "/klaeren/1"), SEES),
    "sense_coding.settle POST": Row(at("/kodieren", "sense_done", "/klaeren/1"), DOES, lambda world: {"themen": str(world.sense_theme.id)}),
    "sense_coding.take_away POST": Row(at("/kodieren", "sense_done", "/kodierung.csv"), SEES),
    "sense_groups.groups GET": Row(at("/gruppen"), SEES),
    "sense_groups.compute POST": Row(at("/gruppen"), DOES),
    "sense_groups.group GET": Row(at("/gruppen/1"), SEES),
    "sense_report.index GET": Row(at("/bericht"), SEES),
    "sense_report.begin POST": Row(at("/bericht"), "sign-in 403 403 409 403 403 409", lambda world: {"title": "Noch einer"}),
    "sense_report.draft GET": Row(at("/bericht/entwurf"), SEES),
    "sense_report.draft POST": Row(at("/bericht/entwurf"), DOES, lambda world: {"heading": "Verkehr"}),
    "sense_report.title GET": Row(at("/bericht/entwurf/titel"), SEES),
    "sense_report.title POST": Row(at("/bericht/entwurf/titel"), DOES, lambda world: {"title": "Gelesen", "introduction": "Wir haben gelesen."}),
    "sense_report.section GET": Row(at("/bericht/entwurf/abschnitt", "sense_section"), SEES),
    "sense_report.section POST": Row(at("/bericht/entwurf/abschnitt", "sense_section"), DOES, lambda world: {"heading": "Eingang"}),
    "sense_report.remove_section POST": Row(at("/bericht/entwurf/abschnitt", "sense_section", "/entfernen"), DOES),
    "sense_report.write GET": Row(at("/bericht/entwurf/abschnitt", "sense_section", "/satz"), SEES),
    "sense_report.write POST": Row(
        at("/bericht/entwurf/abschnitt", "sense_section", "/satz"),
        DOES,
        lambda world: {"words": "Einige wollen eine Rampe.", "belege": f"proposal:{world.sense_proposal}"},
    ),
    "sense_report.sentence GET": Row(at("/bericht/entwurf/satz", "sense_sentence"), SEES),
    "sense_report.sentence POST": Row(at("/bericht/entwurf/satz", "sense_sentence"), DOES, lambda world: {"words": "Viele wollen eine Rampe."}),
    "sense_report.remove_sentence POST": Row(at("/bericht/entwurf/satz", "sense_sentence", "/entfernen"), DOES),
    "sense_report.left GET": Row(at("/bericht/offen"), SEES),
    "sense_report.publish GET": Row(at("/bericht/entwurf/veroeffentlichen"), SEES),
    "sense_report.publish POST": Row(at("/bericht/entwurf/veroeffentlichen"), DOES),
    "sense_public.show GET": Row(report(), "200"),
    "sense_public.version GET": Row(report("/1"), "200"),
    "sense_public.pdf GET": Row(report("/1/bericht.pdf"), "200"),
    "sense_public.cited GET": Row(lambda world: report(f"/1/belege/{world.sense_cited.id}")(world), "200"),
    "sense_topics.look POST": Row(
        lambda world: f"/beteiligungen/{world.consultation.slug}/vorschlaege/themen",
        "sign-in 200 200 200 200 200 200",
        lambda world: {"title": "Eine Rampe am Eingang", "body": ""},
    ),
    "proposal_category.correct GET": Row(lambda world: f"/beteiligungen/{world.consultation.slug}/vorschlaege/{world.sense_proposal}/thema", SEES),
    "proposal_category.correct POST": Row(
        lambda world: f"/beteiligungen/{world.consultation.slug}/vorschlaege/{world.sense_proposal}/thema",
        DOES,
        lambda world: {"category_id": str(world.sense_category.id)},
    ),
}
