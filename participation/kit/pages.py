"""Rendering: what every template can use, and one call that answers with a page or with its fragment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flask import Flask, Response, current_app, render_template, request
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined
from jinja2_fragments.flask import render_block
from markupsafe import Markup

from participation.kit import clock
from participation.kit.dates import city_zone, say_date, say_moment, say_time
from participation.kit.fragments import is_fragment
from participation.kit.gathering import gather
from participation.kit.headers import csp_nonce
from participation.kit.identity import has_session, visitor
from participation.kit.language import LANGUAGES, gettext, grouped, language, ngettext
from participation.kit.money import say_euros
from participation.kit.prose import clean_html
from participation.settings import Settings

THEME_COOKIE = "theme"
LANGUAGE_COOKIE = "language"
THEMES = ("light", "dark")
UNPROCESSABLE = 422
MACROS = {"ui": "ui/page.html", "forms": "ui/form.html", "charts": "ui/charts.html", "thread": "ui/thread.html", "difference": "ui/difference.html"}
"""The macro layer, by the names that templates know it by."""


def page(template: str, *, block: str = "", status: int = 200, **context: Any) -> Response:
    """Answer with the whole page, or with one block of the same template where htmx asks for a part. Of a 422 the title says that there are errors."""
    context.setdefault("has_errors", status == UNPROCESSABLE)
    if block and is_fragment():
        return Response(render_block(template, block, **context), status)
    return Response(render_template(template, **context), status)


def part(template: str, **context: Any) -> Markup:
    """A piece of a page, without what only whole pages need."""
    return Markup(current_app.jinja_env.get_template(template).render(**context))  # noqa: S704  # rendered with autoescape


def fixed_part(template: str) -> Markup:
    """A piece of every page that knows nothing but the language and the settings: made once, and again with the next start."""
    made: dict[tuple[str, str], Markup] = current_app.extensions["fixed_parts"]
    key = (template, language())
    found = made.get(key)
    if found is None:
        found = made[key] = part(template)
    return found


@lru_cache(maxsize=1024)
def _drawn(macro: Callable[..., Markup], speech: str, given: tuple[Any, ...]) -> Markup:
    return macro(*given)


def _remembering(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    """A macro of the page's frame that shows nothing but what it is given: what it drew of late in this language is not drawn again."""
    return lambda *given: _drawn(macro, language(), tuple([tuple(one) if isinstance(one, list) else one for one in given]))


def init_pages(app: Flask, settings: Settings, asset: Callable[[str], str]) -> None:
    """Give the templates their globals and filters."""
    env = app.jinja_env
    app.extensions["fixed_parts"] = {}
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(gettext, ngettext, newstyle=False)  # type: ignore[attr-defined]  # added by the extension
    env.globals.update(
        _=gettext,
        gettext=gettext,
        ngettext=ngettext,
        asset=asset,
        csp_nonce=csp_nonce,
        csrf_token=generate_csrf,
        settings=settings,
        languages=LANGUAGES,
        gather=gather,
        is_fragment=is_fragment,
        fixed_part=fixed_part,
    )
    env.filters.update(
        date=say_date,
        datetime=say_moment,
        euros=say_euros,
        number=format_number,
        percent=format_percent,
        prose=clean_html,
        time=say_time,
        time_tag=time_tag,
    )
    # A block rendered alone does not run its template's import lines: hence globals.
    env.globals.update({name: env.get_template(file).module for name, file in MACROS.items()})
    env.globals.update({f"{name}_once": _remembering(getattr(env.globals["ui"], name)) for name in ("breadcrumb", "tabs", "page_head")})
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    signed_in = visitor()
    person = signed_in.person if signed_in else None
    theme = request.cookies.get(THEME_COOKIE, "")
    return {
        "current_person": person,
        "has_session": has_session(),
        "navigation": gather("navigation", person),
        "language": language(),
        "theme": theme if theme in THEMES else "",
        "now": clock.now(),
    }


def format_number(value: int | float | Fraction | None, digits: int | None = None) -> str:
    """`1.842` and `44,7`; English `1,842` and `44.7`. Fractions are rounded to `digits` (default 1; 0 for whole numbers)."""
    if value is None:
        return ""
    places = (0 if value == int(value) else 1) if digits is None else digits
    return grouped(f"{float(round(value, places)) if isinstance(value, Fraction) else value:,.{places}f}")


def format_percent(share: float | Fraction | None, digits: int = 1) -> str:
    """`44,7 %` from a share of one, with a no-break space; a dash where there is none."""
    if share is None:
        return "–"
    return f"{format_number(Fraction(share) * 100, digits)}\u00a0%"


def time_tag(value: datetime) -> Markup:
    """A `<time>` element with the date for people and for machines."""
    return Markup('<time datetime="{}">{}</time>').format(value.astimezone(city_zone()).isoformat(timespec="minutes"), say_moment(value))


def settings() -> Settings:
    """The installation's settings, in a request or job."""
    found: Settings = current_app.extensions["settings"]
    return found
