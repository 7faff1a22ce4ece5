"""After the close of a survey the database keeps the comparisons that everyone may see as they are."""

from __future__ import annotations

from alembic import op

from participation.surveys.triggers import COMPARISONS_POSTGRESQL, COMPARISONS_SQLITE, DROP_COMPARISONS_POSTGRESQL, DROP_COMPARISONS_SQLITE

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Freeze them."""
    _run(COMPARISONS_SQLITE, COMPARISONS_POSTGRESQL)


def downgrade() -> None:
    """Let them change again."""
    _run(DROP_COMPARISONS_SQLITE, DROP_COMPARISONS_POSTGRESQL)


def _run(sqlite: list[str], postgresql: list[str]) -> None:
    connection = op.get_bind()
    for statement in sqlite if connection.dialect.name == "sqlite" else postgresql:
        connection.exec_driver_sql(statement)
