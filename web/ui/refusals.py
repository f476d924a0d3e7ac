"""Reasons of refusals in German: by the domain, by an unreachable server, before a page is reached."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from geleit.domain.process import Process
from geleit.domain.refusal import Conflict, Detail, Forbidden, Refusal, Reused, in_words
from web.ui.i18n import gettext as _
from web.ui.rendering import error_page

Names = Mapping[int, str]
"""The names of persons, by number within the departure."""

API = "/api/"


def refusal_response(request: Request, status_code: int, *, code: str, title: str, text: str) -> Response:
    """Return an error page, a fragment for htmx, or a problem (RFC 9457) with this code under /api/."""
    if not request.url.path.startswith(API):
        return error_page(request, status_code, title, text)
    problem = {
        "type": f"urn:geleit:problem:{code}",
        "title": title,
        "status": status_code,
        "detail": text,
        "code": code,
        "details": {},
        "errors": [],
    }
    return JSONResponse(problem, status_code, media_type="application/problem+json")


def refusal_status(refusal: Refusal) -> int:
    """Return the HTTP status that fits: a conflict is not a mistake, and a mistake is not forbidden."""
    if isinstance(refusal, Conflict | Reused):
        return 409
    return 403 if isinstance(refusal, Forbidden) else 422


def unavailable_sentence() -> str:
    """Return the sentence that nothing has changed."""
    return _(
        "Das hat gerade nicht geklappt, es wurde nichts geändert. Bitte senden Sie es gleich noch einmal."
    )


def still_running_sentence() -> str:
    """Return the sentence that it may have changed, and may be sent again without harm."""
    return _(
        "Ihre Eingabe wird noch verarbeitet. Bitte senden Sie sie gleich noch einmal: "
        "Sie wird auf keinen Fall doppelt ausgeführt."
    )


def failed_sentence(fault: str) -> str:
    """Return the sentence for a fault of ours; details are in the log, under this id."""
    sentence = _(
        "Da ist bei uns etwas schiefgegangen, es wurde nichts geändert. "
        "Der Fehler ist festgehalten: Kennung {fault}."
    )
    return sentence.format(fault=fault)


def explain(refusal: Refusal, process: Process | None = None, names: Names | None = None) -> str:
    """Return the refusal's sentence with the titles of its steps, and its dates as people write them."""
    words = {name: _in_words(name, value, process, names) for name, value in refusal.details.items()}
    return _(refusal.text).format_map(words)


def _in_words(name: str, value: Detail, process: Process | None, names: Names | None) -> str:
    if name == "steps" and isinstance(value, list):
        return ", ".join(f"„{step_title(key, process, names)}“" for key in value)
    if name == "step":
        return step_title(str(value), process, names)
    return in_words(value)


def step_title(key: str, process: Process | None = None, names: Names | None = None) -> str:
    """Return the title of a step: ``travel_document-2`` is "Reisedokument beschaffen (Yousef)"."""
    code, *numbers = key.split("-")
    template = next((step for step in process.steps if step.code == code), None) if process else None
    title = _(template.title) if template else code
    about: list[str] = []
    if numbers and (template is None or template.per_person):
        number = numbers.pop(0)
        about.append(_name(number, names))
    if numbers:
        about.append(_("Nr. {n}").format(n=numbers[0]))
    return f"{title} ({', '.join(about)})" if about else title


def _name(number: str, names: Names | None) -> str:
    found = names.get(int(number)) if names and number.isdigit() else None
    return found or _("Person {n}").format(n=number)
