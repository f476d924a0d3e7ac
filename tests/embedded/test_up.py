"""`geleit up` on real servers: restarts, kills, second starts, stopping."""

import signal
import socket
import stat
import time

import psycopg
import pytest

from tests.embedded.running import PARTS, Up, all_gone, eventually


def remember_something(up: Up) -> None:
    with psycopg.connect(up.runtime()["database_owner"]) as connection:
        connection.execute("create table remembered as select 42 as number")


def remembered(up: Up) -> int:
    with psycopg.connect(up.runtime()["database_owner"]) as connection:
        row = connection.execute("select number from remembered").fetchone()
        assert row
        return int(row[0])


def test_it_works(up):
    lines = up.start()

    assert f"Geleit runs: http://127.0.0.1:{up.runtime()['port']}" in lines
    assert up.is_serving()


def test_it_stops_everything_within_ten_seconds_and_leaves_no_process(up):
    up.start()
    processes = up.tree()
    assert len(processes) > len(PARTS)

    began = time.monotonic()
    up.stop(signal.SIGINT)

    assert time.monotonic() - began < 10
    assert all_gone(processes, within=0)
    assert not (up.data / "runtime.json").exists()


def test_data_survives_a_restart(up):
    up.start()
    remember_something(up)
    up.stop()

    up.start()

    assert remembered(up) == 42


@pytest.mark.parametrize("service", PARTS)
def test_a_killed_part_is_started_again_at_the_same_place(up, service):
    up.start()
    remember_something(up)
    before, killed = up.runtime(), up.pid(service)

    up.kill(service)

    assert eventually(lambda: up.pid(service) != killed and up.is_serving())
    assert up.runtime() == before
    assert remembered(up) == 42


def test_a_killed_supervisor_takes_its_parts_along_and_the_next_start_is_clean(up):
    up.start()
    remember_something(up)
    parts = up.tree()[1:]

    up.stop(signal.SIGKILL)
    assert all_gone(parts)

    up.start()
    assert remembered(up) == 42


def test_a_start_right_after_a_killed_one_does_not_wait_for_its_parts_to_be_gone(up):
    up.start()
    remember_something(up)

    up.stop(signal.SIGKILL)
    up.start()

    assert up.is_serving()
    assert remembered(up) == 42


def test_a_second_start_says_where_the_first_one_is_reached(up):
    up.start()

    second = up.launch()
    said, _ = second.communicate(timeout=20)

    assert said.strip() == f"Geleit is running already: http://127.0.0.1:{up.runtime()['port']}"
    assert second.returncode == 0
    assert up.is_serving()


def test_taken_ports_are_stepped_over(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        taken = somebody.getsockname()[1]
        up = Up(tmp_path / "data", port=str(taken))
        try:
            lines = up.start()
            port = up.runtime()["port"]
            assert port != taken
            assert f"Geleit runs: http://127.0.0.1:{port}" in lines
        finally:
            up.stop()


def test_a_data_folder_with_a_long_path_and_blanks_works(tmp_path):
    up = Up(tmp_path / ("Daten der Beratung " + "x" * 100) / "data")
    try:
        up.start()
        assert up.is_serving()
    finally:
        up.stop()


def test_two_folders_run_side_by_side(up, tmp_path):
    other = Up(tmp_path / "other")
    try:
        up.start()
        other.start()
        assert up.is_serving()
        assert other.is_serving()
        assert up.runtime()["port"] != other.runtime()["port"]
    finally:
        other.stop()


def test_passwords_and_keys_are_readable_for_their_owner_only(up):
    up.start()

    private = [up.data / "runtime.json", *(up.data / "secrets").iterdir()]
    assert len(private) > 5
    assert {stat.S_IMODE(file.stat().st_mode) for file in private} == {0o600}
    assert stat.S_IMODE(up.data.stat().st_mode) == 0o700


def test_a_part_that_cannot_start_says_which_and_why_and_stops_the_rest(up, tmp_path):
    broken = tmp_path / "temporal"
    broken.write_text("#!/bin/sh\necho the disk is full\nexit 3\n")
    broken.chmod(0o755)
    up.environment["GELEIT_TEMPORAL_PROGRAM"] = str(broken)

    process = up.launch()
    said, _ = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "Temporal could not start (ended with status 3): the disk is full" in said
    assert "Traceback" not in said
    assert not (up.data / "postgres" / "postmaster.pid").exists()


def test_a_missing_program_is_named(up):
    up.environment["GELEIT_POSTGRES_PROGRAMS"] = "/nowhere"

    process = up.launch()
    said, _ = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "PostgreSQL's programs are missing: there is no /nowhere/postgres." in said


def test_a_lock_of_a_process_number_that_now_is_another_program_does_not_matter(up):
    up.start()
    up.stop()
    # As in a container started anew: the number in PostgreSQL's lock file belongs to somebody else.
    (up.data / "postgres" / "postmaster.pid").write_text("1\n/elsewhere\n0\n5432\n\n\n\n")

    up.start()

    assert up.is_serving()


def test_a_database_of_somebody_else_needs_the_way_of_every_role(up):
    up.environment["GELEIT_DATABASE_OWNER"] = "postgresql://owner@db.example/geleit"

    process = up.launch()
    said, _ = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "GELEIT_DATABASE_AUTHORITY, GELEIT_DATABASE_WEB, GELEIT_DATABASE_WORKER must be set too" in said
