"""The outcomes of the accounts' routes for each role."""

from __future__ import annotations

from sqlalchemy.orm import Session

from participation.accounts.mailed_links import give_link
from participation.accounts.models import Purpose
from participation.kit import clock
from tests.accounts.builders import PASSWORD, a_person_with_password
from tests.house.routes import Row, World

SIGNED_IN = "sign-in 200 200 200 200 200 200"
ADMINISTRATION = "sign-in 403 403 403 403 403 200"


def furnish(session: Session, world: World) -> None:
    """Somebody with a password and a link for each purpose."""
    now = clock.now()
    world.paul = a_person_with_password(session, "Paul")
    world.links = {
        purpose: give_link(session, purpose, "mail@town.example", now, person=None if purpose == Purpose.SIGN_UP else world.paul, public_name="Neue")
        for purpose in Purpose
    }


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
}
