"""Words that may stand in an address without being read there: only the session that sealed them opens them.

A name has no place in an address, a log or a browser's history. Yet a page that one goes back to needs an
address of its own, else the browser shows an error in its place. Nothing is kept on the server.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12
"""Bytes; the length that AES-GCM is made for."""


def seal(text: str, token: str) -> str:
    """The text, unreadable for everybody who does not hold this session's token."""
    nonce = secrets.token_bytes(_NONCE)
    return urlsafe_b64encode(nonce + _key(token).encrypt(nonce, text.encode(), None)).decode().rstrip("=")


def unseal(sealed: str, token: str) -> str | None:
    """The text again; None if it was sealed in another session, or by nobody."""
    try:
        packed = urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        return _key(token).decrypt(packed[:_NONCE], packed[_NONCE:], None).decode()
    except (InvalidTag, ValueError):
        return None


def _key(token: str) -> AESGCM:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"geleit search").derive
    return AESGCM(derive(token.encode()))
