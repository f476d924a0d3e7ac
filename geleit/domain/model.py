"""The bases of everything that pydantic reads: silent about what it could not take; values of the domain."""

from pydantic import BaseModel, ConfigDict

QUIET = ConfigDict(hide_input_in_errors=True)
"""What does not fit is not quoted in the error: it may be a name, and an error's text goes anywhere."""


class Quiet(BaseModel):
    """The base of every model."""

    model_config = QUIET


class Value(Quiet):
    """A frozen value. Unknown fields are ignored: an older release can read what a newer one wrote."""

    model_config = ConfigDict(frozen=True, extra="ignore")
