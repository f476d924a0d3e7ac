"""`geleit import FILE`: import an office's list."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geleit.importing.names import NameOrder

if TYPE_CHECKING:
    from geleit.importing.report import Report

app = typer.Typer()


@app.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(help="The list: CSV or XLSX.", show_default=False)],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would come of the list and change nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
    office: Annotated[
        str | None, typer.Option(help="Name or prefix of the office, if there are several.")
    ] = None,
    assignments: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="HEADING=FIELD",
            help='What a column holds: "Az.=number"; "Telefon=" leaves a column out. May be repeated.',
        ),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="Read what the columns hold from a file that --save-mapping wrote.")
    ] = None,
    save_mapping: Annotated[
        Path | None, typer.Option(help="Write what the columns hold to a file, for the next list like it.")
    ] = None,
    name_order: Annotated[
        NameOrder | None,
        typer.Option(help="How names in one column without a comma are written."),
    ] = None,
) -> None:
    """Import an office's list: open new departures, update known ones, leave the others alone.

    Before anything is imported it says which column is read as what, and which are left out. Refused rows are
    listed with column and reason. Exit status 2 if nothing could be read.
    """
    from geleit.importing.mapping import ColumnMapping, MappingError
    from geleit.settings import load_settings
    from geleit.temporal.import_file import ImportFailedError, ImportFile

    try:
        import_file = ImportFile(
            file,
            load_settings(),
            office=office,
            say=_say,
            mapping=mapping,
            assignments=ColumnMapping.from_assignments(assignments or (), name_order=name_order),
            save_mapping=save_mapping,
        )
        report = asyncio.run(import_file.preview() if dry_run else import_file.run())
    except (ImportFailedError, MappingError) as error:
        _say(str(error))
        raise typer.Exit(2) from None
    _print_remarks(report)
    if as_json:
        typer.echo(json.dumps(report.for_programs(), ensure_ascii=False, indent=2))
    else:
        _print_report(report, dry_run=dry_run)


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)


def _print_remarks(report: "Report") -> None:
    for notice in report.notices:
        _say(notice)
    for remark in report.remarks:
        _say(f"Row {remark.row}, {remark.number}: {remark.text}")


def _print_report(report: "Report", *, dry_run: bool) -> None:
    from geleit.importing.report import Verdict

    if dry_run:
        typer.echo("Dry run: nothing was changed.")
    for label, count in (
        ("Departures in the list", report.departures),
        ("Persons", report.persons),
        ("Opened", report.count(Verdict.OPENED)),
        ("Changed", report.count(Verdict.CHANGED)),
        ("Unchanged", report.count(Verdict.UNCHANGED)),
        ("Rows refused", len(report.refused)),
    ):
        typer.echo(f"{label}: {count}")
    for refused in report.refused_by_reason:
        count = len(refused.rows)
        rows = f"Row {refused.numbers}" if count == 1 else f"{count} rows ({refused.numbers})"
        typer.echo(f"{rows}, column {refused.column}: {refused.reason}")
