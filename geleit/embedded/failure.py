"""What is said when a part cannot start."""


class CannotStartError(Exception):
    """A part could not be started; the text is one sentence that says which and why."""
