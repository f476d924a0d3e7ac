"""The vendored front-end files: the list in web/static/vendor/vendor.toml, and how to fetch them again.

``python -m web.ui.vendor`` takes each package from npm by name and version (``npm pack``; no Node is needed
to run Geleit), copies the listed files as published and refuses a file whose SHA-256 is not the one listed.
``python -m web.ui.vendor --accept`` writes the new hashes instead: for a new version, after reading its
changes.
"""

import argparse
import hashlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import NamedTuple

VENDOR = Path(__file__).resolve().parents[1] / "static" / "vendor"
LIST = VENDOR / "vendor.toml"


class VendoredFile(NamedTuple):
    """One file of the list: its path in the package, its path here, its hash."""

    path: Path
    source: str
    sha256: str


class Package(NamedTuple):
    """One npm package of which some files are vendored."""

    name: str
    version: str
    licence: str
    folder: str
    files: tuple[VendoredFile, ...]


def packages() -> list[Package]:
    """Return what vendor.toml lists, in its order."""
    listed = tomllib.loads(LIST.read_text("utf-8"))
    return [
        Package(
            name=entry["name"],
            version=entry["version"],
            licence=entry["licence"],
            folder=entry["folder"],
            files=tuple(
                VendoredFile(VENDOR / entry["folder"] / Path(source).name, source, sha256)
                for source, sha256 in entry["files"].items()
            ),
        )
        for entry in listed["package"]
    ]


def sha256(content: bytes) -> str:
    """Return the hex digest that vendor.toml uses."""
    return hashlib.sha256(content).hexdigest()


def differences() -> list[str]:
    """Return a sentence for every vendored file that is missing, changed, or not listed."""
    found: list[str] = []
    known = {LIST, VENDOR / "README.md"}
    for package in packages():
        for file in package.files:
            known.add(file.path)
            if not file.path.is_file():
                found.append(f"{file.path.name} of {package.name} is missing")
            elif sha256(file.path.read_bytes()) != file.sha256:
                found.append(f"{file.path.name} is not as {package.name} {package.version} published it")
    strays = {path for path in VENDOR.rglob("*") if path.is_file()} - known
    return found + [f"{path.relative_to(VENDOR)} is not listed in vendor.toml" for path in sorted(strays)]


def fetch(package: Package) -> dict[str, bytes]:
    """Return the listed files of the package as its registry serves them today."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        contents: dict[str, bytes] = {}
        with tarfile.open(archive) as tar:
            for file in package.files:
                member = tar.extractfile(f"package/{file.source}")
                if member is None:
                    raise FileNotFoundError(f"{package.name} {package.version} has no file {file.source}")
                contents[file.source] = member.read()
        return contents


def main(arguments: list[str] | None = None) -> int:
    """Fetch every listed file; return 1 if one differs from the list."""
    parser = argparse.ArgumentParser(prog="python -m web.ui.vendor", description=__doc__)
    parser.add_argument("--accept", action="store_true", help="write the new hashes into vendor.toml")
    accept = parser.parse_args(arguments).accept
    listing = LIST.read_text("utf-8")
    wrong = 0
    for package in packages():
        fetched = fetch(package)
        for file in package.files:
            digest = sha256(fetched[file.source])
            if digest != file.sha256 and not accept:
                sys.stderr.write(f"{package.name}: {file.source} is {digest}, listed is {file.sha256}\n")
                wrong = 1
                continue
            listing = listing.replace(file.sha256, digest) if file.sha256 else listing
            file.path.parent.mkdir(parents=True, exist_ok=True)
            file.path.write_bytes(fetched[file.source])
    LIST.write_text(listing, "utf-8")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
