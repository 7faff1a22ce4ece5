"""What the application takes from its settings, and how each of its requests begins and ends."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, request

from participation.kit.database import hands_ballots_on, reading_only
from participation.kit.language import speak
from participation.kit.pages import LANGUAGE_COOKIE
from participation.settings import Settings


def configure(app: Flask, settings: Settings) -> None:
    """Write the settings where Flask and its extensions look for theirs."""
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    app.config.update(
        SECRET_KEY=settings.secret_key or "only-for-demo-and-tests-never-elsewhere",
        TESTING=settings.testing,
        SQLALCHEMY_DATABASE_URI=settings.resolved_database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True, "pool_pre_ping": settings.resolved_database_url.startswith("postgresql")},
        TRUSTED_HOSTS=list(settings.hosts),
        SESSION_COOKIE_NAME="__Host-session" if settings.secure else "session",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours_residents),
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=settings.max_body_kb * 1024,
        MAX_FORM_MEMORY_SIZE=settings.max_body_kb * 1024,
        MAX_FORM_PARTS=500,
    )


def begin_requests(app: Flask, settings: Settings) -> None:
    """Let each request say whether it only reads, and in which language it speaks."""
    grouping = settings.group_commit and settings.resolved_database_url.startswith("sqlite")

    @app.before_request
    def begin() -> None:
        view = app.view_functions.get(request.endpoint or "")
        reading_only(request.method in ("GET", "HEAD", "OPTIONS") or (grouping and hands_ballots_on(view)))
        chosen = request.cookies.get(LANGUAGE_COOKIE, "")
        speak(chosen or settings.default_language)

    @app.teardown_request
    def end(error: BaseException | None) -> None:
        reading_only(False)
