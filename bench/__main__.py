"""`python -m bench`: measure everything and print it; `--write` also puts it into docs/benchmarks.md.

All of it takes about twenty minutes, most of them for the ten thousand alarms.
"""

import argparse
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil
import uvloop

from bench import actions, alarms, lists, table
from bench.processes import everything
from geleit.settings import Settings

FEW, MANY = 370, 100_000
PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def main() -> None:
    """Start the servers, measure, print."""
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    options.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    options.add_argument("--many", type=int, default=MANY, help=f"departures in the long lists ({MANY})")
    options.add_argument(
        "--alarms",
        type=int,
        default=alarms.DEPARTURES,
        help=f"departures that ring at one moment ({alarms.DEPARTURES})",
    )
    options.add_argument("--only", choices=PARTS, help="measure only these")
    chosen = options.parse_args()
    if chosen.write and chosen.only:
        options.error("the page shows everything: --write goes without --only")
    parts = [_heading()]
    for name, measure in PARTS.items():
        if chosen.only in {None, name}:
            print(f"measuring {name} ...", file=sys.stderr)
            parts.append(measure(chosen))
    text = "\n\n".join(parts) + "\n"
    print(text)
    if chosen.write:
        PAGE.write_text(text, encoding="utf-8")


def _heading() -> str:
    cores, memory = psutil.cpu_count(), psutil.virtual_memory().total / 2**30
    others = psutil.cpu_percent(interval=2)
    return f"""# Benchmarks

Measured by `make bench ARGS=--write` on {datetime.now(UTC):%Y-%m-%d}: {cores} cores, {memory:.0f} GB,
{platform.system()}, Python {platform.python_version()}, Temporal's SDK {version("temporalio")}. All servers,
worker, web and the one who measures ran on this machine, which was busy with other things to {others:.0f} %
at the start. What is compared takes turns in one run, and ratios are those of neighbouring rounds: read them
rather than milliseconds."""


@contextmanager
def _demo() -> Iterator[Settings]:
    with tempfile.TemporaryDirectory() as folder, everything(Path(folder), departures=FEW) as settings:
        yield settings


def _actions(chosen: argparse.Namespace) -> str:
    with _demo() as settings:
        found = uvloop.run(actions.measure(settings))
    return f"{_ACTIONS}\n\n{table.actions(found)}"


def _lists(chosen: argparse.Namespace) -> str:
    with _demo() as few, _demo() as many:
        total = uvloop.run(lists.multiply(many, until=chosen.many))
        found = uvloop.run(lists.measure({FEW: few, total: many}))
    return f"{_LISTS}\n\n{table.lists(found)}"


def _alarms(chosen: argparse.Namespace) -> str:
    return f"{_ALARMS}\n\n{alarms.run(chosen.alarms).describe()}."


PARTS: Mapping[str, Callable[[argparse.Namespace], str]] = {
    "actions": _actions,
    "lists": _lists,
    "alarms": _alarms,
}

_ACTIONS = """## Actions

*bare update*: a workflow that hands back what it got, with the SDK's own client and without encryption.
*execute*: an action of a counsellor through the dispatcher: validated, executed in one PostgreSQL
transaction on disk, encrypted. *HTTP API*: the same through `POST /api/v1/departures/{id}/commands`. The
actions go to 64 departures in turn; every second one sets a new target."""

_LISTS = """## Lists

*SQL*: what the page asks the database, in a transaction of the same role. *page*: the whole answer, as a
signed-in browser gets it. Two Geleits with a database each take turns. The many departures belong to the same
few people as the few: each list is as long as it can be."""

_ALARMS = """## Alarms

Open departures, each asleep in its workflow, whose alarms all ring at one moment; Geleit itself spreads the
alarms of a morning over ten minutes. Every alarm is a transaction of its own in the journal."""


if __name__ == "__main__":
    main()
