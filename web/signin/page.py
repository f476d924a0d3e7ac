"""Signing in and out."""

import logging

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from geleit.settings import Settings
from web.dependencies import Now, PossibleAccount, ServicesDep, around_page
from web.security.request_log import client_address
from web.signin.cookie import clear_cookie, read_cookie, set_cookie
from web.signin.demo import demo_users
from web.signin.local_path import local_path
from web.signin.resubmission import unpack_form
from web.signin.sessions import account_of, sign_in, sign_out
from web.ui.flash import Sentence, flash
from web.ui.forms import Form
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.rendering import page

log = logging.getLogger(__name__)
router = APIRouter()

SIGNED_OUT = Sentence(N_("Sie sind abgemeldet."))


@router.get("/anmelden")
async def show(
    request: Request,
    account: PossibleAccount,
    services: ServicesDep,
    next: str | None = None,  # noqa: A002
) -> Response:
    """Show the form; redirect if somebody is signed in already."""
    target = local_path(next)
    if account is not None:
        return RedirectResponse(target, status_code=303)
    return _show(request, services.settings, Form.start(next=target))


@router.post("/anmelden")
async def submit(request: Request, services: ServicesDep, now: Now) -> Response:
    """Check login and password. A wrong login and a wrong password get the same answer in the same time."""
    form = Form.of(await request.form())
    demo = next((user for user in demo_users(services.settings) if user.login == form.value("demo")), None)
    login = demo.login if demo else form.text("login").lower()
    password = demo.password if demo else form.value("password")
    if not password:
        form.fail("password", _("Bitte füllen Sie dieses Feld aus."))
    if form.errors:
        return _show(request, services.settings, form, status_code=422)
    address = request.client.host if request.client else ""
    wait = await services.throttle.wait_seconds(login, address)
    if wait:
        log.warning("A sign-in from %s has to wait: too many have failed", client_address(request))
        return _wait(request, services.settings, form, wait)
    old_token = read_cookie(request, services.settings)
    token = await sign_in(services.database, login, password, replacing=old_token, now=now)
    if token is None:
        await services.throttle.failed(login, address)
        log.warning("A sign-in from %s failed", client_address(request))
        form.fail("login", _("Benutzername oder Passwort stimmt nicht."))
        return _show(request, services.settings, form, status_code=422)
    fields = unpack_form(form.value("resubmission"))
    target = local_path(form.value("next"))
    if fields:
        account = await account_of(token, services.database, now=now)
        around_page(request, services.settings, account, now)
        response: Response = page(request, "signin/resubmission.html", fields=fields, target=target)
    else:
        response = RedirectResponse(target, status_code=303)
    set_cookie(response, services.settings, token)
    return response


def _show(request: Request, settings: Settings, form: Form, *, status_code: int = 200) -> Response:
    return page(
        request, "signin/form.html", status_code=status_code, form=form, demo_users=demo_users(settings)
    )


def _wait(request: Request, settings: Settings, form: Form, seconds: int) -> Response:
    minutes = -(-seconds // 60)
    form.fail(
        "login", _("Zu viele Fehlversuche. Bitte versuchen Sie es in {n} Min. noch einmal.").format(n=minutes)
    )
    response = _show(request, settings, form, status_code=429)
    response.headers["Retry-After"] = str(seconds)
    return response


@router.post("/abmelden")
async def leave(request: Request, services: ServicesDep) -> Response:
    """End this session, in the browser and on the server."""
    token = read_cookie(request, services.settings)
    if token:
        await sign_out(services.database, token)
    response = RedirectResponse("/anmelden", status_code=303)
    clear_cookie(response, services.settings)
    flash(response, SIGNED_OUT)
    return response
