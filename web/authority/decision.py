"""An authority's decisions about the deadlines of a departure: a page for each decision.

The decisions are the actions of the departure's page that an authority may do. The authority sees nothing of
the departure but its dates: what is not in its own list does not exist for it.
"""

import re
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from fastapi import APIRouter, HTTPException
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.parties import Role
from geleit.store.directory.offices import lands
from geleit.store.pages.authority import AuthorityDeparture, authority_departure
from web.authority.preview import ExtensionPreview, preview_extension
from web.authority.situation import AuthoritySituation
from web.authority.view import ABOUT, DECISIONS, deadline_view
from web.departure.action import About, Action
from web.departure.answers import error_title
from web.departure.deadlines.actions.extend import EXTEND
from web.departure.deadlines.fields import by_rule
from web.departure.execution import execute_action
from web.departure.offers import Offer, offer
from web.departure.situation import DeadlineSituation
from web.dependencies import AuthoritySession, AuthorityUser, Services, ServicesDep, Today
from web.dispatch import Result, expected_version, request_id_again, request_id_of
from web.signin.account import Account
from web.signin.local_path import local_path
from web.ui import query
from web.ui.filters import datum
from web.ui.flash import flash
from web.ui.forms import Form
from web.ui.i18n import gettext as _
from web.ui.labels import label
from web.ui.redirect import go_to
from web.ui.rendering import page
from web.ui.routing import register_words

router = APIRouter()

Decision = Action[DeadlineSituation]
_DECISIONS: Mapping[str, Decision] = {each.wording_for(Role.AUTHORITY).slug: each for each in DECISIONS}

register_words("decision", _DECISIONS)
_DEPARTURE = re.compile("/fristen/[0-9a-f-]{36}")
_ADDRESS = "/fristen/{departure_id:uuid}/{slug:decision}"


@router.get(_ADDRESS)
async def ask(
    *,
    request: Request,
    departure_id: UUID,
    slug: str,
    account: AuthorityUser,
    session: AuthoritySession,
    services: ServicesDep,
    today: Today,
) -> Response:
    """Show the form, filled with what is known of the date."""
    action = _DECISIONS[slug]
    at = await _situation(session, services, account, departure_id, today=today)
    kind = query.choice(request, ABOUT, DeadlineKind)
    if action.about is About.DEADLINE and kind not in at.deadlines:
        raise HTTPException(404)
    if kind in at.deadlines and not (action.possible(at) and action.possible_for(at, kind or "")):
        raise HTTPException(404, _("Das lässt sich zu dieser Frist gerade nicht entscheiden."))
    back = request.query_params.get("zurueck", "")
    shown = offer(action, at, subject=kind or DeadlineKind.DEPARTURE, back=back)
    return _show(request, at, shown)


@router.post("/fristen/{departure_id:uuid}/verlaengern/vorschau")
async def preview(
    *,
    request: Request,
    departure_id: UUID,
    account: AuthorityUser,
    session: AuthoritySession,
    services: ServicesDep,
    today: Today,
) -> Response:
    """Show the date that an extension would lead to, beside the form as it was filled in."""
    at = await _situation(session, services, account, departure_id, today=today)
    typed = Form.of(await request.form(), labels=EXTEND.labels(Role.AUTHORITY))
    found = preview_extension(at, typed)
    again = offer(
        EXTEND,
        at,
        form=Form({name: typed.values(name) for name in EXTEND.labels(Role.AUTHORITY)}),
        request_id=request_id_of(typed),
        version=expected_version(typed),
        subject=typed.value("zu"),
        back=typed.value("zurueck"),
    )
    return _show(request, at, again, found=found)


@router.post(_ADDRESS)
async def decide(
    *,
    request: Request,
    departure_id: UUID,
    slug: str,
    account: AuthorityUser,
    session: AuthoritySession,
    services: ServicesDep,
    today: Today,
) -> Response:
    """Execute the decision; a form that cannot be read or is refused comes back as it was filled in."""
    action = _DECISIONS[slug]
    at = await _situation(session, services, account, departure_id, today=today)
    form = Form.of(await request.form(), labels=action.labels(Role.AUTHORITY))
    executed = await execute_action(
        action, at, form, dispatcher=services.dispatcher, departure_id=departure_id, actor=account.actor
    )
    if executed.is_done:
        response = go_to(request, _back(form.value("zurueck")))
        kind = executed.values.get("deadline") or by_rule(executed.values)["deadline"]
        after = await authority_departure(session, departure_id)
        _tell(response, action, after or at.departure, kind)
        return response
    return await _give_back(
        request,
        action,
        await _situation(session, services, account, departure_id, today=today),
        form,
        executed.result,
    )


def _tell(response: Response, action: Decision, after: AuthorityDeparture, kind: DeadlineKind) -> None:
    """Have the next page say what was decided, about which departure, and which day counts now."""
    due = next((each.due_on for each in after.deadlines if each.kind is kind), None)
    sentence = action.sentence_for_authority or action.sentence
    flash(response, sentence, number=after.number, deadline=label(kind), day=datum(due))


async def _give_back(
    request: Request, action: Decision, at: AuthoritySituation, form: Form, result: Result | None
) -> Response:
    """Answer with the form and why it was refused.

    Only after a conflict does it show the dates as they are now: any other change meanwhile is a conflict
    when the form is sent again.
    """
    if result is not None:
        form.fail(action.field_at_fault(result.field_name), result.message)
    is_about_now = result is not None and result.is_conflict
    again = offer(
        action,
        at,
        form=form,
        request_id=request_id_again(form, result),
        version=None if is_about_now else expected_version(form),
        subject=form.value("zu"),
        back=form.value("zurueck"),
    )
    return _show(request, at, again, result=result, status_code=result.status_code if result else 422)


async def _situation(
    session: AsyncSession, services: Services, account: Account, departure_id: UUID, *, today: date
) -> AuthoritySituation:
    """Return what the authority may see of the departure. Raise 404 if that is nothing."""
    departure = await authority_departure(session, departure_id)
    if departure is None:
        raise HTTPException(404)
    async with services.database.web(account.context) as places:
        known = await lands(places, offices=(), authority_id=account.authority_id)
    return AuthoritySituation(departure, today, known)


def _back(path: str) -> str:
    """Return the address of the page the decision came from: the list, or the departure's own."""
    back = local_path(path)
    place = back.partition("?")[0]
    return back if place == "/fristen" or _DEPARTURE.fullmatch(place) else "/fristen"


def _show(
    request: Request,
    at: AuthoritySituation,
    shown: Offer,
    *,
    result: Result | None = None,
    found: ExtensionPreview | None = None,
    status_code: int = 200,
) -> Response:
    deadline = next((each for each in at.departure.deadlines if each.kind == shown.subject), None)
    return page(
        request,
        "authority/decision.html",
        fragment="authority/_preview.html" if found else None,
        status_code=status_code,
        preview=found,
        preview_url=f"{at.address}/verlaengern/vorschau" if shown.action is EXTEND else None,
        offer=shown,
        number=at.departure.number,
        deadline=deadline_view(at, deadline, "") if deadline else None,
        about=deadline is not None and shown.action.about is About.DEADLINE,
        back=_back(shown.back),
        live=False,
        conflict=None,
        error_title=error_title(status_code, is_conflict=result is not None and result.is_conflict),
    )
