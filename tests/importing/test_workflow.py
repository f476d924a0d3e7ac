"""The sample lists through the real servers: what stands in Geleit afterwards."""

from datetime import UTC, datetime, time

import pytest

from tests.importing.importing import Lists
from tests.importing.lists import SAMPLES

NOW = datetime.combine(datetime.now(UTC).date(), time(9), tzinfo=UTC)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.suffix)
async def test_the_sample_list_is_in_geleit_and_a_second_time_changes_nothing(sample, lists: Lists) -> None:
    content = lists.renumbered(sample.read_bytes())
    first = await lists.import_list(content)
    counts = first.for_programs()
    assert {name: counts[name] for name in ("departures", "persons", "opened", "changed", "unchanged")} == {
        "departures": 40,
        "persons": 77,
        "opened": 40,
        "changed": 0,
        "unchanged": 0,
    }
    assert [refused["row"] for refused in counts["refused"]] == [79, 80, 81, 82, 83, 84]
    again = (await lists.import_list(content)).for_programs()
    assert (again["opened"], again["changed"], again["unchanged"]) == (0, 0, 40)
