"""Council papers as OParl tells them; measures with milestones, money and files; chains that end with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements
from participation.traces.triggers import drops, statements

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def _linked(kind: str) -> str:
    named = " OR ".join(f"({side}_kind = '{kind}' AND {side}_id = {{row}}.id)" for side in ("from", "to"))
    return f"WHERE EXISTS (SELECT 1 FROM trace_link WHERE {named})"  # noqa: S608 - constants of this file


_FIRST_OF_CHAINS = 31
OF_CHAINS = (
    Watched("trace_link", "'site'"),
    Watched("opinion_statement", "'site'", _linked("statement"), ("text", "state", "hidden_at"), entering=False),
    Watched("topic", "'site'", _linked("topic"), ("title",), entering=False),
    Watched("contribution", "'site'", _linked("contribution"), ("body", "deleted_at", "hidden_at"), entering=False),
    Watched("proposal", "'site'", _linked("proposal"), ("title", "stage"), entering=False),
)
"""The triggers of 0030 that name the table of links: SQLite makes that table anew, so they go before and come again after."""

_FIRST = 49
_SHOWN = ("name", "reference", "paper_type", "day", "web", "file_name", "file_url", "is_deleted", "read_at", "error")
WATCHED = (
    Watched("measure", "'site'"),
    Watched("measure_origin", "'site'"),
    Watched("milestone", "'site'"),
    Watched("measure_event", "'site'"),
    Watched("measure_spending", "'site'"),
    Watched("measure_picture", "'site'"),
    Watched("measure_document", "'site'"),
    Watched("council_paper", "'site'", columns=_SHOWN, entering=False),
    Watched("council_paper_step", "'site'"),
)
"""Measures stand on many pages and change a few times a day."""

_EARLIER = "'statement', 'topic', 'contribution', 'proposal'"
_LATER = "'statement', 'topic', 'contribution', 'proposal', 'survey'"


def upgrade() -> None:
    """Make them."""
    _make_papers()
    _make_measures()
    _make_content()
    _let_chains_hold(f"{_EARLIER}, 'vote', 'recommendation', 'project'", f"{_LATER}, 'project', 'measure'", 16)
    connection = op.get_bind()
    for statement in trigger_statements(connection.dialect.name, WATCHED, _FIRST):
        connection.exec_driver_sql(statement)


def _let_chains_hold(earlier: str, later: str, length: int) -> None:
    connection = op.get_bind()
    dialect = connection.dialect.name
    for statement in (*drops(dialect), *drop_statements(dialect, OF_CHAINS, _FIRST_OF_CHAINS)):
        connection.exec_driver_sql(statement)
    if dialect == "sqlite":
        _make_links_anew(earlier, later, length)
    else:
        for side, kinds in (("from", earlier), ("to", later)):
            op.drop_constraint(op.f(f"ck_trace_link_{side}_kind_known"), "trace_link", type_="check")
            op.alter_column("trace_link", f"{side}_kind", type_=sa.String(length=length), existing_nullable=False)
            op.create_check_constraint(op.f(f"ck_trace_link_{side}_kind_known"), "trace_link", f"{side}_kind IN ({kinds})")
    for statement in (*trigger_statements(dialect, OF_CHAINS, _FIRST_OF_CHAINS), *statements(dialect)):
        connection.exec_driver_sql(statement)


_COLUMNS = "id, consultation_id, from_kind, from_id, to_kind, to_id, part, part_text, way, made_by_id, made_at"


def _make_links_anew(earlier: str, later: str, length: int) -> None:
    """By hand and not by Alembic's batch, whose constraints come in no order: a database shall always look the same."""
    op.create_table(
        "trace_link_new",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("from_kind", sa.String(length=length), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_kind", sa.String(length=length), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=130), nullable=False),
        sa.Column("part_text", sa.String(length=200), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(f"from_kind IN ({earlier})", name=op.f("ck_trace_link_from_kind_known")),
        sa.CheckConstraint(f"to_kind IN ({later})", name=op.f("ck_trace_link_to_kind_known")),
        sa.CheckConstraint("way IN ('made', 'linked', 'grew', 'within')", name=op.f("ck_trace_link_way_known")),
        sa.CheckConstraint("from_kind <> to_kind OR from_id <> to_id", name=op.f("ck_trace_link_not_from_itself")),
        sa.CheckConstraint("(to_kind = 'survey') = (part <> '')", name=op.f("ck_trace_link_survey_names_question")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_trace_link_consultation_id_consultation")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_trace_link_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trace_link")),
        sa.UniqueConstraint("from_kind", "from_id", "to_kind", "to_id", "part", name=op.f("uq_trace_link_from_kind_from_id_to_kind_to_id_part")),
    )
    op.execute(f"INSERT INTO trace_link_new ({_COLUMNS}) SELECT {_COLUMNS} FROM trace_link")  # noqa: S608 - constants of this file
    op.drop_table("trace_link")
    op.rename_table("trace_link_new", "trace_link")
    op.create_index("ix_trace_link_to_kind_to_id", "trace_link", ["to_kind", "to_id"], unique=False)
    op.create_index("ix_trace_link_consultation_id", "trace_link", ["consultation_id"], unique=False)


def _make_papers() -> None:
    op.create_table(
        "council_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("paper_type", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("web", sa.String(length=500), nullable=False),
        sa.Column("file_name", sa.String(length=500), nullable=False),
        sa.Column("file_url", sa.String(length=500), nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.String(length=20), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("failures = 0 OR error <> ''", name=op.f("ck_council_paper_failure_has_reason")),
        sa.CheckConstraint("name = '' OR read_at IS NOT NULL", name=op.f("ck_council_paper_content_was_read")),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_council_paper_failures_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_paper")),
        sa.UniqueConstraint("url", name=op.f("uq_council_paper_url")),
    )
    op.create_index("ix_council_paper_next_at", "council_paper", ["next_at"], unique=False)
    op.create_table(
        "council_paper_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("organization", sa.String(length=200), nullable=False),
        sa.Column("meeting", sa.String(length=500), nullable=False),
        sa.Column("meets_at", UtcDateTime(), nullable=True),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=200), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.Column("web", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["council_paper.id"], name=op.f("fk_council_paper_step_paper_id_council_paper")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_paper_step")),
        sa.UniqueConstraint("paper_id", "position", name=op.f("uq_council_paper_step_paper_id_position")),
    )
    op.create_table(
        "council_paper_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("last_modified", sa.String(length=60), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["council_paper.id"], name=op.f("fk_council_paper_answer_paper_id_council_paper")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_paper_answer")),
        sa.UniqueConstraint("paper_id", "url", name=op.f("uq_council_paper_answer_paper_id_url")),
    )


def _make_measures() -> None:
    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("status_reason", sa.String(length=1000), nullable=False),
        sa.Column("status_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("status IN ('planned', 'work', 'delayed', 'done', 'stopped')", name=op.f("ck_measure_status_known")),
        sa.CheckConstraint("status NOT IN ('delayed', 'stopped') OR status_reason <> ''", name=op.f("ck_measure_delay_has_reason")),
        sa.CheckConstraint("budget IS NULL OR budget >= 0", name=op.f("ck_measure_budget_not_negative")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_measure_consultation_id_consultation")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_measure_district_id_district")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_measure_office_id_office")),
        sa.ForeignKeyConstraint(["paper_id"], ["council_paper.id"], name=op.f("fk_measure_paper_id_council_paper")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_measure_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
    )
    op.create_index("ix_measure_changed_at", "measure", ["changed_at", "id"], unique=False)
    op.create_index("ix_measure_consultation_id", "measure", ["consultation_id"], unique=False)
    op.create_index("ix_measure_office_id", "measure", ["office_id"], unique=False)
    op.create_index("ix_measure_paper_id", "measure", ["paper_id"], unique=False)
    op.create_table(
        "measure_origin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('proposal', 'recommendation', 'vote', 'project')", name=op.f("ck_measure_origin_kind_known")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_origin_measure_id_measure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_origin")),
        sa.UniqueConstraint("measure_id", "kind", "subject_id", name=op.f("uq_measure_origin_measure_id_kind_subject_id")),
    )
    op.create_index("ix_measure_origin_kind_subject_id", "measure_origin", ["kind", "subject_id"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("dropped_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("done_on IS NULL OR dropped_at IS NULL", name=op.f("ck_milestone_done_or_dropped")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_milestone_measure_id_measure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    op.create_index("ix_milestone_measure_id", "milestone", ["measure_id", "planned_on"], unique=False)
    op.create_table(
        "measure_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=True),
        sa.Column("milestone_id", sa.Integer(), nullable=True),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("from_amount", sa.BigInteger(), nullable=True),
        sa.Column("to_amount", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "status IS NULL OR status IN ('planned', 'work', 'delayed', 'done', 'stopped')", name=op.f("ck_measure_event_status_known")
        ),
        sa.CheckConstraint(
            "what IN ('made', 'status', 'end-moved', 'budget', 'planned', 'done', 'reopened', 'moved', 'dropped')",
            name=op.f("ck_measure_event_what_known"),
        ),
        sa.CheckConstraint("what NOT IN ('moved', 'dropped') OR reason <> ''", name=op.f("ck_measure_event_moving_has_reason")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_event_measure_id_measure")),
        sa.ForeignKeyConstraint(["milestone_id"], ["milestone.id"], name=op.f("fk_measure_event_milestone_id_milestone")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_measure_event_written_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_event")),
    )
    op.create_index("ix_measure_event_day", "measure_event", ["day"], unique=False)
    op.create_index("ix_measure_event_measure_id", "measure_event", ["measure_id"], unique=False)


def _make_content() -> None:
    op.create_table(
        "measure_spending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("spent_on", sa.Date(), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_measure_spending_amount_is_something")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_measure_spending_entered_by_id_person")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_spending_measure_id_measure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_spending")),
    )
    op.create_index("ix_measure_spending_measure_id", "measure_spending", ["measure_id", "spent_on"], unique=False)
    op.create_table(
        "measure_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("stored_name", sa.String(length=80), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alternative_text", sa.String(length=300), nullable=False),
        sa.Column("credit", sa.String(length=120), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("alternative_text <> ''", name=op.f("ck_measure_picture_has_alternative_text")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_picture_measure_id_measure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_picture")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_measure_picture_stored_name")),
    )
    op.create_index("ix_measure_picture_measure_id", "measure_picture", ["measure_id"], unique=False)
    op.create_table(
        "measure_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("stored_name", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_document_measure_id_measure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_document")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_measure_document_stored_name")),
    )
    op.create_index("ix_measure_document_measure_id", "measure_document", ["measure_id"], unique=False)


def downgrade() -> None:
    """Take them away, and out of the chains."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED, _FIRST):
        connection.exec_driver_sql(statement)
    new = "('vote', 'recommendation', 'project', 'measure')"
    op.execute(f"DELETE FROM trace_link WHERE from_kind IN {new} OR to_kind IN {new}")  # noqa: S608 - constants of this file
    _let_chains_hold(_EARLIER, _LATER, 12)
    for table in ("measure_document", "measure_picture", "measure_spending", "measure_event", "milestone", "measure_origin", "measure"):
        op.drop_table(table)
    for table in ("council_paper_answer", "council_paper_step", "council_paper"):
        op.drop_table(table)
