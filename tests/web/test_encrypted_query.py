"""Searches are encrypted in the address: only the same session can decrypt them."""

import pytest

from web.signin.encrypted_query import decrypt_query, encrypt_query


def test_it_works():
    assert decrypt_query(encrypt_query("Müller", "token"), "token") == "Müller"


def test_the_words_cannot_be_read_off_the_address():
    encrypted = encrypt_query("Müller", "token")
    assert encrypted.isascii()
    assert "ller" not in encrypted
    assert encrypted != encrypt_query("Müller", "token")


@pytest.mark.parametrize("encrypted", ["", "a", "Müller", "TcO8bGxlcg"])
def test_what_nobody_sealed_says_nothing(encrypted):
    assert decrypt_query(encrypted, "token") is None


def test_what_another_session_sealed_says_nothing():
    assert decrypt_query(encrypt_query("Müller", "another token"), "token") is None
