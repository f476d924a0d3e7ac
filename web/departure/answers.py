"""How the departure's page answers: the page or its part, a form given back, a way onward after an action."""

from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.steps.state import Step
from web.departure import offers
from web.departure.action import Action, Values
from web.departure.conflicts import Conflict, step_of
from web.departure.loading import Loaded
from web.departure.offers import DeadlineOffers, Offer, StepOffers
from web.departure.outlook import look_ahead
from web.departure.pictures import travel_days
from web.departure.situation import Situation
from web.departure.step_view import SHOWN_OPEN, StepViews
from web.departure.view import build
from web.ui.filters import datum
from web.ui.flash import flash, say
from web.ui.i18n import gettext as _
from web.ui.labels import label
from web.ui.rendering import page, wants_part


@dataclass(frozen=True, slots=True)
class PageOffers:
    """Every form of the page, by the place it stands in."""

    steps: dict[str, StepOffers]
    deadlines: dict[DeadlineKind, DeadlineOffers]
    new_deadline: tuple[Offer, ...]
    paper: tuple[Offer, ...]
    may_remove: bool
    consent: tuple[Offer, ...]
    facts: tuple[Offer, ...]
    course: tuple[Offer, ...]
    note: tuple[Offer, ...]
    appointment: Offer | None
    may_name_authority: bool
    may_join: bool
    may_correct: bool


def page_offers(at: Situation) -> PageOffers:
    """Everything that can be done on the page now."""
    departure = at.departure
    return PageOffers(
        steps={step.key: offers.on_step(at, step) for step in departure.steps.values() if _has_card(step)},
        deadlines={kind: offers.on_deadline(at, deadline) for kind, deadline in departure.deadlines.items()},
        new_deadline=offers.on_departure(at, "frist", "frist-berechnen"),
        paper=offers.on_departure(at, "dokument"),
        may_remove=bool(offers.on_departure(at, "dokument-entfernen")),
        consent=offers.on_departure(at, "einwilligung", "einwilligung-widerrufen"),
        facts=offers.on_departure(at, "angaben-berichtigen"),
        course=offers.on_departure(
            at, "abschliessen", "fortsetzen", "wieder-aufnehmen", "zuweisen", "ruhen", "abbrechen"
        ),
        note=offers.on_departure(at, "notiz"),
        appointment=next(iter(offers.on_departure(at, "termin")), None),
        may_name_authority=bool(offers.on_departure(at, "behoerde")),
        may_join=bool(offers.on_departure(at, "person")),
        may_correct=bool(offers.on_departure(at, "person-berichtigen")),
    )


def show(request: Request, loaded: Loaded, *, status_code: int = 200, said: str | None = None) -> Response:
    """The page of the departure, or everything of it that an action may change."""
    at = loaded.at
    ahead = look_ahead(at.departure, at.process, at.names, today=at.today, learned=loaded.learned)
    view = build(
        at.departure,
        at.process,
        at.names,
        today=at.today,
        viewer=at.viewer,
        notes=loaded.notes_by_step(),
        history=loaded.teller.tell(loaded.entries),
        has_more_history=loaded.has_more,
        ahead=ahead,
    )
    context = {"status_message": said} if said else {}
    return page(
        request,
        "departure/show.html",
        fragment="departure/_body.html",
        status_code=status_code,
        view=view,
        ahead=ahead,
        window=travel_days(ahead.window, ahead.forecast, at.names, today=at.today),
        offers=page_offers(at),
        base=offers.base(at.departure.departure_id),
        live=True,
        conflict=None,
        error_title=None,
        **context,
    )


def show_form(
    request: Request, at: Situation, offer: Offer, *, status_code: int = 200, conflict: Conflict | None = None
) -> Response:
    """One form: in the place it was sent from, or on a page of its own."""
    response = page(
        request,
        "departure/action.html",
        fragment="departure/_form.html",
        status_code=status_code,
        offer=offer,
        conflict=conflict,
        error_title=error_title(status_code, is_conflict=conflict is not None),
        base=offers.base(at.departure.departure_id),
        number=at.departure.number,
        applicant=at.names.applicant(),
        about=_about(at, offer.subject),
        live=wants_part(request),
    )
    if wants_part(request):
        # Whatever else was typed on the page stays: only this form is replaced. And what it holds now stays
        # too (hx-morph-skip) when the page around it is renewed, until it is taken.
        response.headers["HX-Retarget"] = f"#{offer.place}"
        response.headers["HX-Reswap"] = "outerMorph"
    return response


def _about(at: Situation, subject: str) -> str | None:
    """What an action is about, in words: a step, or a legal date and where it stands."""
    if at.step is not None:
        return at.names.step(at.step, at.process)
    deadline = next((found for kind, found in at.departure.deadlines.items() if kind == subject), None)
    return f"{label(deadline.kind)}: {datum(deadline.due_on)}" if deadline else None


def show_step_page(request: Request, loaded: Loaded) -> Response:
    """One step on a page of its own. The situation must name it."""
    at = loaded.at
    entries = [entry for entry in loaded.entries if step_of(entry.event) == at.key]
    views = StepViews(
        at.departure, at.process, at.names, today=at.today, viewer=at.viewer, notes=loaded.notes_by_step()
    )
    return page(
        request,
        "departure/step.html",
        step=views.step(at.the_step),
        stage_title=next(stage.title for stage in at.process.stages if stage.code == at.the_step.stage),
        can=offers.on_step(at, at.the_step).every,
        history=loaded.teller.tell(entries),
        base=offers.base(at.departure.departure_id),
        number=at.departure.number,
        applicant=at.names.applicant(),
        live=False,
        conflict=None,
        error_title=None,
    )


def show_changes(request: Request, loaded: Loaded, *, since: int) -> Response:
    """What has been done since a version, in a line or two; nothing if the page shows it already."""
    entries = [entry for entry in loaded.entries if entry.seq > since]
    return page(
        request,
        "departure/_changed.html",
        changes=loaded.teller.tell(entries)[:3],
        base=offers.base(loaded.at.departure.departure_id),
    )


def error_title(status_code: int, *, is_conflict: bool) -> str | None:
    """What the summary of errors is called when the person did nothing wrong."""
    return {
        202: _("Noch nicht fertig"),
        409: _("Inzwischen geändert") if is_conflict else _("Noch nicht gespeichert"),
        503: _("Gerade nicht erreichbar"),
    }.get(status_code)


def onward(departure_id: UUID, action: Action, at: Situation, values: Values, *, to: str = "") -> Response:
    """Back to the departure, or to where the form was, with the sentence of what was done."""
    response = RedirectResponse(to or offers.base(departure_id), status_code=303)
    flash(response, action.said, **action.words(at, values))
    return response


def said(action: Action, at: Situation, values: Values) -> str:
    """The sentence of what was done."""
    return say(action.said, **action.words(at, values))


def _has_card(step: Step) -> bool:
    return step.state in SHOWN_OPEN
