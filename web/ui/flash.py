"""The one sentence after a redirect: "Gespeichert." shown once on the next page.

The sentence is defined as a `Sentence` where the action is. Only its source text and its arguments are sent,
in a short-lived cookie that no script can read: a forged cookie can say nothing that Geleit would not say.
Names of persons are never arguments.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response

from web.ui.i18n import gettext

COOKIE = "geleit_meldung"
LIFETIME_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that a page may show after an action; ``text`` is marked for translation."""

    text: str

    known: ClassVar[set[str]] = set()
    """The texts of all sentences; no other text is shown."""

    def __post_init__(self) -> None:
        """Register the sentence."""
        Sentence.known.add(self.text)

    def say(self, **arguments: str | int) -> str:
        """Return the sentence, for an answer that is no redirect."""
        return gettext(self.text).format(**arguments)


def flash(response: Response, sentence: Sentence, **arguments: str | int) -> None:
    """Show the sentence on the next page. Raise KeyError for an argument that is missing."""
    sentence.say(**arguments)  # a sentence that cannot be formatted fails here, not on the next page
    packed = base64.urlsafe_b64encode(json.dumps([sentence.text, arguments]).encode())
    response.set_cookie(
        COOKIE, packed.decode(), max_age=LIFETIME_SECONDS, httponly=True, samesite="lax", path="/"
    )


def take_flash(request: Request) -> str | None:
    """Return the sentence that the last page left for this one; None for a forged or outdated one."""
    try:
        text, arguments = json.loads(base64.urlsafe_b64decode(request.cookies[COOKIE]))
        if text not in Sentence.known:
            return None
        return gettext(text).format(**{name: str(value)[:80] for name, value in arguments.items()})
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, binascii.Error):
        return None


def clear_flash(response: Response) -> None:
    """Delete the cookie: the sentence has been shown."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
