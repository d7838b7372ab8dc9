"""lists that contacts of communes propose"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table('people_imports') as batch:
        batch.add_column(sa.Column('request_id', sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            op.f('fk_people_imports_request_id_requests'), 'requests', ['request_id'], ['id']
        )
        batch.create_index(op.f('ix_people_imports_request_id'), ['request_id'])


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table('people_imports') as batch:
        batch.drop_index(op.f('ix_people_imports_request_id'))
        batch.drop_constraint(op.f('fk_people_imports_request_id_requests'), type_='foreignkey')
        batch.drop_column('request_id')
