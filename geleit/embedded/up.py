"""Run everything on one machine: what `geleit up` does."""

import json
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from geleit.embedded import geleit_processes, private_network
from geleit.embedded.failure import StartError
from geleit.embedded.folders import Folders
from geleit.embedded.geleit_processes import SetupStep
from geleit.embedded.keys import ensure_master_key
from geleit.embedded.lock import hold_lock, write_runtime_file
from geleit.embedded.ports import free_port
from geleit.embedded.postgres import Postgres
from geleit.embedded.service import Service
from geleit.embedded.supervisor import Supervisor
from geleit.embedded.temporal import start_private_temporal, start_temporal
from geleit.settings import Settings

DEMO_LOGINS = "demo-logins.json"


def up(
    *,
    demo: bool,
    say: Callable[[str], None],
    steps: Callable[[Settings, bool], Sequence[SetupStep]] = geleit_processes.steps,
    processes: Callable[[Settings], Sequence[Service]] = geleit_processes.processes,
) -> None:
    """Run everything until a signal asks to stop. Raise AlreadyRunningError or StartError."""
    folders = Folders(Settings().data)
    folders.create()
    with hold_lock(folders), _signals_interrupt():
        # Left by a predecessor that was killed: its ports may belong to other processes by now.
        Settings().runtime_file.unlink(missing_ok=True)
        settings = _with_free_web_port(Settings())
        ensure_master_key(settings.key_file)
        supervisor = Supervisor(folders, say=say)
        try:
            settings = _start_servers(settings, supervisor)
            supervisor.start(steps(settings, demo))
            # The pages must show that the people are invented.
            settings = settings.model_copy(update={"demo": settings.demo or bool(_demo_logins(settings))})
            write_runtime_file(settings)
            supervisor.start(processes(settings))
            say(welcome(settings))
            supervisor.watch()
        except KeyboardInterrupt:
            say("Stopping ...")
        finally:
            with _signals_ignored():
                supervisor.stop()
                settings.runtime_file.unlink(missing_ok=True)


def _start_servers(settings: Settings, supervisor: Supervisor) -> Settings:
    """Start the servers that the settings do not name; write down the settings that lead to them."""
    given = settings.model_fields_set
    if not _is_postgres_external(given):
        postgres = Postgres(settings)
        supervisor.start([postgres])
        settings = settings.model_copy(update=postgres.settings())
    if "temporal_address" not in given:
        if not settings.temporal_ui and private_network.is_available():
            settings = start_private_temporal(settings, lambda temporal: supervisor.start([temporal]))
        else:
            settings = start_temporal(settings, lambda temporal: supervisor.start([temporal]))
            supervisor.say(_open_port_warning(settings))
    write_runtime_file(settings)
    return settings


def _open_port_warning(settings: Settings) -> str:
    return (
        f"Temporal listens on {settings.temporal_address} for every user of this machine: they can see when"
        " departures wake up and end workflows, which come back within minutes (docs/operations.md)."
    )


def _is_postgres_external(given: set[str]) -> bool:
    """Tell whether the settings name an external PostgreSQL. Raise StartError if they miss a role."""
    roles = {name for name in Settings.model_fields if name.startswith("database_")}
    missing = [f"GELEIT_{name.upper()}" for name in sorted(roles - given)]
    if roles & given and missing:
        raise StartError(f"PostgreSQL cannot be reached by all roles: {', '.join(missing)} must be set too.")
    return not missing


def welcome(settings: Settings) -> str:
    """Return what the person at the terminal needs: the address and a login of each role."""
    lines = ["", f"Geleit runs: {settings.base_url}"]
    lines += [
        f"  {login['role']:<12} {login['login']:<28} {login['password']}" for login in _demo_logins(settings)
    ]
    if settings.temporal_ui:
        lines.append(f"Temporal's own pages: http://127.0.0.1:{settings.temporal_ui_port}")
    lines += [f"Data and logs: {settings.data}", "Ctrl-C stops everything."]
    return "\n".join(lines)


def _demo_logins(settings: Settings) -> Sequence[dict[str, str]]:
    """Return the logins that `geleit demo` wrote down; none if it never ran here."""
    file = settings.data / DEMO_LOGINS
    logins: list[dict[str, str]] = json.loads(file.read_text()) if file.exists() else []
    return logins


def _with_free_web_port(settings: Settings) -> Settings:
    """Give the web server its usual port, or another if that is taken. Raise StartError for a wrong host."""
    try:
        port = free_port(settings.port, host=settings.host)
    except OSError as error:
        raise StartError(f"The web server cannot listen on {settings.host}: {error.strerror}.") from error
    found: dict[str, object] = {"port": port}
    if "base_url" not in settings.model_fields_set:
        found["base_url"] = f"http://{settings.host}:{port}"
    return settings.model_copy(update=found)


@contextmanager
def _signals_interrupt() -> Iterator[None]:
    """Handle every signal that asks to end like Ctrl-C."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    with _handlers(interrupt):
        yield


@contextmanager
def _signals_ignored() -> Iterator[None]:
    """Finish stopping, however often somebody presses Ctrl-C."""
    with _handlers(signal.SIG_IGN):
        yield


@contextmanager
def _handlers(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, handler) for number in numbers]
    try:
        yield
    finally:
        for number, old in zip(numbers, before, strict=True):
            signal.signal(number, old)
