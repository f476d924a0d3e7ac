"""The search of an authority: by number only, among the departures it may see.

What was typed is sent by POST: somebody may type a name, and no name stands in an address.
"""

import re

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from geleit.store.pages.authority import authority_numbers
from web.authority.situation import address_of
from web.authority.view import authority_line
from web.dependencies import AuthoritySession, Today
from web.ui.forms import Form
from web.ui.i18n import gettext as _
from web.ui.redirect import go_to
from web.ui.rendering import page

router = APIRouter()

ADDRESS = "/fristen/suche"
MOST_HITS = 50
MOST_LETTERS = 40


@router.post(ADDRESS)
async def ask(request: Request, session: AuthoritySession, today: Today) -> Response:
    """Lead to the departure of this number; where several fit, answer with their list."""
    form = Form.of(await request.form(), labels={"q": _("Nummer des Vorgangs")})
    typed = form.text("q", max_length=MOST_LETTERS)
    if typed and not any(char.isdigit() for char in typed):
        form.fail(
            "q", _("Gesucht wird nach der Nummer, zum Beispiel KI-2026-0417. Namen kennt diese Seite nicht.")
        )
    if form.errors:
        return page(
            request, "authority/found.html", status_code=422, search=form, lines=[], wanted="", is_cut=False
        )
    wanted = re.sub(r"\s+", "", typed).upper()
    found = await authority_numbers(session, wanted, limit=MOST_HITS)
    if len(found) == 1:
        return go_to(request, address_of(found[0].departure_id))
    return page(
        request,
        "authority/found.html",
        search=form,
        wanted=wanted,
        lines=[authority_line(each, today=today, back="") for each in found[:MOST_HITS]],
        is_cut=len(found) > MOST_HITS,
    )
