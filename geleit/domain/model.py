"""The bases of pydantic models, which never quote their input, and of the values of the domain."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

QUIET = ConfigDict(hide_input_in_errors=True)
"""Errors do not quote their input: it may be a name, and an error's text goes anywhere."""


class Quiet(BaseModel):
    """The base of every model."""

    model_config = QUIET


class Value(Quiet):
    """A frozen value. Unknown fields are ignored: an older release can read what a newer one wrote."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", validate_by_name=True, validate_by_alias=True, serialize_by_alias=True
    )


def stored_as(name: str) -> Any:
    """Return what gives a field another name in journals, snapshots, histories and the API.

    Stored data keeps the name that the first release gave it.
    """
    return Field(validation_alias=name, serialization_alias=name)
