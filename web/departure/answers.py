"""Answers of the departure's page: the page or a part of it, a form given back, a redirect after success."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.departure.action import Action, Values
from web.departure.conflicts import ConflictView, step_of
from web.departure.loading import Loaded
from web.departure.offers import Offer, section_offers, step_offers
from web.departure.section import Area, Shown
from web.departure.sections import SECTIONS
from web.departure.situation import Situation, address_of
from web.departure.steps.view import SECTION as STEPS
from web.departure.steps.view import step_views
from web.departures.trail import Trail
from web.ui.filters import datum
from web.ui.flash import flash
from web.ui.i18n import gettext as _
from web.ui.labels import label
from web.ui.rendering import page, wants_part


def show(
    request: Request,
    loaded: Loaded,
    *,
    status_code: int = 200,
    said: str | None = None,
    trail: Trail | None = None,
) -> Response:
    """Answer with the page of the departure, or with everything of it that an action may change.

    ``trail`` leads back to the list; no action changes it.
    """
    shown = loaded.shown()
    departure = loaded.at.departure
    context = {"status_message": said} if said else {}
    return page(
        request,
        "departure/show.html",
        fragment="departure/_body.html",
        status_code=status_code,
        sections={area.name.lower(): _sections(shown, area) for area in Area},
        ahead=shown.ahead,
        base=address_of(departure.departure_id),
        version=departure.version,
        number=departure.number,
        applicant=loaded.at.names.applicant(),
        trail=trail,
        live=True,
        conflict=None,
        error_title=None,
        **context,
    )


def _sections(shown: Shown, area: Area) -> list[dict[str, object]]:
    """Return the sections of an area: the template of each, its view, its actions."""
    return [
        {
            "template": section.template,
            "view": section.view(shown),
            "offers": section_offers(section, shown.at),
        }
        for section in SECTIONS
        if section.area is area
    ]


def show_form(
    request: Request,
    at: Situation,
    offer: Offer,
    *,
    status_code: int = 200,
    conflict: ConflictView | None = None,
) -> Response:
    """Answer with one form: in its place on the page, or on a page of its own."""
    response = page(
        request,
        "departure/action.html",
        fragment="departure/_form.html",
        status_code=status_code,
        offer=offer,
        conflict=conflict,
        error_title=error_title(status_code, is_conflict=conflict is not None),
        base=address_of(at.departure.departure_id),
        number=at.departure.number,
        applicant=at.names.applicant(),
        about=_about(at, offer.subject),
        live=wants_part(request),
    )
    if wants_part(request):
        # Only this form is replaced, so that text typed elsewhere on the page stays. Its own content stays
        # too (hx-morph-skip) when the page around it is updated, until it is sent successfully.
        response.headers["HX-Retarget"] = f"#{offer.place}"
        response.headers["HX-Reswap"] = "outerMorph"
    return response


def _about(at: Situation, subject: str) -> str | None:
    """Describe what an action is about: a step, or a legal date and its state."""
    if at.step is not None:
        return at.names.step(at.step, at.process)
    deadline = next((found for kind, found in at.deadlines.items() if kind == subject), None)
    return f"{label(deadline.kind)}: {datum(deadline.due_on)}" if deadline else None


def show_step_page(request: Request, loaded: Loaded) -> Response:
    """Answer with one step on a page of its own. The situation must have a step."""
    at = loaded.at
    entries = [entry for entry in loaded.entries if step_of(entry.event) == at.step_key]
    return page(
        request,
        "departure/step.html",
        step=step_views(at, loaded.notes_by_step()).step(at.the_step),
        stage_title=next(stage.title for stage in at.process.stages if stage.code == at.the_step.stage),
        offers=step_offers(STEPS, at),
        history=loaded.teller.tell(entries),
        base=address_of(at.departure.departure_id),
        number=at.departure.number,
        applicant=at.names.applicant(),
        live=False,
        conflict=None,
        error_title=None,
    )


def show_changes(request: Request, loaded: Loaded, *, since: int) -> Response:
    """Answer with the changes since a version, in a line or two; empty if the page shows them."""
    entries = [entry for entry in loaded.entries if entry.seq > since]
    return page(
        request,
        "departure/_changed.html",
        changes=loaded.teller.tell(entries)[:3],
        base=address_of(loaded.at.departure.departure_id),
    )


def error_title(status_code: int, *, is_conflict: bool) -> str | None:
    """Return the title of an error summary that is not about the person's input."""
    return {
        202: _("Noch nicht fertig"),
        409: _("Inzwischen geändert") if is_conflict else _("Noch nicht gespeichert"),
        503: _("Gerade nicht erreichbar"),
    }.get(status_code)


def redirect(action: Action[Situation], at: Situation, values: Values, *, to: str = "") -> Response:
    """Redirect to the departure, or to the form's page, with the sentence of success."""
    response = RedirectResponse(to or address_of(at.departure.departure_id), status_code=303)
    flash(response, action.sentence, **action.said(values, step=at.step_title))
    return response


def success(action: Action[Situation], at: Situation, values: Values) -> str:
    """Return the sentence of success."""
    return action.sentence.say(**action.said(values, step=at.step_title))
