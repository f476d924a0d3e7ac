"""What is decided against the plan wants a reason."""

from geleit.domain import commands as cmd
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _


def reason(command: cmd.Command) -> None:
    """What is decided against the plan wants a reason."""
    if not command.has_note:
        raise Refusal("no_reason", _("Bitte nennen Sie den Grund."))
