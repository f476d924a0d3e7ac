"""The error of a service that cannot start."""


class StartError(Exception):
    """A service could not be started. The message is one sentence that names it and the reason."""
