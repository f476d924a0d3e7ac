"""Which passwords are strong enough."""

from functools import lru_cache

from geleit.domain.refusal import Refusal
from geleit.domain.texts import _

SHORTEST_PASSWORD = 15
"""Characters (ASVS 6.2.1, without a second factor)."""
DIFFERENT = 5
"""Different characters a password has at least."""
LONGEST_PASSWORD = 200
"""Characters: hashing an endless one would keep a server busy."""


def require_strong(password: str) -> None:
    """Raise Refusal if a password is too short, too long or too simple."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal(
            "password_short", _("Das Passwort braucht mindestens {count} Zeichen."), count=SHORTEST_PASSWORD
        )
    if len(password) > LONGEST_PASSWORD:
        raise Refusal(
            "password_long", _("Das Passwort darf höchstens {count} Zeichen haben."), count=LONGEST_PASSWORD
        )
    if len(set(password.casefold())) < DIFFERENT or password.casefold() in _keyboard_runs():
        raise Refusal(
            "password_simple",
            _("Dieses Passwort ist leicht zu erraten. Nehmen Sie lieber vier zufällige Wörter."),
        )


@lru_cache(maxsize=1)
def _keyboard_runs() -> frozenset[str]:
    """Return what a keyboard suggests: long enough, and the first that somebody tries who guesses."""
    rows = (
        "1234567890",
        "qwertzuiopü",
        "qwertyuiop",
        "asdfghjklöä",
        "abcdefghijklmnopqrstuvwxyz",
        "passwort",
    )
    return frozenset((row * 4)[:length] for row in rows for length in range(SHORTEST_PASSWORD, 31))
