"""Migrations lead to the tables of this release, and refuse to run where rights would not hold."""

from datetime import date
from uuid import UUID, uuid4

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from psycopg import sql

from geleit.domain.calendar import Commune, Land
from geleit.domain.deadlines.chain.record import Source, SourceDocument
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.periods import Count, Period, Unit
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import Departure
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.persons.state import ResidenceStatus
from geleit.importing.report import Report
from geleit.store import migrate
from tests.fixtures.store import actor_of
from tests.importing.lists import list_of


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


def test_legal_dates_from_before_there_were_chains_are_taken_along(settings, run, make_departure):
    due = DeadlineFact(deadline=DeadlineKind.GUEB, due_on=date(2027, 9, 4))
    departure = run(make_departure(consent=True, deadlines=(due,)))
    told = sa.text("select deadlines from authority_deadline where departure_id = :id")
    kept = sa.text("select due_on, end_on, escalate_on from deadline where departure_id = :id")
    found = []
    with migrate.owner_connection(settings) as connection:
        config = migrate.alembic_config(connection)
        transaction = connection.begin()
        for way, revision in ((command.downgrade, "0005"), (command.upgrade, "0006")):
            for table in ("authority_deadline", "deadline"):
                connection.exec_driver_sql(f"alter table {table} force row level security")
            way(config, revision)
            # Row-level security binds the owner too; this transaction is rolled back.
            for table in ("authority_deadline", "deadline"):
                connection.exec_driver_sql(f"alter table {table} no force row level security")
            found.append(connection.execute(told, {"id": departure.departure_id}).scalar_one())
        ends = connection.execute(kept, {"id": departure.departure_id}).one()
        transaction.rollback()
    before, after = found
    assert before == [{"kind": "gueb", "due_on": "2027-09-04", "state": "open"}]
    (date_after,) = after
    assert date_after["end_on"] == "2027-09-04"
    assert date_after["version"] == departure.deadlines[DeadlineKind.GUEB].version
    assert (date_after["sentence"], date_after["chain"]) == (None, [])
    assert tuple(ends) == (date(2027, 9, 4), date(2027, 9, 4), None)


def test_what_waits_is_taken_along_when_requests_get_digests(settings, run, make_departure):
    departure = run(make_departure())
    waiting, twice = uuid4(), uuid4()
    put = sa.text(
        "insert into enclosure (departure_id, request_id, office_id, content, created_at)"
        " values (:departure, :request, :office, '{}', now() + make_interval(secs => :later))"
    )
    left = sa.text("select departure_id, request_id from enclosure where office_id = :office")
    office = {"office": departure.office_id}
    here, elsewhere = departure.departure_id, uuid4()
    with migrate.owner_connection(settings) as connection:
        config = migrate.alembic_config(connection)
        transaction = connection.begin()

        def see() -> None:
            for table in ("enclosure", "journal"):
                connection.exec_driver_sql(f"alter table {table} no force row level security")

        def found() -> set[tuple[UUID, UUID]]:
            see()
            return {(row[0], row[1]) for row in connection.execute(left, office)}

        see()
        settled = connection.execute(
            sa.text("select request_id from journal where departure_id = :id limit 1"), {"id": here}
        ).scalar_one()
        for place, later in ((here, 0), (elsewhere, 1)):
            connection.execute(put, office | {"departure": place, "request": twice, "later": later})
        connection.execute(put, office | {"departure": here, "request": waiting, "later": 0})
        command.downgrade(config, "0006")
        assert found() == {(elsewhere, twice), (here, waiting)}, "the latest of those with the same key"
        connection.execute(put, office | {"departure": here, "request": settled, "later": 0})
        command.upgrade(config, "0007")
        assert found() == {(elsewhere, twice), (here, waiting)}, "the journal has the other"
        transaction.rollback()


def test_lists_of_which_a_release_kept_something_else_end_with_a_sentence(settings, run, lists):
    waiting, failed = (run(lists.upload(list_of({}))) for _ in range(2))
    found = []
    with migrate.owner_connection(settings) as connection:
        config = migrate.alembic_config(connection)
        transaction = connection.begin()
        for way, revision in ((command.downgrade, "0006"), (command.upgrade, "0008")):
            way(config, revision)
            # Row-level security binds the owner too; this transaction is rolled back.
            connection.exec_driver_sql("alter table import_run no force row level security")
            rows = connection.execute(
                sa.text("select id, state, content, report from import_run where id = any(:runs)"),
                {"runs": [waiting, failed]},
            )
            found.append({row.id: row for row in rows})
            file_kept = sa.text("update import_run set content = 'Namen' where id = :run")
            connection.execute(file_kept, {"run": failed})
            connection.exec_driver_sql("alter table import_run force row level security")
        transaction.rollback()
    before, after = found
    assert before[waiting].state == "failed"
    assert "wählen Sie die Datei noch einmal aus" in Report.model_validate(before[waiting].report).notices[0]
    assert bytes(after[failed].content) == b""


def test_values_are_renamed_where_they_are_compared(settings, run, make_departure, act, counsellor):
    departure = run(
        make_departure(
            counsellor, residence_status=ResidenceStatus.RESIDENCE_PERMIT, land=Land.BY, authority_id=None
        )
    )
    set_deadline = act(
        departure.departure_id,
        SetDeadline,
        actor=actor_of(counsellor),
        deadline=DeadlineKind.DEPARTURE,
        start=departure.opened_on,
        period=Period(amount=10, unit=Unit.DAYS, count=Count.WORKING_DAYS_WITH_SATURDAYS),
        commune=Commune.CATHOLIC,
        source=Source(document=SourceDocument.NOTICE),
    )
    run(set_deadline)
    here = {"id": departure.departure_id}
    state = sa.text("select state::text from departure_state where departure_id = :id")
    column = sa.text("select residence_status from departure where id = :id")
    found = []
    with migrate.owner_connection(settings) as connection:
        config = migrate.alembic_config(connection)
        transaction = connection.begin()

        def look() -> None:
            # Row-level security binds the owner too; this transaction is rolled back.
            for table in ("departure", "departure_state"):
                connection.exec_driver_sql(f"alter table {table} no force row level security")
            read = (connection.execute(each, here).scalar_one() for each in (state, column))
            found.append(tuple(read))

        look()
        for way, revision in ((command.downgrade, "0008"), (command.upgrade, "0009")):
            way(config, revision)
            look()
        transaction.rollback()
    now, before, again = found
    assert again == now
    assert before[1] == "aufenthaltserlaubnis"
    for former in ("aufenthaltserlaubnis", "werktage", "katholisch", "FRIST"):
        assert f'"{former}"' in before[0]
        assert f'"{former}"' not in now[0]
    assert Departure.model_validate_json(before[0]) == Departure.model_validate_json(now[0])


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
