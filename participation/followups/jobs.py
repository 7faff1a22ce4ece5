"""The platform's own clockwork for answers: publish what is due, remind, tidy up."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app

from participation.followups.answer_actions import delete_unused_reports
from participation.followups.plan_actions import publish_due_plans
from participation.followups.reminder_actions import remind_due
from participation.kit import clock
from participation.kit.database import db
from participation.kit.uploads import delete_document
from participation.settings import Settings

UNUSED = timedelta(days=1)


def publish_due_answers() -> None:
    """Publish the planned answers whose time has come."""
    publish_due_plans(db.session(), clock.now())


def remind_offices() -> None:
    """Send the reminders that are due."""
    remind_due(db.session(), clock.now())


def sweep_reports() -> None:
    """Delete reports that no answer names, their files after the commit."""
    settings: Settings = current_app.extensions["settings"]
    names = delete_unused_reports(db.session(), clock.now() - UNUSED)
    db.session.commit()
    for name in names:
        delete_document(settings.files_dir, name)
