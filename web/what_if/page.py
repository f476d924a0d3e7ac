"""Was wäre, wenn: forecast, window and warnings with one thing moved to another day. Nothing is saved."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from geleit.domain.dates import today as today_of
from geleit.domain.parties import Actor
from geleit.domain.refusal import Refusal
from web.departure.loading import load_learned, load_situation
from web.departure.outlook import Learned, look_ahead
from web.departure.outlook_view import DepartureOutlook
from web.departure.pictures import Picture, travel_days
from web.departure.situation import Situation, address_of
from web.dependencies import Counselling, Now, ServicesDep
from web.ui.filters import datum
from web.ui.forms import Form
from web.ui.i18n import gettext as _
from web.ui.refusals import explain
from web.ui.rendering import page
from web.what_if.view import choices, difference, real_form, try_out

router = APIRouter()


@dataclass(frozen=True, slots=True)
class _Question:
    """The thing to move, and its day."""

    what: str
    day: date


@dataclass(frozen=True, slots=True)
class _Answer:
    """The outlook after the change."""

    ahead: DepartureOutlook
    difference: str
    too_early: str | None
    pictures: tuple[Picture, ...]
    real: str


@router.get("/vorgaenge/{departure_id:uuid}/was-waere-wenn")
async def show(
    request: Request, services: ServicesDep, account: Counselling, now: Now, departure_id: UUID
) -> Response:
    """Show the form, and both outlooks side by side once it is filled in."""
    async with services.database.web(account.context) as session:
        at = await load_situation(session, departure_id, viewer=account.id, today=today_of(now))
        learned = await load_learned(session, at)
    offered = choices(at.departure, at.process, at.names)
    form = _form(request)
    asked = _read(form, offered, at.today) if form.values("was") or form.values("am") else None
    before = look_ahead(at.departure, at.process, at.names, today=at.today, learned=learned)
    answer = None
    if asked:
        try:
            answer = _answer(
                at, before, learned, asked, actor=account.actor_in(at.departure.office_id), now=now
            )
        except Refusal as refusal:
            form.fail("am", explain(refusal, at.process, at.names.given_names()))
    return page(
        request,
        "what_if/index.html",
        status_code=422 if form.errors else 200,
        form=form,
        choices=offered,
        chosen=dict(offered).get(asked.what) if asked else None,
        day=asked.day if asked else None,
        before=before,
        answer=answer,
        base=address_of(departure_id),
        number=at.departure.number,
        applicant=at.names.applicant(),
    )


def _form(request: Request) -> Form:
    return Form.of(request.query_params, labels={"was": _("Was?"), "am": _("Auf welchen Tag?")})


def _read(form: Form, offered: list[tuple[str, str]], today: date) -> _Question | None:
    what = form.one_of("was", [value for value, _words in offered])
    day = form.date("am", today=today, earliest=today)
    return _Question(what, day) if what and day and not form.errors else None


def _answer(
    at: Situation,
    before: DepartureOutlook,
    learned: Learned,
    asked: _Question,
    *,
    actor: Actor,
    now: datetime,
) -> _Answer:
    tried = try_out(at.departure, at.process, what=asked.what, day=asked.day, actor=actor, now=now)
    after = look_ahead(
        tried.departure, at.process, at.names, today=at.today, learned=learned, overrides=tried.overrides
    )
    pictures = [
        travel_days(outlook.window, outlook.forecast, at.names, today=at.today, title=title, name=name)
        for outlook, title, name in (
            (before, _("Reisefenster, so wie es ist"), "fenster-heute"),
            (after, _("Reisefenster mit der Änderung"), "fenster-dann"),
        )
        if outlook.has_window
    ]
    return _Answer(
        ahead=after,
        difference=difference(before, after, what=asked.what),
        too_early=_too_early(at, after, asked),
        pictures=tuple(pictures),
        real=real_form(at.departure, what=asked.what, day=asked.day),
    )


def _too_early(at: Situation, after: DepartureOutlook, asked: _Question) -> str | None:
    """Return a sentence if the step cannot be done by that day, because of what it needs."""
    row = after.forecast.planned(asked.what)
    if row is None or row.settled or row.ends_on <= asked.day:
        return None
    return _(
        "So früh geht es voraussichtlich nicht: Was davor nötig ist, ist erst um den {day} fertig."
    ).format(day=datum(row.ends_on))
