"""Cases of the moderation over all that people write; the notices about contributions and suggested changes become the first of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime

revision = "0035"
down_revision = "0033"
branch_labels = None
depends_on = None

LIVING = sa.text("state IN ('open', 'appealed')")
NAMED = sa.text("name <> '' OR email <> ''")
TABLES = "text_written moderation_looked moderation_watch moderation_text_block house_rule moderation_notice moderation_case".split()
ADDED: tuple[tuple[str, str, Any, dict[str, Any]], ...] = (
    ("proposal", "hidden_at", UtcDateTime(), {"nullable": True}),
    ("proposal", "hidden_reason", sa.Text(), {"nullable": False, "server_default": ""}),
    ("proposal", "hidden_from", sa.String(length=12), {"nullable": False, "server_default": ""}),
    ("attachment", "hidden_at", UtcDateTime(), {"nullable": True}),
    ("person", "blocked_until", UtcDateTime(), {"nullable": True}),
    ("consultation", "texts_an_hour", sa.Integer(), {"nullable": True}),
)
BLOCKED = sa.text("blocked_until IS NOT NULL")
APPEAL_WITHIN = timedelta(days=183)


def upgrade() -> None:
    """Make the tables, move what was reported, and take the old table away."""
    _make_cases()
    _make_notices()
    _make_others()
    for table, name, kind, how in ADDED:
        op.add_column(table, sa.Column(name, kind, **how))
    op.create_index("ix_person_blocked_until", "person", ["blocked_until"], unique=False, sqlite_where=BLOCKED, postgresql_where=BLOCKED)
    _move(op.get_bind())
    op.drop_table("report")


def _make_cases() -> None:
    op.create_table(
        "moderation_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("signs", sa.String(length=120), nullable=False),
        sa.Column("notice_count", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=10), nullable=True),
        sa.Column("clause", sa.String(length=120), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("automated", sa.Boolean(), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("blocked_until", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("appealed_by_id", sa.Integer(), nullable=True),
        sa.Column("appealed_at", UtcDateTime(), nullable=True),
        sa.Column("appeal_text", sa.Text(), nullable=False),
        sa.Column("appeal_decided_by_id", sa.Integer(), nullable=True),
        sa.Column("appeal_decided_at", UtcDateTime(), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("appeal_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name=op.f("ck_moderation_case_decided_has_date")),
        sa.CheckConstraint("(state = 'open') = (measure IS NULL)", name=op.f("ck_moderation_case_decided_has_measure")),
        sa.CheckConstraint(
            "appeal_decided_at IS NULL OR (appealed_at IS NOT NULL AND appeal_reason <> '')",
            name=op.f("ck_moderation_case_appeal_answered_with_reasons"),
        ),
        sa.CheckConstraint("measure IN ('keep', 'hide', 'cut', 'warn', 'removed')", name=op.f("ck_moderation_case_measure_known")),
        sa.CheckConstraint(
            "measure IS NULL OR measure IN ('keep', 'removed') OR facts <> ''", name=op.f("ck_moderation_case_restriction_has_reasons")
        ),
        sa.CheckConstraint("source IN ('notice', 'own', 'automatic')", name=op.f("ck_moderation_case_source_known")),
        sa.CheckConstraint(
            "state <> 'appealed' OR (appealed_at IS NOT NULL AND appeal_decided_at IS NULL)", name=op.f("ck_moderation_case_appealed_waits")
        ),
        sa.CheckConstraint("state IN ('open', 'decided', 'appealed', 'final')", name=op.f("ck_moderation_case_state_known")),
        sa.CheckConstraint("(appeal_decided_at IS NULL) = (upheld IS NULL)", name=op.f("ck_moderation_case_appeal_has_result")),
        sa.CheckConstraint("decided_by_id <> appeal_decided_by_id", name=op.f("ck_moderation_case_a_second_person_decides_the_appeal")),
        sa.ForeignKeyConstraint(["appeal_decided_by_id"], ["person.id"], name=op.f("fk_moderation_case_appeal_decided_by_id_person")),
        sa.ForeignKeyConstraint(["appealed_by_id"], ["person.id"], name=op.f("fk_moderation_case_appealed_by_id_person")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_moderation_case_author_id_person")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_moderation_case_consultation_id_consultation")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_moderation_case_decided_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_case")),
    )
    op.create_index("ix_moderation_case_author_id", "moderation_case", ["author_id", "id"], unique=False)
    op.create_index("ix_moderation_case_due_at", "moderation_case", ["due_at"], unique=False, sqlite_where=LIVING, postgresql_where=LIVING)
    op.create_index("ix_moderation_case_kind", "moderation_case", ["kind", "target_id"], unique=False)
    op.create_index("ix_moderation_case_month", "moderation_case", ["month"], unique=False)
    op.create_index("ix_moderation_case_place", "moderation_case", ["state", "place", "id", "consultation_id", "kind", "signs"], unique=False)
    op.create_index("ix_moderation_case_queue", "moderation_case", ["consultation_id", "state", "place", "id", "kind", "signs"], unique=False)
    op.create_index("uq_moderation_case_living", "moderation_case", ["kind", "target_id"], unique=True, sqlite_where=LIVING, postgresql_where=LIVING)


def _make_notices() -> None:
    op.create_table(
        "moderation_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("person_id IS NULL OR (name = '' AND email = '')", name=op.f("ck_moderation_notice_account_needs_no_address")),
        sa.CheckConstraint(
            "reason IN ('insult', 'unlawful', 'personal_data', 'advertising', 'off_topic', 'other')", name=op.f("ck_moderation_notice_reason_known")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name=op.f("fk_moderation_notice_case_id_moderation_case")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_moderation_notice_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_notice")),
        sa.UniqueConstraint("kind", "target_id", "person_id", name=op.f("uq_moderation_notice_kind_target_id_person_id")),
    )
    op.create_index("ix_moderation_notice_case_id", "moderation_notice", ["case_id"], unique=False)
    op.create_index("ix_moderation_notice_person_id", "moderation_notice", ["person_id"], unique=False)
    op.create_index(
        "ix_moderation_notice_told_at",
        "moderation_notice",
        ["created_at"],
        unique=False,
        sqlite_where=sa.text("email <> ''"),
        postgresql_where=sa.text("email <> ''"),
    )


def _make_others() -> None:
    op.create_table(
        "house_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_house_rule_has_title")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_house_rule_consultation_id_consultation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house_rule")),
        sa.UniqueConstraint("consultation_id", "title", name=op.f("uq_house_rule_consultation_id_title")),
    )
    op.create_table(
        "moderation_text_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_moderation_text_block_has_text")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_moderation_text_block_consultation_id_consultation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_text_block")),
    )
    op.create_index("ix_moderation_text_block_consultation_id", "moderation_text_block", ["consultation_id", "position"], unique=False)
    op.create_table(
        "moderation_watch",
        sa.Column("consultation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_moderation_watch_consultation_id_consultation")),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_moderation_watch")),
    )
    op.create_table(
        "moderation_looked",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_looked")),
    )
    op.create_table(
        "text_written",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_text_written_consultation_id_consultation")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_text_written_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_written")),
    )
    op.create_index("ix_text_written_person_id", "text_written", ["person_id", "consultation_id", "written_at"], unique=False)
    op.create_index("ix_text_written_written_at", "text_written", ["written_at"], unique=False)


def _move(connection: sa.Connection) -> None:
    """Each text's open notices become an open case; those that were settled together, a decided one."""
    report, case, notice = _tables()
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in connection.execute(sa.select(report).order_by(report.c.id)).mappings():
        kind = "contribution" if row["contribution_id"] is not None else "amendment"
        settled = (row["decided_at"], row["decision"], row["note"], row["decided_by_id"])
        groups.setdefault((kind, row[f"{kind}_id"], *settled), []).append(row)
    for (kind, number, *_settled), rows in groups.items():
        case_id = connection.execute(case.insert().values(**_case(connection, kind, number, rows)).returning(case.c.id)).scalar_one()
        connection.execute(notice.insert(), [_notice(case_id, kind, number, row) for row in rows])


def _case(connection: sa.Connection, kind: str, number: int, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    first = rows[0]
    author = connection.execute(sa.text(f"SELECT author_id FROM {kind} WHERE id = :number"), {"number": number}).scalar()  # noqa: S608  # one of two tables
    opened = min(row["created_at"] for row in rows)
    own = all(row["reporter_id"] == first["decided_by_id"] for row in rows)
    measure, decided = first["decision"], first["decided_at"]
    final = measure == "removed" or (decided is not None and decided + APPEAL_WITHIN <= datetime.now(UTC))
    return {
        "consultation_id": first["consultation_id"],
        "kind": kind,
        "target_id": number,
        "author_id": author,
        "source": "own" if own else "notice",
        "state": "open" if measure is None else "final" if final else "decided",
        "opened_at": opened,
        "due_at": opened + timedelta(days=2),
        "place": int(opened.timestamp()),
        "signs": "",
        "notice_count": len(rows),
        "measure": measure,
        "clause": "",
        "facts": first["note"] or ("–" if measure == "hide" else ""),
        "automated": False,
        "blocked": False,
        "decided_by_id": first["decided_by_id"],
        "decided_at": decided,
        "month": decided.strftime("%Y-%m") if decided is not None else "",
        "appeal_text": "",
        "appeal_reason": "",
    }


def _notice(case_id: int, kind: str, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    said = {"person_id": row["reporter_id"], "reason": row["reason"], "text": row["text"], "created_at": row["created_at"]}
    return {"case_id": case_id, "kind": kind, "target_id": number, "name": "", "email": "", "language": "de", **said}


def _tables() -> tuple[sa.Table, sa.Table, sa.Table]:
    metadata = sa.MetaData()
    number, moment, words = sa.Integer, UtcDateTime, sa.Text
    report = sa.Table(
        "report",
        metadata,
        *(sa.Column(name, number) for name in "id consultation_id contribution_id amendment_id reporter_id decided_by_id".split()),
        *(sa.Column(name, words) for name in "reason text state decision note".split()),
        *(sa.Column(name, moment) for name in "created_at decided_at".split()),
    )
    case = sa.Table(
        "moderation_case",
        metadata,
        *(sa.Column(name, number) for name in "id consultation_id target_id author_id notice_count decided_by_id".split()),
        sa.Column("place", sa.BigInteger),
        *(sa.Column(name, words) for name in "kind source state signs measure clause facts month appeal_text appeal_reason".split()),
        *(sa.Column(name, moment) for name in "opened_at due_at decided_at".split()),
        *(sa.Column(name, sa.Boolean) for name in ("automated", "blocked")),
    )
    notice = sa.Table(
        "moderation_notice",
        metadata,
        *(sa.Column(name, number) for name in "id case_id target_id person_id".split()),
        *(sa.Column(name, words) for name in "kind reason text name email language".split()),
        sa.Column("created_at", moment),
    )
    return report, case, notice


def downgrade() -> None:
    """Bring the old table back with the notices that it can hold: about contributions and suggested changes, by people with an account.

    Proposals and files that are hidden would be open again; then there is no way back.
    """
    connection = op.get_bind()
    for table in ("proposal", "attachment"):
        if connection.exec_driver_sql(f"SELECT 1 FROM {table} WHERE hidden_at IS NOT NULL LIMIT 1").first():  # noqa: S608  # one of two tables
            raise RuntimeError("what the moderation hid would be shown again")
    _make_reports()
    _move_back(connection)
    op.drop_index("ix_person_blocked_until", table_name="person")
    for table, name, _kind, _how in reversed(ADDED):
        op.drop_column(table, name)
    for name in TABLES:
        op.drop_table(name)


def _move_back(connection: sa.Connection) -> None:
    report, case, notice = _tables()
    asked = sa.select(notice, case.c.consultation_id, case.c.measure, case.c.facts, case.c.decided_by_id, case.c.decided_at)
    told = asked.join_from(notice, case, case.c.id == notice.c.case_id).where(notice.c.person_id.is_not(None))
    for row in connection.execute(told.where(notice.c.kind.in_(("contribution", "amendment"))).order_by(notice.c.id)).mappings():
        decision = {None: None, "cut": "keep", "warn": "keep"}.get(row["measure"], row["measure"])
        connection.execute(
            report.insert().values(
                consultation_id=row["consultation_id"],
                reporter_id=row["person_id"],
                reason=row["reason"],
                text=row["text"],
                created_at=row["created_at"],
                state="open" if decision is None else "decided",
                decision=decision,
                decided_by_id=row["decided_by_id"],
                decided_at=row["decided_at"],
                note=row["facts"],
                **{f"{row['kind']}_id": row["target_id"]},
            )
        )


def _make_reports() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=True),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("amendment_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (decision IS NULL)", name=op.f("ck_report_decided_has_decision")),
        sa.CheckConstraint("state IN ('open', 'decided')", name=op.f("ck_report_state_known")),
        sa.CheckConstraint("(contribution_id IS NULL) <> (amendment_id IS NULL)", name=op.f("ck_report_about_one_text")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_report_consultation_id_consultation")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_report_contribution_id_contribution")),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendment.id"], name=op.f("fk_report_amendment_id_amendment")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_report_decided_by_id_person")),
        sa.ForeignKeyConstraint(["reporter_id"], ["person.id"], name=op.f("fk_report_reporter_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("contribution_id", "reporter_id", name=op.f("uq_report_contribution_id_reporter_id")),
        sa.UniqueConstraint("amendment_id", "reporter_id", name=op.f("uq_report_amendment_id_reporter_id")),
    )
    op.create_index("ix_report_consultation_id_state_created_at", "report", ["consultation_id", "state", "created_at"], unique=False)
    op.create_index("ix_report_reporter_id", "report", ["reporter_id"], unique=False)
