"""`geleit import FILE`: an office's list, read in from the command line."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
) -> None:
    """Read an office's list: open what is new, bring up to date what is known, leave alone what is not news.

    Rows that cannot be taken are listed with row, column and reason. Ends with 2 if nothing could be read.
    """
    from geleit.settings import load_settings
    from geleit.temporal.import_file import ImportFailedError, ImportFile

    work = ImportFile(file, load_settings(), office=office, say=_say)
    try:
        report = asyncio.run(work.preview() if dry_run else work.run())
    except ImportFailedError as nothing:
        _say(str(nothing))
        raise typer.Exit(2) from None
    _remark(report)
    if as_json:
        typer.echo(json.dumps(report.for_programs(), ensure_ascii=False, indent=2))
    else:
        _tell(report, dry_run=dry_run)


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)


def _remark(report: "Report") -> None:
    from web.ui.i18n import gettext as _

    for notice in report.notices:
        _say(notice)
    line = _("Zeile {row}, {number}: {text}")
    for remark in report.remarks:
        _say(line.format(row=remark.row, number=remark.number, text=remark.text))


def _tell(report: "Report", *, dry_run: bool) -> None:
    from geleit.importing.report import Verdict
    from web.ui.i18n import gettext as _

    if dry_run:
        typer.echo(_("Probelauf: Es wurde nichts geändert."))
    for label, count in (
        (_("Vorgänge in der Liste"), report.departures),
        (_("Personen"), report.persons),
        (_("neu angelegt"), report.count(Verdict.OPENED)),
        (_("geändert"), report.count(Verdict.CHANGED)),
        (_("unverändert"), report.count(Verdict.UNCHANGED)),
        (_("Zeilen nicht übernommen"), len(report.refused)),
    ):
        typer.echo(f"{label}: {count}")
    for refused in report.refused:
        typer.echo(
            _("Zeile {row}, Spalte „{column}“: {reason}").format(
                row=refused.row, column=refused.column, reason=refused.reason
            )
        )
