"""Fristen: the departures an authority is responsible for, if their clients consent to it.

Read in the authority's own database role, from the one table that role can see. There is no way from here to
counselling: no names, no notes, no link to a departure. Its decisions about dates are in
web.authority.decision.
"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from geleit.store.keyset import RowPlace, cut_page
from geleit.store.pages.authority import DeadlineSpan, authority_departures, count_authority_departures
from web.authority.view import authority_line, deadline_sheet
from web.dependencies import AuthoritySession, Today
from web.ui import pagination, query
from web.ui.components import Tile
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.lists import CAP, address, capped_number, export_addresses
from web.ui.rendering import page
from web.ui.sheets import MOST_ROWS, SheetFormat, sheet_response

router = APIRouter()

LIMIT = 20
"""Departures at a time: each shows all its deadlines, on a phone as a card of its own."""

SPANS = query.AddressWords(
    {
        DeadlineSpan.ALL: "alle",
        DeadlineSpan.EXTENSION_REQUESTED: "beantragt",
        DeadlineSpan.OVERDUE: "ueberfaellig",
        DeadlineSpan.WEEK: "7-tage",
        DeadlineSpan.MONTH: "30-tage",
    }
)

TITLES = {
    DeadlineSpan.ALL: N_("Alle Vorgänge"),
    DeadlineSpan.EXTENSION_REQUESTED: N_("Verlängerung beantragt"),
    DeadlineSpan.OVERDUE: N_("Überfällig"),
    DeadlineSpan.WEEK: N_("In 7 Tagen"),
    DeadlineSpan.MONTH: N_("In 30 Tagen"),
}

KINDS = {
    DeadlineSpan.ALL: "neutral",
    DeadlineSpan.EXTENSION_REQUESTED: "warning",
    DeadlineSpan.OVERDUE: "danger",
    DeadlineSpan.WEEK: "warning",
    DeadlineSpan.MONTH: "info",
}


@router.get("/fristen")
async def show(request: Request, session: AuthoritySession, today: Today) -> Response:
    """Show the deadline status: what was asked for first, then the most urgent."""
    span = query.choice(request, "frist", SPANS) or DeadlineSpan.ALL
    after = RowPlace.unpack(query.text(request, "ab", max_length=200))
    back = address("/fristen", frist=SPANS[span] if span is not DeadlineSpan.ALL else None)
    limit = pagination.rows(request, LIMIT)
    found = await authority_departures(session, today=today, span=span, after=after, limit=limit)
    counts = await count_authority_departures(session, today=today)
    asked = []
    if counts[DeadlineSpan.EXTENSION_REQUESTED] and span is DeadlineSpan.ALL and not after:
        asked = await authority_departures(
            session, today=today, span=DeadlineSpan.EXTENSION_REQUESTED, after=None, limit=LIMIT
        )
    rows, next_place = cut_page(found, limit)
    response = page(
        request,
        "authority/index.html",
        fragment="authority/_rows.html" if after else "authority/_list.html",
        asked=[authority_line(departure, today=today, back=back) for departure in asked[:LIMIT]],
        asked_more=address("/fristen", frist=SPANS[DeadlineSpan.EXTENSION_REQUESTED])
        if len(asked) > LIMIT
        else None,
        lines=[authority_line(departure, today=today, back=back) for departure in rows],
        tiles=[_tile(each, counts[each], current=each is span) for each in DeadlineSpan],
        title=_(TITLES[span]),
        counted=capped_number(counts[span]),
        is_filtered=span is not DeadlineSpan.ALL,
        more=address("/fristen", frist=SPANS[span], ab=next_place) if next_place else None,
        start=address("/fristen", frist=SPANS[span]) if after else None,
        is_more=after is not None,
        files=export_addresses(request),
    )
    if after:
        pagination.remember(request, response, LIMIT, added=len(rows))
    return response


@router.get("/fristen/liste.{kind}")
async def export(request: Request, kind: SheetFormat, session: AuthoritySession, today: Today) -> Response:
    """Send the list of the address as a file: a row for each deadline."""
    span = query.choice(request, "frist", SPANS) or DeadlineSpan.ALL
    found = await authority_departures(session, today=today, span=span, after=None, limit=MOST_ROWS)
    return await sheet_response(deadline_sheet(found, today), kind, today=today)


def _tile(span: DeadlineSpan, count: int, *, current: bool) -> Tile:
    title = _(TITLES[span])
    return Tile(
        number=min(count, CAP),
        label=_("und mehr: {what}").format(what=title) if count > CAP else title,
        href=address("/fristen", frist=SPANS[span]),
        kind=KINDS[span] if count else "neutral",
        current=current,
    )
