"""What an authority decides about the legal dates of a departure: a page for each decision.

The authority sees nothing of the departure but its dates: what is not in its own list does not exist for it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response

from geleit.domain import commands as cmd
from geleit.domain.calendar import Commune
from geleit.domain.deadlines.calculator import ExtendFrom
from geleit.domain.deadlines.chain import Document
from geleit.domain.deadlines.periods import Unit
from geleit.domain.deadlines.state import DeadlineKind
from geleit.store.pages.authority import LegalDate, Watched, watched_one
from web.authority.forms import (
    DOCUMENTS,
    EXTENDING,
    PAGES,
    SETTING,
    UNITS,
    Decided,
    Way,
    bases,
    labels,
    read_form,
)
from web.authority.view import EXTEND, REFUSE, SET, legal_line, possible_decisions
from web.dependencies import AuthoritySession, AuthorityUser, DispatcherDep, Today
from web.signin.account import Account
from web.signin.local_path import local_path
from web.ui import query
from web.ui.commands import Result, request_id_again, request_id_of, run, version_of
from web.ui.flash import flash
from web.ui.forms import Form
from web.ui.i18n import gettext as _
from web.ui.labels import label, options
from web.ui.redirect import go_to
from web.ui.rendering import page

router = APIRouter()


class _Decision(Convertor[str]):
    """The end of a decision's address."""

    regex = "|".join(PAGES)

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("decision", _Decision())
_ADDRESS = "/fristen/{departure_id:uuid}/{slug:decision}"


@router.get(_ADDRESS)
async def ask(
    request: Request, departure_id: UUID, slug: str, session: AuthoritySession, today: Today
) -> Response:
    """The form, with what is known of the date so far."""
    departure = await _found(session, departure_id)
    kind = query.choice(request, "frist", DeadlineKind)
    deadline = _about(departure, slug, kind)
    form = Form.start(
        frist=kind or DeadlineKind.DEPARTURE,
        art=Way.DAY,
        einheit=Unit.DAYS,
        ab=ExtendFrom.ROLLED,
        dokument=Document.NOTICE if slug != REFUSE else "",
        zurueck=request.query_params.get("zurueck", ""),
    )
    return _show(request, departure, slug, deadline, form=form, today=today)


@router.post(_ADDRESS)
async def decide(
    *,
    request: Request,
    departure_id: UUID,
    slug: str,
    account: AuthorityUser,
    session: AuthoritySession,
    dispatcher: DispatcherDep,
    today: Today,
) -> Response:
    """Carry the decision out; a form that cannot be read or is refused comes back as it was filled in."""
    departure = await _found(session, departure_id)
    form = Form.of(await request.form(), labels=labels(slug))
    kind = form.value("frist").partition(":")[0]
    known = DeadlineKind(kind) if kind in set(DeadlineKind) else None
    deadline = next((each for each in departure.deadlines if each.kind == known), None)
    if slug != SET and known is None:
        raise HTTPException(404)
    decided = read_form(slug, form, today=today)
    if decided is None:
        result = Result(ok=False, status_code=422)
        return _show(request, departure, slug, deadline, form=form, today=today, result=result)
    result = await run(
        dispatcher,
        departure_id,
        cmd.COMMANDS.validate_python(_command(decided, form, account, known)),
        enclosure=decided.enclosure,
    )
    if result.ok:
        response = go_to(request, _back(form))
        flash(response, PAGES[slug].said)
        return response
    return await _refused(request, session, departure_id, slug, form=form, result=result, today=today)


def _command(decided: Decided, form: Form, account: Account, kind: DeadlineKind | None) -> Mapping[str, Any]:
    return {
        "kind": decided.kind,
        "request_id": request_id_of(form),
        "actor": account.actor,
        "expected_version": version_of(form),
        "deadline": kind,
        **decided.fields,
    }


async def _refused(
    request: Request,
    session: AsyncSession,
    departure_id: UUID,
    slug: str,
    *,
    form: Form,
    result: Result,
    today: date,
) -> Response:
    """The form with the sentence and, after a conflict, with the dates as they stand now."""
    departure = await _found(session, departure_id)
    kind = form.value("frist").partition(":")[0]
    deadline = next((each for each in departure.deadlines if each.kind == kind), None)
    form.fail("", result.message)
    return _show(
        request,
        departure,
        slug,
        deadline,
        form=form,
        today=today,
        result=result,
    )


async def _found(session: AsyncSession, departure_id: UUID) -> Watched:
    departure = await watched_one(session, departure_id)
    if departure is None:
        raise HTTPException(404)
    return departure


def _about(departure: Watched, slug: str, kind: DeadlineKind | None) -> LegalDate | None:
    """The date a decision is about; None where one is set for the first time."""
    deadline = next((each for each in departure.deadlines if each.kind is kind), None)
    if slug != SET and deadline is None:
        raise HTTPException(404)
    if deadline is not None and slug not in possible_decisions(deadline):
        raise HTTPException(404, _("Das lässt sich zu dieser Frist gerade nicht entscheiden."))
    return deadline


def _back(form: Form) -> str:
    """The list the decision came from."""
    back = local_path(form.value("zurueck"))
    return back if back.partition("?")[0] == "/fristen" else "/fristen"


def _show(
    request: Request,
    departure: Watched,
    slug: str,
    deadline: LegalDate | None,
    *,
    form: Form,
    today: date,
    result: Result | None = None,
) -> Response:
    """The form: fresh, or given back with what came of it. After a conflict it is about the date as it stands
    on this page now; otherwise about the date as it was looked at.
    """
    decision = PAGES[slug]
    ways = EXTENDING if slug == EXTEND else SETTING
    is_about_now = result is None or result.is_conflict
    return page(
        request,
        "authority/action.html",
        status_code=result.status_code if result else 200,
        form=form,
        request_id=request_id_again(form, result),
        version=(deadline.version if deadline else 0) if is_about_now else version_of(form),
        slug=slug,
        number=departure.number,
        heading=_(decision.heading),
        button=_(decision.button),
        explanation=_(decision.explanation),
        url=f"/fristen/{departure.departure_id}/{slug}",
        back=_back(form),
        deadline=legal_line(departure, deadline, "") if deadline else None,
        ways=[(way.value, _(text)) for way, text in ways.items()],
        bases=bases(today),
        units=[(unit.value, label(unit)) for unit in UNITS],
        extensions=options(ExtendFrom),
        communes=options(Commune),
        documents=[(document.value, label(document)) for document in DOCUMENTS],
    )
