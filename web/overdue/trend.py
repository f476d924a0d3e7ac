"""Verlauf: how many steps were overdue at the end of each of the last twelve months."""

from datetime import date, timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from geleit.store.pages.overdue_trend import overdue_trend
from web.dependencies import Supervisor, Today, WebSession
from web.ui.pictures.columns import month_columns
from web.ui.rendering import page

router = APIRouter()

MONTHS = 12


@router.get("/ueberfaellig/verlauf")
async def show(request: Request, _account: Supervisor, session: WebSession, today: Today) -> Response:
    """Show the last twelve months, this one as it is today."""
    found = await overdue_trend(session, month_ends(today))
    return page(request, "overdue/trend.html", found=found, picture=month_columns(found))


def month_ends(today: date) -> list[date]:
    """Return the last days of the eleven months before this one, and today."""
    days = [today]
    first = today.replace(day=1)
    while len(days) < MONTHS:
        last = first - timedelta(days=1)
        days.append(last)
        first = last.replace(day=1)
    return days[::-1]
