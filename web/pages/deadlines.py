"""Fristen: the departures an authority is responsible for, as far as their clients consent to it.

Read in the authority's own database role, from the one table that role can see. There is no way from here to
counselling: no names, no notes, no link to a departure.
"""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.deadlines import DeadlineState
from domain.departure import DepartureStatus
from processes import current_process
from store.authority_deadlines import LegalDate, Span, Watched, count_watched, watched
from store.keyset import Place
from web import query
from web.dependencies import AuthoritySession, Today
from web.i18n import N_
from web.i18n import gettext as _
from web.labels import label
from web.lights import Traffic, light_for_due
from web.parts import Tile
from web.rendering import page
from web.views.lists import CAP, address, many

router = APIRouter()

LIMIT = 50

TITLES = {
    Span.ALL: N_("Alle Vorgänge"),
    Span.OVERDUE: N_("Überfällig"),
    Span.WEEK: N_("In 7 Tagen"),
    Span.MONTH: N_("In 30 Tagen"),
}

KINDS = {Span.ALL: "neutral", Span.OVERDUE: "danger", Span.WEEK: "warning", Span.MONTH: "info"}


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """One legal date as the row shows it."""

    title: str
    due: date
    state: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class WatchedLine:
    """One departure as the authority sees it."""

    number: str
    status: str
    traffic: Traffic
    next_kind: str | None
    next_on: date | None
    others: tuple[DeadlineLine, ...]
    milestone: str | None
    milestone_on: date | None


@router.get("/fristen")
async def show(request: Request, session: AuthoritySession, today: Today) -> Response:
    """The deadline status, most urgent first."""
    span = query.choice(request, "frist", Span) or Span.ALL
    after = Place.unpack(query.text(request, "ab", max_length=200))
    found = await watched(session, today=today, span=span, after=after, limit=LIMIT)
    more = address("/fristen", frist=span, ab=found[LIMIT - 1].place.pack()) if len(found) > LIMIT else None
    counts = await count_watched(session, today=today)
    return page(
        request,
        "deadlines/index.html",
        fragment="deadlines/_rows.html" if after else "deadlines/_list.html",
        lines=[_line(departure, today) for departure in found[:LIMIT]],
        tiles=[_tile(each, counts[each], current=each is span) for each in Span],
        title=_(TITLES[span]),
        counted=many(counts[span]),
        is_filtered=span is not Span.ALL,
        more=more,
        start=address("/fristen", frist=span) if after else None,
        is_more=after is not None,
    )


def _tile(span: Span, count: int, *, current: bool) -> Tile:
    title = _(TITLES[span])
    return Tile(
        number=min(count, CAP),
        label=_("und mehr: {what}").format(what=title) if count > CAP else title,
        href=address("/fristen", frist=span),
        kind=KINDS[span] if count else "neutral",
        current=current,
    )


def _line(departure: Watched, today: date) -> WatchedLine:
    return WatchedLine(
        number=departure.number,
        status=label(departure.status),
        traffic=_traffic(departure, today),
        next_kind=label(departure.next_kind) if departure.next_kind else None,
        next_on=departure.next_on,
        others=tuple(
            _deadline(deadline)
            for deadline in departure.deadlines
            if (deadline.kind, deadline.due_on) != (departure.next_kind, departure.next_on)
        ),
        milestone=_milestone(departure),
        milestone_on=departure.milestone_on,
    )


def _traffic(departure: Watched, today: date) -> Traffic:
    """The light of the next legal date; green for good when all of them were kept."""
    if departure.next_on is None and any(each.state is DeadlineState.MET for each in departure.deadlines):
        return Traffic.MET
    return light_for_due(departure.next_on, today)


def _deadline(deadline: LegalDate) -> DeadlineLine:
    return DeadlineLine(
        title=label(deadline.kind),
        due=deadline.due_on,
        state=label(deadline.state),
        is_open=deadline.state is DeadlineState.OPEN,
    )


def _milestone(departure: Watched) -> str | None:
    """The next thing an outsider may know of. Codes of templates stay the same from version to version."""
    if departure.milestone is None or departure.status is not DepartureStatus.OPEN:
        return None
    known = {step.code: step.title for step in current_process().steps}
    return _(known.get(departure.milestone, departure.milestone))
