"""The one sentence after a redirect: "Gespeichert." shown once on the next page.

Only a code and its arguments travel, in a short-lived cookie that no script can read. The sentences stand
here, so a forged cookie can say nothing that Geleit would not say; names of persons are never arguments.
"""

import base64
import binascii
import json

from starlette.requests import Request
from starlette.responses import Response

from web.ui.i18n import N_, gettext

COOKIE = "geleit_meldung"
LIFETIME_SECONDS = 60

SENTENCES: dict[str, str] = {
    "saved": N_("Gespeichert."),
    "unchanged": N_("Es war nichts zu ändern."),
    "signed_in": N_("Sie sind angemeldet."),
    "password_changed": N_("Ihr neues Passwort gilt. Alle anderen Anmeldungen sind beendet."),
    "others_signed_out": N_("Alle anderen Anmeldungen sind beendet."),
    "signed_out": N_("Sie sind abgemeldet."),
    "departure_opened": N_("Der Vorgang {number} ist angelegt."),
    "step_done": N_("„{step}“ ist erledigt."),
    "step_saved": N_("„{step}“ ist gespeichert."),
    "step_reopened": N_("„{step}“ ist wieder offen."),
    "departure_paused": N_("Der Vorgang ruht bis {day}."),
    "departure_resumed": N_("Der Vorgang läuft weiter."),
    "departure_stopped": N_("Der Vorgang ist abgebrochen."),
    "departure_closed": N_("Der Vorgang ist abgeschlossen."),
    "departure_reopened": N_("Der Vorgang ist wieder aufgenommen."),
    "departure_reassigned": N_("Der Vorgang ist übergeben."),
    "person_added": N_("Die Person gehört jetzt zum Vorgang."),
    "person_corrected": N_("Die Angaben sind berichtigt."),
    "appointment_added": N_("Der Termin am {day} ist eingetragen."),
    "deadline_set": N_("Die Frist ist eingetragen."),
    "deadline_met": N_("Die Frist ist als gewahrt eingetragen."),
    "deadline_withdrawn": N_("Die Frist ist aufgehoben."),
    "deadline_extended": N_("Die Verlängerung ist eingetragen."),
    "extension_requested": N_("Der Antrag ist eingetragen. Am {day} erinnern wir Sie an die Antwort."),
    "extension_refused": N_("Die Ablehnung ist eingetragen."),
    "deadline_interrupted": N_("Die Unterbrechung ist eingetragen. Die Frist läuft nicht."),
    "deadline_restarted": N_("Die Frist läuft neu."),
    "deadline_missed": N_("Die Frist ist als nicht gewahrt eingetragen."),
    "paper_recorded": N_("Das Dokument ist eingetragen."),
    "paper_removed": N_("Das Dokument ist entfernt."),
    "departure_corrected": N_("Die Angaben zum Vorgang sind berichtigt."),
    "authority_named": N_(
        "Die Behörde ist eingetragen. Sie sieht nichts, solange keine Einwilligung vorliegt."
    ),
    "consent_given": N_("Die Einwilligung ist eingetragen. Die Behörde sieht jetzt den Stand der Fristen."),
    "consent_revoked": N_("Der Widerruf ist eingetragen. Die Behörde sieht ab sofort nichts mehr."),
    "note_written": N_("Die Notiz ist gespeichert."),
    "reassigned": N_("Neu zugewiesen: {count}."),
    "import_discarded": N_("Die Liste ist verworfen."),
    "import_started": N_("Der Import hat begonnen."),
}


def say(code: str, **arguments: str | int) -> str:
    """Return the sentence at once, for an answer that is no redirect."""
    return gettext(SENTENCES[code]).format(**arguments)


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
