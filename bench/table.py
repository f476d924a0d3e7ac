"""Format measurements for the terminal and for docs/benchmarks.md."""

from collections.abc import Mapping, Sequence

from bench.timing import Timings

Actions = Mapping[int, Mapping[str, Timings]]
Lists = Mapping[str, Mapping[tuple[int, str], Timings]]


def actions(found: Actions) -> str:
    """Format milliseconds and calls a second by number of users, and the ratios to the bare update."""
    head = ("at once", "what", "p50 ms", "p95 ms", "per second", "p50 / bare", "rate / bare", "p50 / execute")
    rows = []
    for users, timings in found.items():
        bare, execute = timings["bare update"], timings["execute"]
        for name, times in timings.items():
            of_execute = f"{times.ratio_to(execute):.2f}" if name == "HTTP API" else ""
            rows.append(
                (
                    str(users), name, f"{times.p50:.1f}", f"{times.p95:.1f}", f"{times.rate:.0f}",
                    f"{times.ratio_to(bare):.2f}", f"{times.rate / bare.rate:.2f}", of_execute,
                )
            )  # fmt: skip
    return _table(head, rows)


def lists(found: Lists) -> str:
    """Format milliseconds by page and number of departures, the growth, and the whole page."""
    head = (
        "page", "departures", "SQL p50 ms", "page p50 ms", "page p95 ms",
        "SQL / few", "page / few", "page / SQL",
    )  # fmt: skip
    rows = []
    for name, timings in found.items():
        few = min(departures for departures, _ in timings)
        for departures in sorted({departures for departures, _ in timings}):
            sql, page = timings[departures, "SQL"], timings[departures, "page"]
            times = (sql.p50, page.p50, page.p95)
            ratios = (
                sql.ratio_to(timings[few, "SQL"]),
                page.ratio_to(timings[few, "page"]),
                page.ratio_to(sql),
            )
            rows.append(
                (name, f"{departures:,}", *(f"{x:.1f}" for x in times), *(f"{x:.2f}" for x in ratios))
            )
    return _table(head, rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table that reads well as plain text and as Markdown."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = [head, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    )
