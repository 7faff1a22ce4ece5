"""What became of a recommendation can name the council paper, which is read from the council information system as that of a measure is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

_OF_RECOMMENDATION = "FROM council WHERE id = (SELECT council_id FROM recommendation WHERE recommendation.id = {row}.recommendation_id)"
STEPS = Watched("recommendation_step", "'council:' || consultation_id", _OF_RECOMMENDATION)
"""As 0020 watches it, under the number 3: SQLite writes the table anew and forgets its triggers."""


def upgrade() -> None:
    """Add the paper."""
    with op.batch_alter_table("recommendation_step") as batch:
        batch.add_column(sa.Column("paper_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_recommendation_step_paper_id_council_paper"), "council_paper", ["paper_id"], ["id"])
    op.create_index("ix_recommendation_step_paper_id", "recommendation_step", ["paper_id"], unique=False)
    _watch_anew()


def downgrade() -> None:
    """Take it away; the address that people typed stays where they typed it."""
    op.drop_index("ix_recommendation_step_paper_id", table_name="recommendation_step")
    with op.batch_alter_table("recommendation_step") as batch:
        batch.drop_constraint(op.f("fk_recommendation_step_paper_id_council_paper"), type_="foreignkey")
        batch.drop_column("paper_id")
    _watch_anew()


def _watch_anew() -> None:
    connection = op.get_bind()
    for statement in (*drop_statements(connection.dialect.name, (STEPS,), 3), *trigger_statements(connection.dialect.name, (STEPS,), 3)):
        connection.exec_driver_sql(statement)
