"""The address to go to after signing in: only ever a page of Geleit itself."""

from urllib.parse import urlsplit


def local_path(target: str | None) -> str:
    """Return the path if it is one of Geleit, else the start page. No open redirect (CWE-601)."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return "/"
    if "\\" in target or any(ord(char) < 33 for char in target):
        return "/"
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or parts.path.startswith(("/anmelden", "/abmelden")):
        return "/"
    return target
