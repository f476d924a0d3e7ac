"""Why a command is not carried out: a code for programs and a sentence for people."""

from collections.abc import Iterable
from datetime import date
from typing import TypeAlias

from domain.texts import _

Detail: TypeAlias = str | int | list[str]


class Refusal(Exception):  # noqa: N818  # not an error: an answer
    """A command that makes no sense here, now, or for this actor.

    ``text`` is a German sentence with ``{placeholders}``; ``details`` fill them. The details ``step`` and
    ``steps`` hold step keys and dates stand in ISO form: who shows the sentence turns them into words.
    """

    def __init__(self, code: str, text: str, **details: str | int | date | Iterable[str]) -> None:
        self.code = code
        self.text = text
        self.details: dict[str, Detail] = {name: _plain(value) for name, value in details.items()}
        super().__init__(text)

    def sentence(self) -> str:
        """The sentence, filled in as it stands: fit where no step has to be named in words."""
        return self.text.format(**self.details)


class Conflict(Refusal):
    """Someone else changed the same thing since the actor looked at it."""


class Forbidden(Refusal):
    """The actor may not do this at all, whatever the state."""


def no_departure() -> Refusal:
    """There is none, or none for these eyes: both sound alike."""
    return Refusal("no_departure", _("Diesen Vorgang gibt es nicht (mehr)."))


def _plain(value: str | int | date | Iterable[str]) -> Detail:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int):
        return value
    return list(value)
