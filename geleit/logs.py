"""Configure the logs of Geleit's processes: types, places and codes, never what a person typed.

The text of an exception may quote notes, names and passwords: pydantic quotes the value, PostgreSQL the row,
Python the string it could not convert. So of an exception only its type, its codes and the lines of code it
passed through are logged. Its message is logged if its class promises that it holds nothing else
(`Loggable`), or if it can only be about a connection.

Libraries may put such text into their own messages. Those of the few loggers in `_TRUSTED` were checked; of
any other message only its place in the code is logged.
"""

import logging
import os
import re
import secrets
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, TextIO

_FORMAT = "%(asctime)s %(levelname)s %(name)s: "
_TRUSTED = (
    "uvicorn.error",
    "psycopg.pool",
    "temporalio.core",
    "temporalio.workflow",
    "py.warnings",
    "__main__",
)
"""Their messages hold only numbers, ids, addresses of servers, and exceptions (which are handled below)."""
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,60}")
_ABOUT_SERVERS = ("08", "28", "3D", "40", "53", "55P03", "57", "58", "42501", "42703", "42883", "42P01", "XX")
"""SQLSTATEs whose messages name servers, roles, tables and columns, never values (PostgreSQL, appendix A)."""
_FRAMES = 40
_LINKS = 10


class Loggable(Exception):  # noqa: N818  # a promise, not an error
    """The base of exceptions whose message holds nothing that a person typed, so that it may be logged."""


def configure(level: str = "WARNING") -> None:
    """Set up the log of this process on standard error; nothing else may configure logging.

    `level` holds for Geleit's own messages. Those of others are logged from WARNING on: below that they are
    for their developers, and some quote what people sent.
    """
    logging.raiseExceptions = False  # logging would print the arguments of a broken message
    others = max(logging.WARNING, logging.getLevelName(level))
    logging.basicConfig(handlers=[handler(sys.stderr)], level=others, force=True)
    for name in (*_own_names(), "__main__"):
        logging.getLogger(name).setLevel(level)
    logging.getLogger("uvicorn.error").setLevel(max(logging.INFO, logging.getLevelName(level)))
    logging.captureWarnings(True)
    warnings.formatwarning = _warning
    sys.excepthook = lambda _kind, error, _trace: report(error)
    threading.excepthook = lambda thread: report(thread.exc_value, "A thread ended with an error")
    sys.unraisablehook = lambda lost: report(lost.exc_value, "An error that nothing can catch")


def handler(stream: TextIO) -> logging.Handler:
    """Return a handler with the format of Geleit's logs."""
    stream_handler = logging.StreamHandler(stream)
    stream_handler.setFormatter(_Formatter(_FORMAT))
    return stream_handler


def fault_id() -> str:
    """Return an id for one error, to be shown on the page and logged."""
    return secrets.token_hex(4)


def report(error: BaseException | None, what: str = "The program ends with an error") -> None:
    """Log an exception that nobody caught."""
    if not isinstance(error, KeyboardInterrupt | SystemExit):
        logging.getLogger("geleit").critical(what, exc_info=error)


def describe(error: BaseException) -> str:
    """Describe the exception in one line: its type, and those attributes that cannot quote anybody."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    said = " ".join(_safe_message(error).split())
    return f"{name}: {said}" if said else name


def _safe_message(error: BaseException) -> str:
    if isinstance(error, Loggable):
        return str(error)
    if isinstance(error, OSError) and error.errno is not None:
        return os.strerror(error.errno)
    return _describe_library_error(error)


def _describe_library_error(error: Any) -> str:
    """Describe errors of libraries by their attributes, so that this module needs none of the libraries."""
    cause = getattr(error, "orig", None)
    if isinstance(cause, BaseException):  # SQLAlchemy, around psycopg
        return describe(cause)
    if hasattr(error, "sqlstate") and hasattr(error, "diag"):
        return _describe_postgres_error(error)
    if hasattr(error, "raw_grpc_status"):  # Temporal, which holds no personal data
        return f"{_codes(error)} {error}"
    if hasattr(error, "error_count") and hasattr(error, "errors"):  # pydantic
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        return ", ".join(sorted({str(fault["type"]) for fault in faults}))
    return _codes(error)


def _describe_postgres_error(error: Any) -> str:
    state: str | None = error.sqlstate
    if state is None:
        is_about_servers = type(error).__name__ in {"OperationalError", "InterfaceError", "PoolTimeout"}
        return str(error) if is_about_servers else ""
    diagnosis = error.diag
    names = (diagnosis.table_name, diagnosis.column_name, diagnosis.constraint_name)
    message = diagnosis.message_primary if state.startswith(_ABOUT_SERVERS) else None
    return " ".join(filter(None, (f"SQLSTATE {state}", message, *names)))


def _codes(error: BaseException) -> str:
    """Return code, type or status of a refusal, failure or answer: words, never sentences."""
    found = (getattr(error, name, None) for name in ("code", "type", "status"))
    words = (getattr(each, "name", each) for each in found)
    return " ".join(word for word in words if isinstance(word, str) and _CODE.fullmatch(word))


class _Formatter(logging.Formatter):
    """Formatter that leaves out everything that could quote what a person typed."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the frames of the record's exception."""
        record.asctime = self.formatTime(record)
        lines = [self.formatMessage(record) + " ".join(_message(record).splitlines())]
        if record.exc_info and record.exc_info[1]:
            lines += _trace(record.exc_info[1])
        return "\n".join(lines)


def _message(record: logging.LogRecord) -> str:
    if not is_trusted(record.name):
        return f"(not shown) logged in {_short(record.pathname)}:{record.lineno}"
    if isinstance(record.msg, BaseException):
        return describe(record.msg)
    args: Any = record.args
    if isinstance(args, dict):
        args = {name: _argument(value) for name, value in args.items()}
    elif args:
        args = tuple(map(_argument, args))
    try:
        return str(record.msg) % args if args else str(record.msg)
    except (TypeError, ValueError, KeyError):
        return str(record.msg)


def _argument(value: object) -> object:
    return describe(value) if isinstance(value, BaseException) else value


def is_trusted(name: str) -> bool:
    """Tell whether the messages of this logger are Geleit's own or were checked."""
    return name.partition(".")[0] in _own_names() or any(
        name == known or name.startswith((f"{known}.", f"{known}-")) for known in _TRUSTED
    )


@lru_cache(maxsize=1)
def _own_names() -> frozenset[str]:
    """Return the names of Geleit's packages and modules, as installed."""
    try:
        listed = distribution("geleit").read_text("top_level.txt")
    except PackageNotFoundError:
        listed = None
    return frozenset((listed or "").split())


def _trace(error: BaseException, *, depth: int = 0) -> Iterator[str]:
    """Yield the lines of a traceback, causes first, without lines of code and values of variables."""
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None and depth < _LINKS:
        yield from _trace(earlier, depth=depth + 1)
        yield "  which led to:" if error.__cause__ else "  while that was dealt with:"
    if isinstance(error, BaseExceptionGroup) and depth < _LINKS:
        for each in error.exceptions:
            yield from _trace(each, depth=depth + 1)
            yield "  which is one of:"
    frames = list(traceback.extract_tb(error.__traceback__))
    if len(frames) > _FRAMES:
        yield f"    ... {len(frames) - _FRAMES} more"
    yield from (f"    {_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames[-_FRAMES:])
    yield f"  {describe(error)}"


def _short(file: str) -> str:
    """Return the file's path from its package on, so that logs do not reveal where the environment is."""
    for start in ("site-packages", f"python{sys.version_info.major}.{sys.version_info.minor}"):
        before, found, after = file.rpartition(f"/{start}/")
        if found and before:
            return after
    root = Path(__file__).parent.parent
    return str(Path(file).relative_to(root)) if Path(file).is_relative_to(root) else Path(file).name


def _warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, line: str | None = None
) -> str:
    """Format a warning without its text: pydantic's quotes values."""
    del message, line
    return f"{category.__name__} in {_short(filename)}:{lineno}"
