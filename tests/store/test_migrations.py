"""Migrations lead to the tables of this release, and start nothing where rights would not hold."""

import psycopg
import pytest
from alembic import command
from psycopg import sql

from store import migrate


def test_the_migrations_make_exactly_the_tables_of_the_program(settings):
    with migrate.owner_connection(settings) as connection:
        command.check(migrate.alembic_config(connection))


def test_migrating_twice_changes_nothing(settings):
    migrate.upgrade(settings)
    with migrate.owner_connection(settings) as connection:
        versions = connection.exec_driver_sql("select version_num from alembic_version").all()
    assert len(versions) == 1


def test_every_migration_can_be_taken_back(settings):
    with migrate.owner_connection(settings) as connection:
        config = migrate.alembic_config(connection)
        transaction = connection.begin()
        command.downgrade(config, "base")
        left = connection.exec_driver_sql("select tablename from pg_tables where schemaname = 'public'").all()
        command.upgrade(config, "head")
        transaction.rollback()
    assert [name for (name,) in left] == ["alembic_version"]


def test_refuses_a_login_that_owns_tables(settings):
    as_owner = settings.model_copy(update={"database_web": settings.database_owner})
    with pytest.raises(migrate.UnsafeDatabaseError, match="geleit_owner owns tables"):
        migrate.check_roles(as_owner)


@pytest.mark.parametrize(
    ("right", "message"), [("superuser", "is a superuser"), ("bypassrls", "has BYPASSRLS")]
)
def test_refuses_a_login_that_row_level_security_does_not_bind(settings, right, message):
    with superuser(settings) as connection:
        connection.execute(sql.SQL("create role careless login {} password 'x'").format(sql.SQL(right)))
    try:
        url = settings.database_web.get_secret_value()
        before, _, after = url.partition("@")
        careless = settings.model_copy(
            update={"database_web": type(settings.database_web)(f"postgresql://careless:x@{after}")}
        )
        assert before.startswith("postgresql://geleit_web")
        with superuser(settings) as connection:
            connection.execute("grant connect on database geleit to careless")
        with pytest.raises(migrate.UnsafeDatabaseError, match=f"careless {message}"):
            migrate.check_roles(careless)
    finally:
        with superuser(settings) as connection:
            connection.execute("drop owned by careless")
            connection.execute("drop role careless")


def superuser(settings) -> psycopg.Connection:
    secret = (settings.data / "secrets" / "postgres").read_text()
    _, _, after = settings.database_owner.get_secret_value().partition("@")
    return psycopg.connect(f"postgresql://postgres:{secret}@{after}", autocommit=True)
