"""The bases of pydantic models, which never quote their input, and of the values of the domain."""

from pydantic import BaseModel, ConfigDict

QUIET = ConfigDict(hide_input_in_errors=True)
"""Errors do not quote their input: it may be a name, and an error's text goes anywhere."""


class Quiet(BaseModel):
    """The base of every model."""

    model_config = QUIET


class Value(Quiet):
    """A frozen value. Unknown fields are ignored: an older release can read what a newer one wrote."""

    model_config = ConfigDict(frozen=True, extra="ignore")
