"""Words in an address that only the session which sealed them can read."""

import pytest

from web.signin.encrypted_query import seal, unseal


def test_it_works():
    assert unseal(seal("Müller", "token"), "token") == "Müller"


def test_the_words_cannot_be_read_off_the_address():
    sealed = seal("Müller", "token")
    assert sealed.isascii()
    assert "ller" not in sealed
    assert sealed != seal("Müller", "token")


@pytest.mark.parametrize("sealed", ["", "a", "Müller", "TcO8bGxlcg"])
def test_what_nobody_sealed_says_nothing(sealed):
    assert unseal(sealed, "token") is None


def test_what_another_session_sealed_says_nothing():
    assert unseal(seal("Müller", "another token"), "token") is None
