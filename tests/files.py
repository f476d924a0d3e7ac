"""The files of the repository, for tests that look at all of them."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def tracked(*under: str) -> list[str]:
    """Return every file that git knows or would add, as a path from the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *under]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted({name for name in listed.split("\0") if name and (ROOT / name).exists()})
