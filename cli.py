"""The command line `geleit`: puts together the modules in `commands/`."""

import importlib
import pkgutil
import sys
from io import TextIOWrapper

import typer

import commands


def build() -> typer.Typer:
    """The whole command line; every module in `commands/` adds its part."""
    root = typer.Typer(
        name="geleit",
        help="Geleit tracks assisted and self-organised departures.",
        no_args_is_help=True,
        pretty_exceptions_show_locals=False,  # they may hold passwords and people's names
    )
    for module in pkgutil.iter_modules(commands.__path__):
        root.add_typer(importlib.import_module(f"commands.{module.name}").app)
    return root


def main() -> None:
    """Where `geleit` and `python -m cli` begin."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without an arrow shows a question mark
    build()()


if __name__ == "__main__":
    main()
