"""Answers for the outcome of a command: done, refused, or not found."""

from starlette.responses import Response

from geleit.domain.refusal import Conflict, Refusal, no_departure
from geleit.temporal.contracts.departure import Outcome
from web.api.headers import etag
from web.api.models import Done
from web.api.problems import ProblemError
from web.ui.refusals import explain, refusal_status


def done(outcome: Outcome, response: Response) -> Done:
    """Return the departure's new version, in the body and as ETag."""
    response.headers.update(etag(outcome.version))
    return Done(version=outcome.version, events=[entry.event.kind for entry in outcome.entries])


def refused(refusal: Refusal, sentence: str, *, is_conditional: bool) -> ProblemError:
    """Return the problem of a refusal. With If-Match, a conflict is 412 (RFC 9110, 13.1.1)."""
    is_stale = is_conditional and isinstance(refusal, Conflict)
    status = 412 if is_stale else refusal_status(refusal)
    return ProblemError(status, refusal.code, detail=sentence, details=refusal.details)


def not_found() -> ProblemError:
    """Return the problem of a departure that does not exist or must not be seen."""
    return ProblemError(404, "not_found", detail=explain(no_departure()))
