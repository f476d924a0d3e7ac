"""Encrypt a search, so that it may be in an address: only the same session can decrypt it.

A name must not be in an address, a log or a browser's history. Yet a page that one goes back to needs an
address of its own, else the browser shows an error in its place. Nothing is stored on the server.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12
"""Bytes; the length that AES-GCM is made for."""


def encrypt_query(text: str, token: str) -> str:
    """Encrypt the text with the token of the session."""
    nonce = secrets.token_bytes(_NONCE)
    return urlsafe_b64encode(nonce + _key(token).encrypt(nonce, text.encode(), None)).decode().rstrip("=")


def decrypt_query(encrypted: str, token: str) -> str | None:
    """Return the text; None if it was encrypted in another session, or is no encrypted text at all."""
    try:
        packed = urlsafe_b64decode(encrypted + "=" * (-len(encrypted) % 4))
        return _key(token).decrypt(packed[:_NONCE], packed[_NONCE:], None).decode()
    except (InvalidTag, ValueError):
        return None


def _key(token: str) -> AESGCM:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"geleit search").derive
    return AESGCM(derive(token.encode()))
