"""Names and types of the nightly maintenance."""

from geleit.domain.model import Value

MAINTENANCE = "Upkeep"
"""The workflow's type. It and the schedule's id are those that installations have held since 0.1."""
CHECK_ALL = "check_all"

SCHEDULE_ID = "geleit-upkeep"
"""The id of the schedule, and the beginning of its workflows' ids."""


class MaintenanceReport(Value):
    """The result of the nightly maintenance.

    `examples` are some of the differences, without names; `moved` counts the departures in which a late
    holiday moved a deadline.
    """

    differences: int = 0
    resumed: int = 0
    nudged: int = 0
    moved: int = 0
    examples: tuple[str, ...] = ()
