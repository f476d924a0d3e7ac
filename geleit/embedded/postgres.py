"""PostgreSQL on a socket only: creates the cluster, starts it, sets up roles, database and extensions."""

import os
import shutil
import signal
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql
from pydantic import SecretStr

from geleit.embedded.folders import Folders
from geleit.embedded.keys import ensure_password
from geleit.embedded.pidfile import remove_dead_lock_file
from geleit.embedded.privileges import SystemUser, copy_programs, user_for
from geleit.embedded.process import Launch, clean_environment, run_to_completion
from geleit.embedded.programs import postgres_programs
from geleit.settings import Settings

DATABASE = "geleit"
SUPERUSER = "postgres"
ROLES = ("geleit_owner", "geleit_web", "geleit_authority", "geleit_worker")
"""One login role per zone of trust; none is a superuser or bypasses row-level security."""
EXTENSIONS = ("pg_trgm", "fuzzystrmatch", "btree_gin")

_SOCKET_FILE = ".s.PGSQL.5432"
_INITDB = (
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    # Needs no ICU, and lower('ÄÖÜẞ') is 'äöüß' on every machine.
    "--locale-provider=builtin",
    "--builtin-locale=PG_UNICODE_FAST",
    "--data-checksums",
    f"--username={SUPERUSER}",
)
_CONFIGURATION = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # Rows hold people's names: log no details of errors, which quote them, no statements, no parameters. What
    # is on by default is switched off too, so that postgresql.conf cannot switch it on.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "log_duration": "off",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_lock_waits": "off",
    "debug_print_parse": "off",
    "debug_print_rewritten": "off",
    "debug_print_plan": "off",
}
_ROLE_LOG_LEVEL = ("log_min_messages", "log")
"""Each role's log level: an error's first line may quote a value (`invalid input syntax for type date: ...`).

Geleit's own logs say which error it was. The server's own processes and its administrator are still heard.
"""
# For throw-away databases of tests: a power cut may lose them.
_THROWAWAY_CONFIGURATION = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """The embedded PostgreSQL server as a service."""

    title = "PostgreSQL"
    key = "postgres"
    start_timeout = 300.0  # after a crash it first replays its log
    stop_grace = 2.0

    def __init__(self, settings: Settings, *, durable: bool = True) -> None:
        """Find out where things are; touch nothing yet. `durable=False` does not wait for the disk."""
        self._folders = Folders(settings.data)
        self._settings = settings
        self._configuration = _CONFIGURATION | ({} if durable else _THROWAWAY_CONFIGURATION)
        self._cluster_descriptor: int | None = None

    @cached_property
    def _account(self) -> SystemUser:
        return user_for(self._folders.postgres)

    @cached_property
    def _socket(self) -> Path:
        return self._folders.socket(self._account.uid)

    @cached_property
    def _programs(self) -> Path:
        programs = postgres_programs(self._settings)
        return copy_programs(programs) if self._account.is_another_user else programs

    def url(self, role: str) -> str:
        """Return the libpq URL of one of `ROLES`."""
        secret = ensure_password(self._folders.secrets, role)
        return f"postgresql://{role}:{secret}@/{DATABASE}?host={quote(str(self._socket), safe='')}"

    def settings(self) -> dict[str, SecretStr]:
        """Return the settings that lead every process to this database."""
        return {f"database_{role.removeprefix('geleit_')}": SecretStr(self.url(role)) for role in ROLES}

    def prepare(self) -> Launch:
        """Make the cluster if there is none, clear dead lock files, and return how to start.

        Raise StartError if the cluster cannot be made.
        """
        self._make_cluster()
        for lock in (self._folders.postgres / "postmaster.pid", self._socket / f"{_SOCKET_FILE}.lock"):
            if lock.exists():
                remove_dead_lock_file(lock, program="postgres", folder=self._folders.postgres)
        options = [f"--{name}={value}" for name, value in self._configuration.items()]
        options.append(f'--unix_socket_directories="{self._socket}"')
        return self._launch("postgres", *options)

    def is_ready(self, pid: int) -> bool:
        """Tell whether it takes connections. The socket's folder is ours: it can be no other server."""
        try:
            self._connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def set_up(self) -> None:
        """Create missing roles, database and extensions."""
        with self._connect("postgres") as connection:
            for role in ROLES:
                self._make_role(connection, role)
            exists = connection.execute("select 1 from pg_database where datname = %s", [DATABASE])
            if exists.fetchone() is None:
                name = sql.Identifier(DATABASE)
                connection.execute(sql.SQL("create database {} owner geleit_owner").format(name))
                connection.execute(sql.SQL("revoke all on database {} from public").format(name))
            for role in ROLES:
                grant = sql.SQL("grant connect on database {} to {}")
                connection.execute(grant.format(sql.Identifier(DATABASE), sql.Identifier(role)))
        with self._connect(DATABASE) as connection:
            for extension in EXTENSIONS:
                create = sql.SQL("create extension if not exists {}")
                connection.execute(create.format(sql.Identifier(extension)))

    def close(self) -> None:
        """Release the cluster, and remove the socket's folder if it lies outside the data folder."""
        if self._cluster_descriptor is not None:
            os.close(self._cluster_descriptor)
            self._cluster_descriptor = None
        if self._socket != self._folders.run:
            shutil.rmtree(self._socket, ignore_errors=True)

    def _make_role(self, connection: psycopg.Connection, role: str) -> None:
        known = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
        verb = sql.SQL("alter" if known else "create")
        rights = sql.SQL("login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password")
        secret = sql.Literal(ensure_password(self._folders.secrets, role))
        connection.execute(sql.SQL("{} role {} {} {}").format(verb, sql.Identifier(role), rights, secret))
        name, level = map(sql.Identifier, _ROLE_LOG_LEVEL)
        connection.execute(sql.SQL("alter role {} set {} = {}").format(sql.Identifier(role), name, level))

    def _connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self._socket),
            dbname=database,
            user=SUPERUSER,
            password=ensure_password(self._folders.secrets, SUPERUSER),
            connect_timeout=5,
            autocommit=True,
        )

    def _make_cluster(self) -> None:
        cluster = self._folders.postgres
        if (cluster / "global" / "pg_control").exists():
            return
        # Without pg_control a first start was cut off before there was any data.
        shutil.rmtree(cluster, ignore_errors=True)
        cluster.mkdir(mode=0o700)
        os.chown(cluster, self._account.uid, self._account.gid)
        secret = self._socket / "initial-password"
        secret.touch(mode=0o600)
        secret.write_text(ensure_password(self._folders.secrets, SUPERUSER))
        os.chown(secret, self._account.uid, self._account.gid)
        try:
            run_to_completion(
                self._launch("initdb", *_INITDB, f"--pwfile={secret}"), "Making PostgreSQL's cluster"
            )
        finally:
            secret.unlink()

    def _launch(self, program: str, *options: str) -> Launch:
        cluster, descriptors = str(self._folders.postgres), []
        if self._account.is_another_user:
            # The data folder is closed to that user and may lie in a closed home folder. An open
            # descriptor leads to the cluster without passing through the folders above it.
            if self._cluster_descriptor is None:
                self._cluster_descriptor = os.open(self._folders.postgres, os.O_RDONLY | os.O_DIRECTORY)
            cluster, descriptors = f"/proc/self/fd/{self._cluster_descriptor}", [self._cluster_descriptor]
        return Launch(
            argv=[self._programs / program, "-D", cluster, *options],
            log=self._folders.logs / f"{self.key}.log",
            env=clean_environment("GELEIT_", "PG", "LC_", "LANG"),
            account=self._account,
            descriptors=descriptors,
            stop_signal=signal.SIGINT,  # "fast": ends sessions, writes a checkpoint
        )
