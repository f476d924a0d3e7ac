"""The users of the demo, offered on the sign-in page so that nobody copies a password from a terminal.

Only where the demo has made them, and only on one's own machine: whoever reaches a Geleit over a network
signs in with a password.
"""

import json
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from geleit.domain.parties import Role
from geleit.settings import Settings
from web.ui.labels import label

LOGINS_FILE = "demo-logins.json"


@dataclass(frozen=True, slots=True)
class DemoUser:
    """Somebody invented."""

    login: str
    name: str
    role: str
    password: str


def demo_users(settings: Settings) -> list[DemoUser]:
    """Return the users to offer; none unless the demo has made them on this machine."""
    file = settings.data / LOGINS_FILE
    if not settings.demo or not _is_loopback(settings.base_url) or not file.is_file():
        return []
    return [
        DemoUser(
            login=each["login"], name=each["name"], role=label(Role(each["role"])), password=each["password"]
        )
        for each in json.loads(file.read_text(encoding="utf-8"))
    ]


def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
