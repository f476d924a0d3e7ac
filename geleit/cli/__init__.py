"""The command line `geleit`, put together from the modules of this package."""

import importlib
import pkgutil
import sys
from io import TextIOWrapper
from typing import Any

import typer
from typer.core import TyperGroup


class InSentences(TyperGroup):
    """Says in one sentence, with exit status 2, what a setting or a server stands in the way of."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            sentence = _sentence(error)
            if sentence is None:
                raise
            typer.echo(sentence, err=True)
            raise typer.Exit(2) from None


def _sentence(error: Exception) -> str | None:
    """What somebody at a terminal can do something about; None for a fault of ours."""
    from pydantic import ValidationError

    from geleit.store.journal.keys import UnknownKeyError
    from geleit.store.unreachable import UNREACHABLE

    if isinstance(error, ValidationError) and error.title == "Settings":
        fault = error.errors()[0]
        reason = fault["msg"].removeprefix("Value error, ")
        if not fault["loc"]:  # settings that do not go together
            return f"The settings make no sense: {reason}."
        return f"GELEIT_{str(fault['loc'][0]).upper()} makes no sense: {reason}."
    if isinstance(error, UNREACHABLE):
        return "PostgreSQL cannot be reached: is geleit up running, and GELEIT_DATA its folder?"
    if isinstance(error, UnknownKeyError):
        return f"GELEIT_KEY_FILE is not the one of this database: {error}."
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename} cannot be read: {error.strerror}."
    return None


def build() -> typer.Typer:
    """Return the whole command line; every module of this package adds its part."""
    root = typer.Typer(
        name="geleit",
        cls=InSentences,
        help="Geleit tracks assisted and self-organised departures.",
        no_args_is_help=True,
        pretty_exceptions_show_locals=False,  # they may hold passwords and people's names
    )
    for module in pkgutil.iter_modules(__path__):
        root.add_typer(importlib.import_module(f"{__name__}.{module.name}").app)
    return root


def main() -> None:
    """Where `geleit` and `python -m geleit` begin."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without an arrow shows a question mark
    from geleit.logs import configure, report

    configure()
    try:
        build()()
    except Exception as error:  # noqa: BLE001  # whatever it is: it may quote what must not be printed
        report(error)
        sys.exit(1)
