"""`geleit deadline`: the calculator of deadlines on the command line."""

import json
from datetime import date
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def deadline(  # noqa: PLR0917  # typer's options are all named
    start: Annotated[str | None, typer.Option(help="Day of the event, as 2026-03-04.")] = None,
    posted: Annotated[str | None, typer.Option(help="Day on which the notice was posted.")] = None,
    fiction_days: Annotated[
        str | None,
        typer.Option(metavar="N", help="Days until a posted notice counts as notified (4; before 2025: 3)."),
    ] = None,
    fiction_rolls: Annotated[
        bool, typer.Option("--fiction-rolls", help="Let that day leave weekend and holiday.")
    ] = False,
    days: Annotated[str | None, typer.Option(metavar="N", help="Length of the period in days.")] = None,
    weeks: Annotated[str | None, typer.Option(metavar="N", help="... in weeks.")] = None,
    months: Annotated[
        str | None, typer.Option(metavar="N", help="... in months, also half ones: 1.5.")
    ] = None,
    years: Annotated[str | None, typer.Option(metavar="N", help="... in years.")] = None,
    land: Annotated[str, typer.Option(help="Land whose holidays count, as SH.")] = "",
    commune: Annotated[
        str | None, typer.Option(help="Augsburg, or catholic for a predominantly Catholic commune.")
    ] = None,
    count: Annotated[
        str,
        typer.Option(
            help="calendar_days, working_days (Monday to Friday) or working_days_with_saturdays (Werktage)."
        ),
    ] = "calendar_days",
    before: Annotated[bool, typer.Option("--before", help="Count backwards from the event.")] = False,
    from_beginning: Annotated[
        bool, typer.Option("--from-beginning", help="The start day counts (§ 187 (2) BGB).")
    ] = False,
    kind: Annotated[
        str, typer.Option(help="period, appointment, fixed_deadline, validity or window.")
    ] = "period",
    extend_days: Annotated[
        str | None, typer.Option(metavar="N", help="Extend the period by so many days.")
    ] = None,
    extend_from: Annotated[str, typer.Option(help="Extend from the rolled or the raw end.")] = "rolled",
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Calculate when a period ends, and why."""
    from geleit.domain.deadlines import calculate
    from geleit.domain.refusal import Refusal

    try:
        answer = calculate(
            start=start, posted=posted, fiction_days=fiction_days, fiction_rolls=fiction_rolls,
            days=days, weeks=weeks, months=months, years=years, land=land, commune=commune,
            count=count, before=before, from_beginning=from_beginning, kind=kind,
            extend_days=extend_days, extend_from=extend_from,
        )  # fmt: skip
    except Refusal as refusal:
        typer.echo(refusal.sentence(), err=True)
        raise typer.Exit(2) from None
    if not as_json:
        typer.echo(answer.sentence)
        return
    found = answer.model_dump()
    typer.echo(json.dumps(found, default=date.isoformat, ensure_ascii=False, indent=2))
