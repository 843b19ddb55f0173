<%!
def plain(body):
    return "\n".join(line for line in (body or "    pass").split("\n") if "###" not in line).rstrip()
%>\
"""${message}"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
${plain(upgrades)}


def downgrade() -> None:
${plain(downgrades)}
