"""The own account: role and offices, password, other sign-ins."""

from datetime import datetime

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from geleit.domain.parties import Role
from geleit.domain.refusal import Refusal
from geleit.store.accounts import accounts, sessions
from geleit.store.directory import offices
from web.dependencies import CurrentAccount, Now, WebSession
from web.signin.account import Account
from web.ui.flash import Sentence, flash
from web.ui.forms import Form
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.labels import label
from web.ui.refusals import explain
from web.ui.rendering import page

router = APIRouter()

PASSWORD_CHANGED = Sentence(N_("Ihr neues Passwort gilt. Alle anderen Anmeldungen sind beendet."))
OTHERS_SIGNED_OUT = Sentence(N_("Alle anderen Anmeldungen sind beendet."))


@router.get("/konto")
async def show(request: Request, account: CurrentAccount, session: WebSession, now: Now) -> Response:
    """Show the account and its other sign-ins."""
    return await _page(request, account, session, form=Form.start(), now=now)


@router.post("/konto/passwort")
async def change_password(
    request: Request, account: CurrentAccount, session: WebSession, now: Now
) -> Response:
    """Change one's own password; all other sessions end with it (ASVS 7.4.3)."""
    form = Form.of(await request.form())
    await _change(form, account, session)
    if form.errors:
        return await _page(request, account, session, form=form, now=now, status_code=422)
    response = RedirectResponse("/konto", status_code=303)
    flash(response, PASSWORD_CHANGED)
    return response


@router.post("/konto/anmeldungen")
async def end_others(account: CurrentAccount, session: WebSession) -> Response:
    """Sign out everywhere but here."""
    await sessions.end_sessions(session, account.id, but=account.session_id)
    response = RedirectResponse("/konto", status_code=303)
    flash(response, OTHERS_SIGNED_OUT)
    return response


async def _change(form: Form, account: Account, session: AsyncSession) -> None:
    new = form.value("new")
    row = await accounts.authenticate(session, account.login, form.value("current"))
    if row is None:
        form.fail("current", _("Das ist nicht Ihr jetziges Passwort."))
    elif new != form.value("again"):
        form.fail("again", _("Die beiden neuen Passwörter sind nicht gleich."))
    else:
        try:
            await accounts.change_password(session, row, new, keep_session=account.session_id)
        except Refusal as refusal:
            form.fail("new", explain(refusal))


async def _page(
    request: Request,
    account: Account,
    session: AsyncSession,
    *,
    form: Form,
    now: datetime,
    status_code: int = 200,
) -> Response:
    return page(
        request,
        "account/show.html",
        status_code=status_code,
        facts=[
            (_("Name"), account.name),
            (_("Benutzername"), account.login),
            (_("Aufgabe"), label(account.role)),
            await _place(session, account),
        ],
        form=form,
        others=await sessions.count_others(session, account.id, but=account.session_id, now=now),
    )


async def _place(session: AsyncSession, account: Account) -> tuple[str, str]:
    if account.role is Role.AUTHORITY and account.authority_id:
        found = await offices.find_authority(session, account.authority_id)
        return _("Behörde"), found.name if found else "–"
    own = await offices.offices_by_id(session, account.offices)
    return _("Beratungsstellen"), ", ".join(office.name for office in own) or "–"
