"""Marks the sentences of the domain for translation; the shell around it translates them when it shows them."""


def _(message: str) -> str:
    """Mark a German sentence for the catalogue and hand it back unchanged."""
    return message
