"""The one sentence after a redirect: "Gespeichert." shown once on the next page.

The sentence stands where the thing is done, as a `Sentence`. Only itself, as it stands in the code, and its
arguments travel, in a short-lived cookie that no script can read: a cookie that was forged can say nothing
that Geleit would not say. Names of persons are never arguments.
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
    """A sentence that a page may say once something is done; ``text`` is marked for translation."""

    text: str

    known: ClassVar[set[str]] = set()
    """The texts of all sentences there are. Nothing else is ever said."""

    def __post_init__(self) -> None:
        """Register the sentence."""
        Sentence.known.add(self.text)

    def say(self, **arguments: str | int) -> str:
        """Return the sentence at once, for an answer that is no redirect."""
        return gettext(self.text).format(**arguments)


def flash(response: Response, sentence: Sentence, **arguments: str | int) -> None:
    """Have the next page say the sentence. Raise KeyError for an argument that is missing."""
    sentence.say(**arguments)  # a sentence that cannot be said fails here, not on the next page
    packed = base64.urlsafe_b64encode(json.dumps([sentence.text, arguments]).encode())
    response.set_cookie(
        COOKIE, packed.decode(), max_age=LIFETIME_SECONDS, httponly=True, samesite="lax", path="/"
    )


def take_flash(request: Request) -> str | None:
    """Return the sentence the last page left for this one; anything forged or outdated says nothing."""
    try:
        text, arguments = json.loads(base64.urlsafe_b64decode(request.cookies[COOKIE]))
        if text not in Sentence.known:
            return None
        return gettext(text).format(**{name: str(value)[:80] for name, value in arguments.items()})
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, binascii.Error):
        return None


def clear_flash(response: Response) -> None:
    """Forget the sentence: it has been shown."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
