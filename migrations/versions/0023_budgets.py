"""The tables of budgets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.budgets.triggers import DROP_POSTGRESQL, statements
from participation.kit.database import UtcDateTime
from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

WATCHED = (
    Watched("budget", "'site'"),
    Watched("budget_pot", "'site'"),
    Watched("budget_project", "'site'"),
    Watched("budget_step", "'site'"),
)
"""What readers' pages show of budgets. What offices are asked and say is never public."""


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "budget",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("introduction_html", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("fewest", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("least_share", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("secrecy", sa.String(length=10), nullable=False),
        sa.Column("replaceable", sa.Boolean(), nullable=False),
        sa.Column("verified_only", sa.Boolean(), nullable=False),
        sa.Column("by_two", sa.Boolean(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_terms", sa.String(length=64), nullable=True),
        sa.Column("opens_at", UtcDateTime(), nullable=True),
        sa.Column("closes_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("form <> 'points' OR points > 0", name=op.f("ck_budget_points_to_give")),
        sa.CheckConstraint("form IN ('approval', 'knapsack', 'ranked', 'points')", name=op.f("ck_budget_form_known")),
        sa.CheckConstraint("rule IN ('equal-shares', 'greedy', 'greedy-no-skip', 'greedy-threshold', 'knapsack')", name=op.f("ck_budget_rule_known")),
        sa.CheckConstraint("secrecy IN ('open', 'secret')", name=op.f("ck_budget_secrecy_known")),
        sa.CheckConstraint("fewest >= 0 AND most >= 0 AND points >= 0 AND threshold >= 0", name=op.f("ck_budget_limits_not_negative")),
        sa.CheckConstraint("least_share BETWEEN 0 AND 10000", name=op.f("ck_budget_least_share_is_a_share")),
        sa.CheckConstraint(
            "opened_at IS NULL OR (published_at IS NOT NULL AND opens_at IS NOT NULL AND closes_at IS NOT NULL)",
            name=op.f("ck_budget_opened_is_public"),
        ),
        sa.CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name=op.f("ck_budget_closes_after_opening")),
        sa.CheckConstraint(
            "(asked_by_id IS NULL) = (asked_terms IS NULL) AND (asked_by_id IS NULL OR opened_at IS NULL)",
            name=op.f("ck_budget_asked_before_opening"),
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_budget_asked_by_id_person")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_budget_consultation_id_consultation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget")),
    )
    op.create_index("ix_budget_consultation_id", "budget", ["consultation_id"], unique=False)
    op.create_table(
        "budget_pot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("budget_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_budget_pot_amount_positive")),
        sa.CheckConstraint("scope = COALESCE(district_id, 0)", name=op.f("ck_budget_pot_scope_is_district")),
        sa.ForeignKeyConstraint(["budget_id"], ["budget.id"], name=op.f("fk_budget_pot_budget_id_budget")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_budget_pot_district_id_district")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_budget_pot_vote_id_vote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_pot")),
        sa.UniqueConstraint("budget_id", "scope", name=op.f("uq_budget_pot_budget_id_scope")),
        sa.UniqueConstraint("vote_id", name=op.f("uq_budget_pot_vote_id")),
    )
    op.create_table(
        "budget_project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("budget_id", sa.Integer(), nullable=False),
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("feasibility", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("progress", sa.String(length=10), nullable=True),
        sa.Column("progress_note", sa.String(length=500), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=True),
        sa.Column("progressed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("feasibility <> 'feasible' OR cost IS NOT NULL", name=op.f("ck_budget_project_feasible_has_cost")),
        sa.CheckConstraint("feasibility <> 'infeasible' OR reason <> ''", name=op.f("ck_budget_project_refusal_has_reason")),
        sa.CheckConstraint("feasibility IN ('asked', 'feasible', 'infeasible')", name=op.f("ck_budget_project_feasibility_known")),
        sa.CheckConstraint("position IS NULL OR feasibility = 'feasible'", name=op.f("ck_budget_project_only_feasible_on_the_ballot")),
        sa.CheckConstraint(
            "progress IS NULL OR progress IN ('planned', 'building', 'done', 'stopped')", name=op.f("ck_budget_project_progress_known")
        ),
        sa.CheckConstraint("cost > 0", name=op.f("ck_budget_project_cost_positive")),
        sa.CheckConstraint("spent IS NULL OR spent >= 0", name=op.f("ck_budget_project_spent_not_negative")),
        sa.ForeignKeyConstraint(["budget_id"], ["budget.id"], name=op.f("fk_budget_project_budget_id_budget")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_budget_project_category_id_category")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_budget_project_district_id_district")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_budget_project_place_id_place")),
        sa.ForeignKeyConstraint(["pot_id"], ["budget_pot.id"], name=op.f("fk_budget_project_pot_id_budget_pot")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_budget_project_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_project")),
        sa.UniqueConstraint("budget_id", "number", name=op.f("uq_budget_project_budget_id_number")),
        sa.UniqueConstraint("budget_id", "proposal_id", name=op.f("uq_budget_project_budget_id_proposal_id")),
        sa.UniqueConstraint("pot_id", "title", name=op.f("uq_budget_project_pot_id_title")),
    )
    op.create_table(
        "budget_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["budget_project.id"], name=op.f("fk_budget_step_project_id_budget_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_step")),
    )
    op.create_index("ix_budget_step_project_id", "budget_step", ["project_id", "due_on"], unique=False)
    op.create_table(
        "budget_valuation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("feasible", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("given_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("feasible IS NULL OR feasible OR reason <> ''", name=op.f("ck_budget_valuation_refusal_has_reason")),
        sa.CheckConstraint("(given_at IS NULL) = (feasible IS NULL)", name=op.f("ck_budget_valuation_given_whole")),
        sa.CheckConstraint("cost > 0", name=op.f("ck_budget_valuation_cost_positive")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_budget_valuation_asked_by_id_person")),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("fk_budget_valuation_given_by_id_person")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_budget_valuation_office_id_office")),
        sa.ForeignKeyConstraint(["project_id"], ["budget_project.id"], name=op.f("fk_budget_valuation_project_id_budget_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_valuation")),
    )
    op.create_index("ix_budget_valuation_office_id", "budget_valuation", ["office_id"], unique=False)
    op.create_index("ix_budget_valuation_project_id", "budget_valuation", ["project_id"], unique=False)
    op.create_index(
        "uq_budget_valuation_waiting",
        "budget_valuation",
        ["project_id", "office_id"],
        unique=True,
        sqlite_where=sa.text("given_at IS NULL AND ended_at IS NULL"),
        postgresql_where=sa.text("given_at IS NULL AND ended_at IS NULL"),
    )
    connection = op.get_bind()
    for statement in (*statements(connection.dialect.name), *trigger_statements(connection.dialect.name, WATCHED)):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Take them away."""
    connection = op.get_bind()
    for statement in drop_statements(connection.dialect.name, WATCHED):
        connection.exec_driver_sql(statement)

    op.drop_table("budget_valuation")
    op.drop_table("budget_step")
    op.drop_table("budget_project")
    op.drop_table("budget_pot")
    op.drop_table("budget")
    if connection.dialect.name == "postgresql":
        for statement in DROP_POSTGRESQL:
            connection.exec_driver_sql(statement)
