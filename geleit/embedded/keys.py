"""Passwords and the master key: made once, stored in files that only the owner can read."""

import os
import secrets
from pathlib import Path

_KEY_BYTES = 32


def ensure_password(folder: Path, name: str) -> str:
    """Return the password stored under this name; make it at the first call."""
    return _read_or_create(folder / name, secrets.token_hex(24).encode()).decode()


def ensure_master_key(path: Path) -> bytes:
    """Return the 32 bytes that protect every departure's key; make them at the first call."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _read_or_create(path, secrets.token_bytes(_KEY_BYTES))


def write_private(path: Path, content: bytes) -> None:
    """Replace the file in one move, readable for its owner only."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _read_or_create(path: Path, fresh: bytes) -> bytes:
    if not path.exists():
        write_private(path, fresh)
    return path.read_bytes()
