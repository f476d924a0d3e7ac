"""Rendering: the template environment, and the function that answers with a page or a part of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.runtime import Macro
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from web.ui.assets import SCRIPTS, STYLES, asset
from web.ui.components import COMPONENTS
from web.ui.filters import FILTERS
from web.ui.flash import clear_flash, take_flash
from web.ui.i18n import current_language, gettext, ngettext, npgettext, pgettext
from web.ui.icons import ICONS
from web.ui.indicators import DeadlineIndicator, StepIndicator

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
MACROS = ("status", "structure", "lists", "forms", "departure", "tasks")
BERLIN = ZoneInfo("Europe/Berlin")


def today_in_berlin() -> date:
    """Return the calendar day in Germany."""
    return datetime.now(BERLIN).date()


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the navigation; ``count`` is printed beside it when there is something to do."""

    href: str
    label: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class SearchBox:
    """The search in the header: where it is sent, and what can be looked for."""

    action: str
    label: str
    hint: str


def _footer() -> tuple[NavItem, ...]:
    return (
        NavItem("/barrierefreiheit", gettext("Barrierefreiheit")),
        NavItem("/lizenzen", gettext("Lizenzen")),
    )


@dataclass(frozen=True, slots=True)
class PageContext:
    """The content around every page; signing in stores it in ``request.state.page``."""

    user_name: str | None = None
    role_label: str | None = None
    csrf_token: str = ""
    nav: tuple[NavItem, ...] = ()
    search_box: SearchBox | None = None
    demo: bool = False
    footer: tuple[NavItem, ...] = field(default_factory=_footer)
    account_href: str | None = "/konto"
    sign_out_href: str = "/abmelden"
    today: date = field(default_factory=today_in_berlin)


@lru_cache
def environment() -> Environment:
    """Return the template environment: strict, escaping, translated, with every macro as ``ui.name``."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.policies["ext.i18n.trimmed"] = True
    # The i18n extension adds this method to the environment, unknown to its type.
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.filters.update(FILTERS)
    env.globals.update(
        asset=asset,
        styles=STYLES,
        scripts=SCRIPTS,
        icons=ICONS,
        StepIndicator=StepIndicator,
        DeadlineIndicator=DeadlineIndicator,
        language=current_language,
        **COMPONENTS,
    )
    env.globals["ui"] = _macros(env)
    return env


def _macros(env: Environment) -> SimpleNamespace:
    """Gather the macros of all files under one name, so that a fragment needs no import of its own.

    An import at the top of a page is undefined when only one of its blocks is rendered.
    """
    found: dict[str, Macro] = {}
    for name in MACROS:
        module = env.get_template(f"_macros/{name}.html").module
        found |= {key: value for key, value in vars(module).items() if isinstance(value, Macro)}
    return SimpleNamespace(**found)


def wants_part(request: Request) -> bool:
    """Tell whether htmx asks for a part of the page; restoring history asks for all of it."""
    return request.headers.get("HX-Request-Type") == "partial"


def render(name: str, **context: Any) -> Markup:
    """Render a template outside of a request: for live updates."""
    return Markup(environment().get_template(name).render(context))  # noqa: S704  the environment escapes


def page(
    request: Request,
    name: str,
    fragment: str | None = None,
    status_code: int = 200,
    **context: Any,
) -> HTMLResponse:
    """Render the page, or only one of its fragments when htmx asks for a part of it."""
    fragment_name = fragment if fragment and wants_part(request) else None
    around = page_context(request)
    flashed = None if fragment_name else take_flash(request)
    html = (
        environment()
        .get_template(fragment_name or name)
        .render(
            {
                "request": request,
                **{part.name: getattr(around, part.name) for part in fields(around)},
                "is_part": fragment_name is not None,
                "status_message": flashed,
                **context,
            }
        )
    )
    response = HTMLResponse(html, status_code=status_code)
    # The pages hold personal data, and one address answers with a page or a part of it.
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "HX-Request, HX-Request-Type"
    if flashed:
        clear_flash(response)
    return response


def page_context(request: Request) -> PageContext:
    """Return what signing in stored for the page; a context without an account if there is nothing."""
    found = getattr(request.state, "page", None)
    return found if isinstance(found, PageContext) else PageContext()


def error_page(
    request: Request,
    status_code: int,
    title: str | None = None,
    text: str | None = None,
    resubmission: Sequence[tuple[str, str]] = (),
) -> HTMLResponse:
    """Answer an error in words: a page, or for htmx an alert that leaves everything else as it is.

    ``resubmission``: names and values of a form that the page offers to send once more.
    """
    known_title, known_text = sentence_for(status_code)
    return page(
        request,
        "errors/error.html",
        fragment="errors/_error.html",
        status_code=status_code,
        title=title or known_title,
        text=text or known_text,
        resubmission=resubmission,
        kind="danger" if status_code >= 500 else "warning",
    )


def sentence_for(status_code: int) -> tuple[str, str]:
    """Return a title and a sentence for a status code."""
    known = {
        202: (
            gettext("Noch nicht fertig"),
            gettext("Die Änderung ist unterwegs. Bitte sehen Sie in einer Minute noch einmal nach."),
        ),
        400: (
            gettext("Das haben wir nicht verstanden"),
            gettext("Bitte gehen Sie zurück und versuchen Sie es noch einmal."),
        ),
        401: (
            gettext("Bitte melden Sie sich an"),
            gettext("Ihre Anmeldung ist abgelaufen. Melden Sie sich bitte neu an."),
        ),
        403: (
            gettext("Das dürfen Sie nicht sehen oder ändern"),
            gettext("Wenn das ein Irrtum ist, fragen Sie bitte Ihre Leitung."),
        ),
        404: (
            gettext("Diese Seite gibt es nicht"),
            gettext("Die Adresse ist falsch, oder der Vorgang ist für Sie nicht freigegeben."),
        ),
        405: (
            gettext("Das geht auf diesem Weg nicht"),
            gettext("Bitte gehen Sie zurück und benutzen Sie die Schaltflächen der Seite."),
        ),
        409: (
            gettext("Inzwischen geändert"),
            gettext("Der Vorgang sieht jetzt anders aus. Bitte sehen Sie sich den neuen Stand an."),
        ),
        413: (
            gettext("Das ist zu groß"),
            gettext("Die Datei oder der Text ist größer als erlaubt. Es wurde nichts gespeichert."),
        ),
        422: (
            gettext("So geht das nicht"),
            gettext("Bitte berichtigen Sie die Angaben. Es wurde nichts geändert."),
        ),
        429: (
            gettext("Zu viele Versuche"),
            gettext("Bitte warten Sie eine Minute und versuchen Sie es dann noch einmal."),
        ),
        503: (
            gettext("Gerade nicht erreichbar"),
            gettext("Es wurde nichts geändert. Bitte versuchen Sie es in einer Minute noch einmal."),
        ),
    }
    otherwise = (
        gettext("Da ist etwas schiefgegangen"),
        gettext("Der Fehler liegt bei uns und ist festgehalten. Bitte versuchen Sie es noch einmal."),
    )
    return known.get(status_code, otherwise)
