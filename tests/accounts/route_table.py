"""The outcomes of the accounts' routes for each role."""

from __future__ import annotations

import io

from sqlalchemy.orm import Session

from participation.accounts.code_actions import draw_codes, keep_codes
from participation.accounts.evidence import CodeKeys
from participation.accounts.mailed_links import give_link
from participation.accounts.models import EndReason, NoticeKind, Purpose
from participation.accounts.unsubscribing import leaving_url
from participation.accounts.verification_actions import end_verification
from participation.kit import clock
from participation.settings import Settings
from tests.accounts.builders import PASSWORD, a_person_with_password, an_invitation
from tests.builders import a_person
from tests.house.routes import Row, World

SIGNED_IN = "sign-in 200 200 200 200 200 200"
SIGNED_IN_303 = "sign-in 303 303 303 303 303 303"
SIGNED_IN_422 = "sign-in 422 422 422 422 422 422"
NOT_HELD = "sign-in 403 403 403 403 403 403"
ADMINISTRATION = "sign-in 403 403 403 403 403 200"
ADMINISTRATION_303 = "sign-in 403 403 403 403 403 303"

WITHOUT_PERSON = (Purpose.SIGN_UP, Purpose.GUEST)


def furnish(session: Session, world: World) -> None:
    """Somebody with a password and a link for each purpose."""
    now = clock.now()
    world.paul = a_person_with_password(session, "Paul")
    world.invited_token = "T" * 43
    world.invited = an_invitation(session, world.administrator, world.invited_token)
    world.links = {
        purpose: give_link(
            session,
            purpose,
            "mail@town.example",
            now,
            person=None if purpose in WITHOUT_PERSON else world.paul,
            public_name="Neue",
            consultation_id=world.consultation.id,
        )
        for purpose in Purpose
    }
    world.counted = a_person(session, "Gezählt", verified=True)
    world.ended = a_person(session, "Beendet", verified=True)
    end_verification(session, world.administrator, world.ended, EndReason.ERROR, "", Settings(testing=True), now)
    world.codes = draw_codes(1)
    keys = CodeKeys.of("tests-only-" + "x" * 32)
    world.batch = keep_codes(session, world.administrator, world.codes, "Briefe", None, keys, now)
    own = Settings(secret_key="tests-only-" + "x" * 32, base_url="http://localhost")
    world.leave_path = leaving_url(own, world.paul.id, [NoticeKind.ANSWER]).removeprefix("http://localhost")


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
    "guests.confirm GET": Row(lambda world: f"/gast/bestaetigen/{world.links[Purpose.GUEST]}", "200"),
    "guests.confirm POST": Row(lambda world: f"/gast/bestaetigen/{world.links[Purpose.GUEST]}", "303"),
    "guests.own GET": Row(lambda world: "/gast", SIGNED_IN_303),
    "guests.open_account_here POST": Row(lambda world: "/gast", NOT_HELD, lambda world: {"public_name": "Kastanie"}),
    "second_step.show GET": Row(lambda world: "/anmelden/zweiter-schritt", NOT_HELD),
    "second_step.show POST": Row(lambda world: "/anmelden/zweiter-schritt", NOT_HELD, lambda world: {"code": "123456"}),
    "second_step.show_passkey POST": Row(lambda world: "/anmelden/zweiter-schritt/passkey", NOT_HELD),
    "second_step.set_up GET": Row(lambda world: "/anmelden/einrichten", SIGNED_IN_303),
    "second_step.show_again GET": Row(lambda world: "/konto/sicherheit/bestaetigen", SIGNED_IN),
    "second_step.show_again POST": Row(lambda world: "/konto/sicherheit/bestaetigen", SIGNED_IN_422, lambda world: {"password": "falsch"}),
    "second_step.show_again_by_passkey POST": Row(lambda world: "/konto/sicherheit/bestaetigen/passkey", SIGNED_IN_422),
    "passkeys.challenge POST": Row(lambda world: "/anmelden/passkey/frage", "200"),
    "passkeys.sign_in GET": Row(lambda world: "/anmelden/passkey", "200"),
    "passkeys.sign_in POST": Row(lambda world: "/anmelden/passkey", "422", lambda world: {"credential": "{}"}),
    "passkeys.new_challenge POST": Row(lambda world: "/konto/sicherheit/passkey/frage", SIGNED_IN),
    "passkeys.add POST": Row(lambda world: "/konto/sicherheit/passkey", SIGNED_IN_422, lambda world: {"credential": "{}", "name": "Handy"}),
    "passkeys.remove POST": Row(lambda world: "/konto/sicherheit/passkey/999999/entfernen", "sign-in 404 404 404 404 404 404"),
    "oidc.start GET": Row(lambda world: "/anmelden/mit/gibt-es-nicht", "404"),  # one that there is would be asked
    "oidc.back GET": Row(lambda world: "/anmelden/mit/bund/zurueck?code=abc&state=def", "200"),
    "oidc.finish POST": Row(lambda world: "/anmelden/mit/bund/zurueck", "410", lambda world: {"code": "abc", "state": "def"}),
    "oidc.first GET": Row(lambda world: "/anmelden/neu", "410"),
    "oidc.first POST": Row(lambda world: "/anmelden/neu", "410", lambda world: {"public_name": "Kastanie"}),
    "oidc.link GET": Row(lambda world: "/konto/sicherheit/verbinden/bund", SIGNED_IN),
    "oidc.unlink POST": Row(lambda world: "/konto/sicherheit/verbinden/bund/loesen", "sign-in 404 404 404 404 404 404"),
    "factors.index GET": Row(lambda world: "/konto/sicherheit", SIGNED_IN),
    "factors.begin_app POST": Row(lambda world: "/konto/sicherheit/app", SIGNED_IN_303),
    "factors.confirm_app GET": Row(lambda world: "/konto/sicherheit/app/einrichten", SIGNED_IN_303),  # not begun
    "factors.confirm_app POST": Row(
        lambda world: "/konto/sicherheit/app/einrichten", "sign-in 409 409 409 409 409 409", lambda world: {"code": "123456"}
    ),
    "factors.remove_app POST": Row(lambda world: "/konto/sicherheit/app/entfernen", "sign-in 404 404 404 404 404 404"),
    "factors.renew_codes POST": Row(lambda world: "/konto/sicherheit/codes", SIGNED_IN_303),
    "factors.codes_file POST": Row(lambda world: "/konto/sicherheit/codes/datei", SIGNED_IN_422, lambda world: {"codes": "X"}),
    "account.show GET": Row(lambda world: "/konto", SIGNED_IN),
    "account.public_page GET": Row(lambda world: f"/personen/{world.paul.public_id}", "200"),
    "account.resend_confirmation POST": Row(lambda world: "/konto/bestaetigung", SIGNED_IN_303),
    "account.name GET": Row(lambda world: "/konto/name", "sign-in 200 200 200 403 403 403"),
    "account.name POST": Row(lambda world: "/konto/name", "sign-in 303 303 303 403 403 403", lambda world: {"public_name": "Kastanie"}),
    "notices.index GET": Row(lambda world: "/konto/mitteilungen", SIGNED_IN),
    "notices.seen POST": Row(lambda world: "/konto/mitteilungen", SIGNED_IN_303),
    "leave_mail.leave GET": Row(lambda world: world.leave_path, "200"),
    "leave_mail.leave POST": Row(lambda world: world.leave_path, "200"),
    "notices.choose GET": Row(lambda world: "/konto/mitteilungen/einstellungen", SIGNED_IN),
    "notices.choose POST": Row(
        lambda world: "/konto/mitteilungen/einstellungen",
        SIGNED_IN_303,
        lambda world: dict.fromkeys(("answer", "outcome", "proposal", "reply", "followed", "search", "work"), "daily"),
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
    "account.end_other_sessions POST": Row(lambda world: "/konto/sitzungen/andere-beenden", SIGNED_IN_303),
    "account.data GET": Row(lambda world: "/konto/daten", SIGNED_IN),
    "account.data_file GET": Row(lambda world: "/konto/daten.json", SIGNED_IN),
    "consents.own GET": Row(lambda world: "/konto/einwilligung", SIGNED_IN),
    "consents.own POST": Row(lambda world: "/konto/einwilligung", "sign-in 422 422 422 422 422 422"),
    "consents.take_back POST": Row(lambda world: "/konto/einwilligung/widerrufen", SIGNED_IN_303),
    "consents.texts GET": Row(lambda world: "/einwilligungen", "200"),
    "consents.index GET": Row(lambda world: "/verwaltung/einwilligungen", "sign-in 403 403 403 403 403 200"),
    "consents.change GET": Row(lambda world: "/verwaltung/einwilligungen/opinions", "sign-in 403 403 403 403 403 200"),
    "consents.change POST": Row(
        lambda world: "/verwaltung/einwilligungen/opinions",
        "sign-in 403 403 403 403 403 303",
        lambda world: {"text_de": "Neu.", "text_en": "New.", "note": "Kürzer", "after": "2"},
    ),
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
    "codes.make_for_people GET": Row(lambda world: "/verwaltung/codes/liste", ADMINISTRATION),
    "codes.make_for_people POST": Row(
        lambda world: "/verwaltung/codes/liste",
        ADMINISTRATION,
        lambda world: {"label": "Briefe", "file": (io.BytesIO(b"Familienname;Vornamen;Geburtsdatum\nM\xc3\xbcller;Eva;31.12.1980\n"), "liste.csv")},
    ),
    "residence.show GET": Row(lambda world: f"/verwaltung/personen/{world.paul.id}/wohnsitz", ADMINISTRATION),
    "residence.verify POST": Row(
        lambda world: f"/verwaltung/personen/{world.paul.id}/wohnsitz/schalter",
        ADMINISTRATION_303,
        lambda world: {"family": "Müller", "given": "Paul", "born": "31.12.1980", "case": "usual", "checked": "y"},
    ),
    "residence.end POST": Row(
        lambda world: f"/verwaltung/personen/{world.counted.id}/wohnsitz/beenden", ADMINISTRATION_303, lambda world: {"reason": "error"}
    ),
    "residence.restore POST": Row(lambda world: f"/verwaltung/personen/{world.ended.id}/wohnsitz/wieder", ADMINISTRATION_303),
    "residence.move_away GET": Row(lambda world: "/konto/wegzug", SIGNED_IN),
    "residence.move_away POST": Row(
        lambda world: "/konto/wegzug", "sign-in 303 200 200 200 200 200", lambda world: {"sure": "y"}
    ),  # the resident alone is counted
    "people.reset_signs GET": Row(lambda world: f"/verwaltung/personen/{world.paul.id}/nachweise", ADMINISTRATION),
    "people.reset_signs POST": Row(
        lambda world: f"/verwaltung/personen/{world.paul.id}/nachweise", ADMINISTRATION_303, lambda world: {"why": "lost", "checked": "in_person"}
    ),
    "team.index GET": Row(lambda world: "/verwaltung/team", ADMINISTRATION),
    "team.index POST": Row(
        lambda world: "/verwaltung/team",
        ADMINISTRATION_303,
        lambda world: {"email": "neu@stadt.example", "real_name": "Nele Neu", "position": "Bauamt", "role": "office"},
    ),
    "team.withdraw POST": Row(lambda world: f"/verwaltung/team/{world.invited.id}/zurueckziehen", ADMINISTRATION_303),
    "team.accept GET": Row(lambda world: f"/einladung-ins-team/{world.invited_token}", "200"),
    "team.accept POST": Row(lambda world: f"/einladung-ins-team/{world.invited_token}", "303", lambda world: {"password": "viele bunte Steine"}),
    "people.block POST": Row(
        lambda world: f"/verwaltung/personen/{world.paul.id}/sperren", ADMINISTRATION_303, lambda world: {"reason": "Beleidigung"}
    ),
    "people.unblock POST": Row(lambda world: f"/verwaltung/personen/{world.paul.id}/entsperren", ADMINISTRATION_303),
}
