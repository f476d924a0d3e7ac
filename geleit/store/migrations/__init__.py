"""The database's way from one release to the next, by Alembic."""
