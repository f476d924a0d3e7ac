"""The command line `geleit`: every module of this package adds its commands."""

import importlib
import pkgutil
import sys
from io import TextIOWrapper
from typing import Any

import typer
from typer.core import TyperGroup


class InSentences(TyperGroup):
    """Command group that reports wrong settings and unreachable servers in a sentence, with exit status 2."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; exit with 2 for an error that an operator can fix."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            sentence = _sentence(error)
            if sentence is None:
                raise
            typer.echo(sentence, err=True)
            raise typer.Exit(2) from None


def _sentence(error: Exception) -> str | None:
    """Return the sentence for an error that an operator can fix; None for a fault of Geleit's."""
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
    """Build the command line from the modules of this package."""
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
    """Run the command line: the entry point of `geleit` and `python -m geleit`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without an arrow shows a question mark
    from geleit.logs import configure, report

    configure()
    try:
        build()()
    except Exception as error:  # noqa: BLE001  # its text may quote what must not be printed
        report(error)
        sys.exit(1)
