"""Values of parameters that the interface took before they were English."""

from pydantic import BeforeValidator

from web.ui.query import AddressWords, Choice


def or_address_word(words: AddressWords[Choice]) -> BeforeValidator:
    """Make a validator that also takes the words of a page's address, which were the interface's own."""

    def read(typed: object) -> object:
        try:
            return words(str(typed))
        except ValueError:
            return typed

    return BeforeValidator(read)
