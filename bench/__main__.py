"""`python -m bench`: measure everything and print it; `--write` also puts it into docs/benchmarks.md."""

import argparse
import asyncio
import platform
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from bench import actions, lists, table
from bench.processes import everything

FEW, MANY = 370, 100_000
PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def main() -> None:
    """Start the servers, measure, print."""
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    options.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    options.add_argument("--many", type=int, default=MANY, help=f"departures in the long lists ({MANY})")
    options.add_argument("--only", choices=("actions", "lists"), help="measure only these")
    chosen = options.parse_args()
    text = _measure(many=chosen.many, only=chosen.only)
    print(text)
    if chosen.write:
        PAGE.write_text(text, encoding="utf-8")


def _measure(*, many: int, only: str | None) -> str:
    parts = [_heading()]
    with tempfile.TemporaryDirectory() as folder, everything(Path(folder), departures=FEW) as settings:
        if only != "lists":
            parts += [_ACTIONS, table.actions(asyncio.run(actions.measure(settings)))]
        if only != "actions":
            found = {FEW: asyncio.run(lists.measure(settings))}
            total = asyncio.run(lists.multiply(settings, until=many))
            found[total] = asyncio.run(lists.measure(settings))
            parts += [_LISTS, table.lists(found)]
    return "\n\n".join(parts) + "\n"


def _heading() -> str:
    cores, memory = psutil.cpu_count(), psutil.virtual_memory().total / 2**30
    others = psutil.cpu_percent(interval=2)
    return f"""# Benchmarks

Measured by `make bench ARGS=--write` on {datetime.now(UTC):%Y-%m-%d}: {cores} cores, {memory:.0f} GB,
{platform.system()}, Python {platform.python_version()}, Temporal's SDK {version("temporalio")}. All servers,
worker, web and the one who measures ran on this machine, which was busy with other things to {others:.0f} %
at the start. What is compared takes turns in one run, and ratios are those of neighbouring rounds: read them
rather than milliseconds."""


_ACTIONS = """## Actions

*bare update*: a workflow that hands back what it got, with the SDK's own client and without encryption.
*execute*: an action of a counsellor through the dispatcher: validated, carried out in one PostgreSQL
transaction on disk, encrypted. *HTTP API*: the same through `POST /api/v1/departures/{id}/commands`. The
actions go to 64 departures in turn; every second one sets a new target."""

_LISTS = """## Lists

*SQL*: what the page asks the database, in a transaction of the same role. *page*: the whole answer, as a
signed-in browser gets it."""


if __name__ == "__main__":
    main()
