"""Run PostgreSQL and Temporal alone, for tests and measurements."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from geleit.embedded.folders import Folders
from geleit.embedded.keys import ensure_master_key
from geleit.embedded.ports import free_port
from geleit.embedded.postgres import Postgres
from geleit.embedded.service import Service, start
from geleit.embedded.temporal import start_temporal
from geleit.settings import Settings


@contextmanager
def embedded_servers(data: Path, *, temporal: bool = True, durable: bool = True) -> Iterator[Settings]:
    """Run the servers on free ports over the folder `data`; several at once do not disturb each other.

    With `durable=False` PostgreSQL does not wait for the disk: faster, but a power cut loses data.
    """
    settings = Settings(
        data=data,
        port=free_port(),
        temporal_address=f"127.0.0.1:{free_port()}",
        temporal_ui_port=free_port(),
    )
    folders = Folders(settings.data)
    folders.create()
    ensure_master_key(settings.key_file)
    with ExitStack() as stack:
        postgres = Postgres(settings, durable=durable)
        _run(stack, postgres)
        settings = settings.model_copy(update=postgres.settings())
        if temporal:
            settings = start_temporal(settings, lambda service: _run(stack, service))
        yield settings


def _run(stack: ExitStack, service: Service) -> None:
    child = start(service)
    stack.callback(service.close)
    stack.callback(child.stop, service.stop_grace)
