"""One `geleit up` per data folder, and the file that tells others how to reach it."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import SecretStr

from geleit.embedded.folders import Folders
from geleit.embedded.keys import write_private
from geleit.settings import Settings


class AlreadyRunningError(Exception):
    """Another `geleit up` holds the data folder. The message says at which address."""


@contextmanager
def hold_lock(folders: Folders) -> Iterator[None]:
    """Hold the data folder. Raise AlreadyRunningError if another process does.

    The kernel releases the lock when this process dies, however it dies.
    """
    descriptor = os.open(folders.lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise AlreadyRunningError(_location(folders)) from None
    else:
        yield
    finally:
        os.close(descriptor)


def write_runtime_file(settings: Settings) -> None:
    """Write down all settings, passwords included, for the services and for other commands."""
    values = settings.model_dump(mode="json") | {
        name: value.get_secret_value() for name, value in settings if isinstance(value, SecretStr)
    }
    write_private(settings.runtime_file, json.dumps(values, indent=1).encode())


def _location(folders: Folders) -> str:
    url = Settings(data=folders.data).base_url
    if Settings(data=folders.data).runtime_file.exists():
        return f"Geleit is running already: {url}"
    return f"Geleit is being started already in {folders.data}."
