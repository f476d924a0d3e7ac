"""Marks the sentences of the domain for translation; who shows them translates them."""


def _(message: str) -> str:
    """Mark a German sentence for the catalogue and hand it back unchanged."""
    return message
