"""How a refusal crosses Temporal, and what else a caller may hear instead of an outcome."""

from enum import StrEnum

from pydantic import ValidationError
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from geleit.domain.model import Value
from geleit.domain.refusal import Conflict, Forbidden, Refusal, Reused
from geleit.logs import Loggable


class Unavailable(Loggable):  # not a fault of the caller's: an answer
    """A server could not be reached and nothing has changed. The same request id may be sent again."""


class StillRunning(Loggable):  # not a fault: an answer
    """The time to wait is over and the command is under way. The same request id may be sent again."""


class CommandFailedError(Exception):
    """A fault in Geleit itself kept the command from being carried out."""


class FailureKind(StrEnum):
    """The type of a failure as Temporal shows it."""

    REFUSAL = "Refusal"
    CONFLICT = "Conflict"
    FORBIDDEN = "Forbidden"
    REUSED = "Reused"
    UNAVAILABLE = "Unavailable"
    INTERNAL = "Internal"


class Refused(Value):
    """A refusal as it travels."""

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


def refused(refusal: Refusal) -> ApplicationError:
    """The failure that carries a refusal to its caller; nothing retries it."""
    kind = next(kind for kind, refusal_type in _REFUSALS.items() if isinstance(refusal, refusal_type))
    message = Refused(kind=kind, code=refusal.code, text=refusal.text, details=refusal.details)
    return ApplicationError(
        refusal.text,
        message.model_dump(mode="json"),
        type=kind,
        non_retryable=True,
        category=ApplicationErrorCategory.BENIGN,  # an answer, not a fault: no stack trace in the log
    )


def unenclosed() -> ApplicationError:
    """The enclosure was taken back meanwhile: whoever sends the command once more brings it along."""
    return ApplicationError(
        "The enclosure is missing",
        type=FailureKind.UNAVAILABLE,
        non_retryable=True,
        category=ApplicationErrorCategory.BENIGN,
    )


def unavailable() -> ApplicationError:
    """PostgreSQL could not be reached: the caller may try again."""
    return ApplicationError(
        "PostgreSQL could not be reached",
        type=FailureKind.UNAVAILABLE,
        category=ApplicationErrorCategory.BENIGN,  # logged in one line where it happens
    )


def stale() -> ApplicationError:
    """An update that somebody may have copied: sent anew it is taken."""
    return ApplicationError("sent too long ago", type=FailureKind.UNAVAILABLE)


def internal() -> ApplicationError:
    """A fault of ours. What exactly went wrong is in the log, not in the answer."""
    return ApplicationError("Internal", type=FailureKind.INTERNAL, non_retryable=True)


def understood(error: BaseException | None) -> Exception:
    """What a failure of the update means to who sent it."""
    if not isinstance(error, ApplicationError):
        return CommandFailedError(type(error).__name__)
    if error.type == FailureKind.UNAVAILABLE:
        return Unavailable(error.message)
    try:
        message = Refused.model_validate(error.details[0] if error.details else None)
    except ValidationError:
        return CommandFailedError(error.message)
    return _REFUSALS[message.kind](message.code, message.text, **message.details)
