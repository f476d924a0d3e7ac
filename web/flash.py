"""The one sentence after a redirect: "Gespeichert." shown once on the next page.

Only a code and its arguments travel, in a short-lived cookie that no script can read. The sentences stand
here, so a forged cookie can say nothing that Geleit would not say; names of persons are never arguments.
"""

import base64
import binascii
import json

from starlette.requests import Request
from starlette.responses import Response

from web.i18n import N_, gettext

COOKIE = "geleit_meldung"
LIFETIME_SECONDS = 60

SENTENCES: dict[str, str] = {
    "saved": N_("Gespeichert."),
    "unchanged": N_("Es war nichts zu ändern."),
    "signed_in": N_("Sie sind angemeldet."),
    "signed_out": N_("Sie sind abgemeldet."),
    "departure_opened": N_("Der Vorgang {number} ist angelegt."),
    "step_done": N_("„{step}“ ist erledigt."),
    "step_saved": N_("„{step}“ ist gespeichert."),
    "step_reopened": N_("„{step}“ ist wieder offen."),
    "departure_paused": N_("Der Vorgang ruht bis {day}."),
    "departure_resumed": N_("Der Vorgang läuft weiter."),
    "departure_stopped": N_("Der Vorgang ist abgebrochen."),
    "departure_closed": N_("Der Vorgang ist abgeschlossen."),
    "reassigned": N_("Neu zugewiesen: {count}."),
    "import_started": N_("Der Import läuft. Sie können diese Seite schließen, er geht weiter."),
}


def flash(response: Response, code: str, **arguments: str | int) -> None:
    """Have the next page say the sentence of this code."""
    SENTENCES[code].format(**arguments)  # a sentence that cannot be said fails here, not on the next page
    packed = base64.urlsafe_b64encode(json.dumps([code, arguments]).encode())
    response.set_cookie(
        COOKIE, packed.decode(), max_age=LIFETIME_SECONDS, httponly=True, samesite="lax", path="/"
    )


def take_flash(request: Request) -> str | None:
    """Return the sentence the last page left for this one; anything forged or outdated says nothing."""
    try:
        code, arguments = json.loads(base64.urlsafe_b64decode(request.cookies[COOKIE]))
        return gettext(SENTENCES[code]).format(**{name: str(value)[:80] for name, value in arguments.items()})
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, binascii.Error):
        return None


def clear_flash(response: Response) -> None:
    """Forget the sentence: it has been shown."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
