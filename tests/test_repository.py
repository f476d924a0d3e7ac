"""The repository is complete for somebody who opens it for the first time."""

from tests.files import tracked


def test_the_root_is_seen_at_one_glance() -> None:
    entries = {file.partition("/")[0] for file in tracked()}
    assert len({name for name in entries if not name.startswith(".")}) <= 18
