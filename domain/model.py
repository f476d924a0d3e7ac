"""The base of every value in the domain: frozen, tolerant of fields it does not know yet."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value. Unknown fields are ignored: an older release can read what a newer one wrote."""

    model_config = ConfigDict(frozen=True, extra="ignore")
