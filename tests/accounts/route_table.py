"""The outcomes of the accounts' routes for each role."""

from __future__ import annotations

from sqlalchemy.orm import Session

from participation.accounts.code_actions import CodeKeys, draw_codes, keep_codes
from participation.accounts.mailed_links import give_link
from participation.accounts.models import Purpose
from participation.kit import clock
from tests.accounts.builders import PASSWORD, a_person_with_password
from tests.house.routes import Row, World

SIGNED_IN = "sign-in 200 200 200 200 200 200"
SIGNED_IN_303 = "sign-in 303 303 303 303 303 303"
ADMINISTRATION = "sign-in 403 403 403 403 403 200"
ADMINISTRATION_303 = "sign-in 403 403 403 403 403 303"


def furnish(session: Session, world: World) -> None:
    """Somebody with a password and a link for each purpose."""
    now = clock.now()
    world.paul = a_person_with_password(session, "Paul")
    world.links = {
        purpose: give_link(session, purpose, "mail@town.example", now, person=None if purpose == Purpose.SIGN_UP else world.paul, public_name="Neue")
        for purpose in Purpose
    }
    world.codes = draw_codes(1)
    keys = CodeKeys.of("tests-only-" + "x" * 32)
    world.batch = keep_codes(session, world.administrator, world.codes, "Briefe", None, keys, now)


TABLE = {
    "accounts.sign_in GET": Row(lambda world: "/anmelden", "200 303 303 303 303 303 303"),
    "accounts.sign_in POST": Row(lambda world: "/anmelden", "303", lambda world: {"email": world.paul.email, "password": PASSWORD}),
    "accounts.sign_out POST": Row(lambda world: "/abmelden", "303"),
    "accounts.mail_sent GET": Row(lambda world: "/post-unterwegs", "200"),
    "accounts.request_sign_in_link GET": Row(lambda world: "/anmelden/link", "200"),
    "accounts.request_sign_in_link POST": Row(lambda world: "/anmelden/link", "303", lambda world: {"email": "any@town.example"}),
    "accounts.sign_in_by_link GET": Row(lambda world: f"/anmelden/link/{world.links[Purpose.SIGN_IN]}", "200"),
    "accounts.sign_in_by_link POST": Row(lambda world: f"/anmelden/link/{world.links[Purpose.SIGN_IN]}", "303"),
    "accounts.sign_up GET": Row(lambda world: "/registrieren", "200"),
    "accounts.sign_up POST": Row(lambda world: "/registrieren", "303", lambda world: {"email": "new@town.example", "public_name": "Kastanie"}),
    "accounts.confirm GET": Row(lambda world: f"/bestaetigen/{world.links[Purpose.SIGN_UP]}", "200"),
    "accounts.confirm POST": Row(lambda world: f"/bestaetigen/{world.links[Purpose.SIGN_UP]}", "303"),
    "accounts.request_new_password GET": Row(lambda world: "/passwort", "200"),
    "accounts.request_new_password POST": Row(lambda world: "/passwort", "303", lambda world: {"email": "any@town.example"}),
    "accounts.choose_password GET": Row(lambda world: f"/passwort/{world.links[Purpose.RESET_PASSWORD]}", "200"),
    "accounts.choose_password POST": Row(
        lambda world: f"/passwort/{world.links[Purpose.RESET_PASSWORD]}", "303", lambda world: {"password": "ganz andere Wörter"}
    ),
    "account.show GET": Row(lambda world: "/konto", SIGNED_IN),
    "account.public_page GET": Row(lambda world: f"/personen/{world.paul.public_id}", "200"),
    "account.resend_confirmation POST": Row(lambda world: "/konto/bestaetigung", SIGNED_IN_303),
    "account.name GET": Row(lambda world: "/konto/name", "sign-in 200 200 200 403 403 403"),
    "account.name POST": Row(lambda world: "/konto/name", "sign-in 303 303 303 403 403 403", lambda world: {"public_name": "Kastanie"}),
    "notices.index GET": Row(lambda world: "/konto/mitteilungen", SIGNED_IN),
    "notices.seen POST": Row(lambda world: "/konto/mitteilungen", SIGNED_IN_303),
    "notices.choose GET": Row(lambda world: "/konto/mitteilungen/einstellungen", SIGNED_IN),
    "notices.choose POST": Row(
        lambda world: "/konto/mitteilungen/einstellungen",
        SIGNED_IN_303,
        lambda world: dict.fromkeys(("answer", "proposal", "reply", "followed", "search", "work"), "daily"),
    ),
    "account.password GET": Row(lambda world: "/konto/passwort", SIGNED_IN),
    "account.password POST": Row(lambda world: "/konto/passwort", SIGNED_IN),  # without a password: the page that offers a link
    "account.password_link POST": Row(lambda world: "/konto/passwort/link", SIGNED_IN_303),
    "account.email GET": Row(lambda world: "/konto/e-mail", SIGNED_IN),
    "account.email POST": Row(lambda world: "/konto/e-mail", SIGNED_IN_303, lambda world: {"email": "other@town.example"}),
    "account.language GET": Row(lambda world: "/konto/sprache", SIGNED_IN),
    "account.language POST": Row(lambda world: "/konto/sprache", SIGNED_IN_303, lambda world: {"language": "en"}),
    "account.sessions GET": Row(lambda world: "/konto/sitzungen", SIGNED_IN),
    "account.end_session POST": Row(lambda world: "/konto/sitzungen/999999/beenden", SIGNED_IN_303),
    "account.end_sessions POST": Row(lambda world: "/konto/sitzungen/beenden", SIGNED_IN_303),
    "account.data GET": Row(lambda world: "/konto/daten", SIGNED_IN),
    "account.data_file GET": Row(lambda world: "/konto/daten.json", SIGNED_IN),
    "copies.ask POST": Row(lambda world: "/konto/daten/kopie", SIGNED_IN_303),
    "copies.show GET": Row(lambda world: "/konto/daten/kopie", SIGNED_IN),
    "copies.download GET": Row(lambda world: "/konto/daten/kopie/datei", "sign-in 410 410 410 410 410 410"),
    "leaving.delete GET": Row(lambda world: "/konto/loeschen", SIGNED_IN),
    "leaving.delete POST": Row(lambda world: "/konto/loeschen", "sign-in 422 422 422 422 422 422", lambda world: {"password": "falsch"}),
    "leaving.request_link POST": Row(lambda world: "/konto/loeschen/link", SIGNED_IN_303),
    "leaving.delete_by_link GET": Row(lambda world: f"/konto/loeschen/{world.links[Purpose.DELETE_ACCOUNT]}", "200"),
    "leaving.delete_by_link POST": Row(lambda world: f"/konto/loeschen/{world.links[Purpose.DELETE_ACCOUNT]}", "303"),
    "codes.verify GET": Row(lambda world: "/konto/nachweis", SIGNED_IN),
    "codes.verify POST": Row(
        lambda world: "/konto/nachweis", "sign-in 403 303 303 303 303 303", lambda world: {"code": world.codes[0]}
    ),  # the resident is verified already
    "codes.make GET": Row(lambda world: "/verwaltung/codes", ADMINISTRATION),
    "codes.make POST": Row(lambda world: "/verwaltung/codes", ADMINISTRATION, lambda world: {"label": "Briefe", "number": "3", "kind": "csv"}),
    "codes.void POST": Row(lambda world: f"/verwaltung/codes/{world.batch.id}/beenden", ADMINISTRATION_303),
    "people.index GET": Row(lambda world: "/verwaltung/personen", ADMINISTRATION),
    "people.show GET": Row(lambda world: f"/verwaltung/personen/{world.paul.id}", ADMINISTRATION),
    "people.change_role POST": Row(
        lambda world: f"/verwaltung/personen/{world.paul.id}/rolle",
        ADMINISTRATION_303,
        lambda world: {"role": "office", "real_name": "Paul Ohm", "position": "Bauamt"},
    ),
    "people.block POST": Row(
        lambda world: f"/verwaltung/personen/{world.paul.id}/sperren", ADMINISTRATION_303, lambda world: {"reason": "Beleidigung"}
    ),
    "people.unblock POST": Row(lambda world: f"/verwaltung/personen/{world.paul.id}/entsperren", ADMINISTRATION_303),
}
