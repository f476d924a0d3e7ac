"""`python -m bench`: measure everything beside the bare servers, in one run, and print ratios.

Absolute times depend on the machine and on what else it does; ratios within one run much less.
"""

import asyncio
import os
import platform
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bench import actions, pages
from bench.processes import everything
from bench.timing import Taken


def main() -> None:
    """Start the servers, measure, print two tables in Markdown."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    print(f"{datetime.now(UTC):%Y-%m-%d}, {machine}")
    with tempfile.TemporaryDirectory() as folder, everything(Path(folder)) as settings:
        _print_actions(asyncio.run(actions.measure(settings)))
    with tempfile.TemporaryDirectory() as folder, everything(Path(folder)) as settings:
        _print_pages(*pages.both(settings))


def _print_actions(found: Mapping[int, Mapping[str, Taken]]) -> None:
    print("\n| at once | what | p50 ms | p95 ms | per second | p50 against bare | rate against bare |")
    print("|---:|---|---:|---:|---:|---:|---:|")
    for users, taken in found.items():
        bare = taken["bare update"]
        for name, times in taken.items():
            print(
                f"| {users} | {name} | {times.p50:.1f} | {times.p95:.1f} | {times.rate:.0f}"
                f" | {times.p50 / bare.p50:.2f} | {times.rate / bare.rate:.2f} |"
            )
        through = taken["HTTP API"].p50 / taken["execute"].p50
        print(f"| {users} | HTTP API against execute | | | | {through:.2f} | |")
    sys.stdout.flush()


def _print_pages(small: pages.Found, large: pages.Found) -> None:
    print("\n| page | departures | p50 ms | p95 ms | bare SQL p50 ms | against 370 |")
    print("|---|---:|---:|---:|---:|---:|")
    for title in small:
        for count, found in ((pages.SMALL, small), (pages.LARGE, large)):
            times, bare = found[title]["page"], found[title]["bare SQL"]
            ratio = times.p50 / small[title]["page"].p50
            print(
                f"| {title} | {count:,} | {times.p50:.1f} | {times.p95:.1f} | {bare.p50:.2f} | {ratio:.2f} |"
            )


if __name__ == "__main__":
    main()
