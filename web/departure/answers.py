"""Answers of the departure's page: the page or a part of it, a form given back, a redirect after success."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.departure.action import Action, Values
from web.departure.conflicts import ConflictView, step_of
from web.departure.loading import Loaded
from web.departure.offers import Offer, section_offers, step_offers
from web.departure.section import Section, Shown, Tab
from web.departure.sections import HEAD, SIDE, TABS, WORK
from web.departure.sheet import CHOICES, sheet
from web.departure.situation import Situation, address_of
from web.departure.steps.view import step_views
from web.departure.undo import undo_offer
from web.departures.trail import Trail, origin_of
from web.ui.filters import datum
from web.ui.flash import flash
from web.ui.i18n import gettext as _
from web.ui.labels import label
from web.ui.lists import address
from web.ui.rendering import page, wants_part


def show(
    request: Request,
    loaded: Loaded,
    *,
    now: datetime,
    tab: Tab,
    status_code: int = 200,
    said: str | None = None,
    trail: Trail | None = None,
) -> Response:
    """Answer with the page of the departure, or with everything of it that an action may change.

    ``trail`` leads back to the list; no action changes it.
    """
    shown = loaded.shown()
    departure = loaded.at.departure
    base = address_of(departure.departure_id)
    here = tab.address(base)
    origin = origin_of(request)
    work = _placed(WORK, shown, back=here)
    context = {"status_message": said} if said else {}
    return page(
        request,
        "departure/show.html",
        fragment="departure/_body.html",
        status_code=status_code,
        head=_placed(HEAD, shown),
        work=work,
        side=_placed(SIDE, shown),
        tabs=[
            {
                "label": one.label,
                "href": address(one.address(base), von=origin),
                "count": one.count(shown),
                "is_current": one is tab,
            }
            for one in TABS
        ],
        tab=tab,
        sections=[_placed(section, shown, back=here) for section in tab.sections],
        undo=undo_offer(loaded.at, loaded.entries, now=now),
        next_step=work["view"].next_step,
        ahead=shown.ahead,
        base=base,
        here=here,
        version=departure.version,
        number=departure.number,
        applicant=loaded.at.names.applicant(),
        trail=trail,
        live=True,
        conflict=None,
        error_title=None,
        **context,
    )


def _placed(section: Section, shown: Shown, *, back: str = "") -> dict[str, Any]:
    """Return a section as the page includes it: its template, what it shows, what can be done."""
    return {
        "template": section.template,
        "view": section.view(shown),
        "offers": section_offers(section, shown.at, back=back),
    }


def show_sheet(request: Request, loaded: Loaded, *, chosen: Sequence[str]) -> Response:
    """Answer with the sheet for the printer."""
    shown = loaded.shown()
    return page(
        request,
        "departure/sheet.html",
        view=sheet(shown, chosen=chosen),
        choices=CHOICES,
        chosen=chosen,
        ahead=shown.ahead,
        base=address_of(loaded.at.departure.departure_id),
        number=loaded.at.departure.number,
        applicant=loaded.at.names.applicant(),
    )


def show_step_actions(request: Request, at: Situation) -> Response:
    """Answer with the menu of what else can be done about the step of the situation."""
    return page(
        request,
        "departure/_step_actions.html",
        step=at.the_step,
        offers=step_offers(WORK, at),
        base=address_of(at.departure.departure_id),
    )


def show_form_in_place(request: Request, at: Situation, offer: Offer) -> Response:
    """Answer with a form for the place on the departure's page that waits for it."""
    return page(
        request,
        "departure/_slot.html",
        offer=offer,
        conflict=None,
        error_title=None,
        live=True,
    )


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
    """Describe what an action is about: a step, or a deadline and its state."""
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
        offers=step_offers(WORK, at),
        history=loaded.teller.tell(entries),
        base=address_of(at.departure.departure_id),
        number=at.departure.number,
        applicant=at.names.applicant(),
        live=False,
        conflict=None,
        error_title=None,
    )


def show_changes(request: Request, loaded: Loaded, *, since: int, tab: Tab) -> Response:
    """Answer with the changes since a version, in a line or two; empty if the page shows them."""
    entries = [entry for entry in loaded.entries if entry.seq > since]
    return page(
        request,
        "departure/_changed.html",
        changes=loaded.teller.tell(entries)[:3],
        here=tab.address(address_of(loaded.at.departure.departure_id)),
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
