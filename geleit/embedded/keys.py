"""Passwords and the master key: made once, kept in files only the owner can read."""

import os
import secrets
from pathlib import Path

_KEY_BYTES = 32


def password(folder: Path, name: str) -> str:
    """The password kept under this name; made at the first call."""
    return _kept(folder / name, secrets.token_hex(24).encode()).decode()


def master_key(path: Path) -> bytes:
    """The 32 bytes that protect every departure's key; made at the first call."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _kept(path, secrets.token_bytes(_KEY_BYTES))


def write_private(path: Path, content: bytes) -> None:
    """Replace the file in one move, readable for its owner only."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _kept(path: Path, fresh: bytes) -> bytes:
    if not path.exists():
        write_private(path, fresh)
    return path.read_bytes()
