"""Names and types of the nightly check."""

from geleit.domain.model import Value

UPKEEP = "Upkeep"
CHECK_ALL = "check_all"

UPKEEP_ID = "geleit-upkeep"
"""The id of the schedule, and the beginning of its workflows' ids."""


class UpkeepReport(Value):
    """The result of the nightly check.

    `examples` are some of the differences, without names; `moved` counts the departures in which a late
    holiday moved a legal date.
    """

    differences: int = 0
    resumed: int = 0
    nudged: int = 0
    moved: int = 0
    examples: tuple[str, ...] = ()
