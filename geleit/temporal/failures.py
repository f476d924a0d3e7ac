"""Translate refusals and faults into failures of Temporal and back."""

from enum import StrEnum

from pydantic import ValidationError
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from geleit.domain.model import Value
from geleit.domain.refusal import Conflict, Forbidden, Refusal, Reused
from geleit.logs import Loggable


class Unavailable(Loggable):
    """A server could not be reached and nothing has changed. The same request id may be sent again."""


class StillRunning(Loggable):
    """The time to wait is over and the command is under way. The same request id may be sent again."""


class CommandFailedError(Exception):
    """A fault of Geleit's kept the command from being executed."""


class FailureKind(StrEnum):
    """The type of a failure as Temporal shows it."""

    REFUSAL = "Refusal"
    CONFLICT = "Conflict"
    FORBIDDEN = "Forbidden"
    REUSED = "Reused"
    UNAVAILABLE = "Unavailable"
    INTERNAL = "Internal"


class RefusalMessage(Value):
    """A refusal as it is sent through Temporal."""

    kind: FailureKind
    code: str
    text: str
    details: dict[str, str | int | list[str]]


_REFUSALS: dict[FailureKind, type[Refusal]] = {
    FailureKind.CONFLICT: Conflict,
    FailureKind.FORBIDDEN: Forbidden,
    FailureKind.REUSED: Reused,
    FailureKind.REFUSAL: Refusal,
}


def refusal_failure(refusal: Refusal) -> ApplicationError:
    """Return the failure that carries a refusal to its caller. It is not retried."""
    kind = next(kind for kind, refusal_type in _REFUSALS.items() if isinstance(refusal, refusal_type))
    message = RefusalMessage(kind=kind, code=refusal.code, text=refusal.text, details=refusal.details)
    return ApplicationError(
        refusal.text,
        message.model_dump(mode="json"),
        type=kind,
        non_retryable=True,
        category=ApplicationErrorCategory.BENIGN,  # an answer, not a fault: no stack trace in the log
    )


def missing_enclosure_failure() -> ApplicationError:
    """Return the failure for an enclosure that is gone: the command, sent again, brings a new one."""
    return ApplicationError(
        "The enclosure is missing",
        type=FailureKind.UNAVAILABLE,
        non_retryable=True,
        category=ApplicationErrorCategory.BENIGN,
    )


def unavailable_failure() -> ApplicationError:
    """Return the failure for a PostgreSQL that cannot be reached: the caller may try again."""
    return ApplicationError(
        "PostgreSQL could not be reached",
        type=FailureKind.UNAVAILABLE,
        category=ApplicationErrorCategory.BENIGN,  # logged in one line where it happens
    )


def stale_update_failure() -> ApplicationError:
    """Return the failure for an update that may be a copy: sent again it is accepted."""
    return ApplicationError(
        "sent too long ago",
        type=FailureKind.UNAVAILABLE,
        non_retryable=True,
        category=ApplicationErrorCategory.BENIGN,
    )


def internal_failure() -> ApplicationError:
    """Return the failure for a fault of Geleit's. Details are in the log, not in the answer."""
    return ApplicationError("Internal", type=FailureKind.INTERNAL, non_retryable=True)


_UNPROCESSED = "UnprocessedUpdate"
"""Temporal's own answer if no worker processed the update, for example because it was killed meanwhile."""


def to_exception(error: BaseException | None) -> Exception:
    """Return the exception that a failed update means to its sender."""
    if not isinstance(error, ApplicationError):
        return CommandFailedError(type(error).__name__)
    if error.type in (FailureKind.UNAVAILABLE, _UNPROCESSED):
        return Unavailable(error.message)
    try:
        message = RefusalMessage.model_validate(error.details[0] if error.details else None)
    except ValidationError:
        return CommandFailedError(error.message)
    return _REFUSALS[message.kind](message.code, message.text, **message.details)
