"""Pages about Geleit itself: its accessibility, and the licences of its parts."""

import re
import tomllib
from functools import lru_cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from geleit.domain.model import Quiet
from web.dependencies import PossibleAccount
from web.ui.assets import STATIC
from web.ui.components import Column
from web.ui.i18n import gettext as _
from web.ui.rendering import page

router = APIRouter()


class Work(Quiet):
    """Someone else's work that Geleit is built on."""

    name: str
    version: str
    licence: str


@router.get("/barrierefreiheit")
async def accessibility(request: Request, _account: PossibleAccount) -> Response:
    """Show what was tested, what is missing, and whom to tell (§ 12b BGG, § 7 BITV 2.0)."""
    return page(request, "about/accessibility.html")


@router.get("/lizenzen")
async def licences(request: Request, _account: PossibleAccount) -> Response:
    """Show everything that is part of Geleit, with its licence."""
    columns = (Column(_("Name")), Column(_("Version")), Column(_("Lizenz")))
    return page(request, "about/licences.html", columns=columns, vendored=_vendored(), libraries=_libraries())


@lru_cache(maxsize=1)
def _vendored() -> tuple[Work, ...]:
    """Return the vendored browser files' packages; each has its licence under web/static/vendor/."""
    packages = tomllib.loads((STATIC / "vendor" / "vendor.toml").read_text(encoding="utf-8"))["package"]
    return tuple(Work.model_validate(package) for package in packages)


@lru_cache(maxsize=1)
def _libraries() -> tuple[Work, ...]:
    """Return every library that the program needs to run, including indirect ones."""
    found: dict[str, Work] = {}
    waiting = _needs("geleit")
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            library = distribution(name)
        except PackageNotFoundError:
            continue  # needed on other systems only
        found[name] = Work(name=name, version=library.version, licence=_licence(library))
        waiting |= _needs(name) - found.keys()
    return tuple(found[name] for name in sorted(found))


def _needs(name: str) -> set[str]:
    """Return the names in the package's requirements, without those of unused extras."""
    wanted = (line for line in distribution(name).requires or () if "extra ==" not in line)
    return {re.split(r"[^\w.-]", line, maxsplit=1)[0].lower().replace("_", "-") for line in wanted}


def _licence(library: Distribution) -> str:
    """Return the licence in a few words: packages state it in three different places."""
    about = library.metadata.json
    if expression := about.get("license_expression"):
        return str(expression)
    classifiers = [str(line) for line in about.get("classifier", ()) if str(line).startswith("License ::")]
    if classifiers:
        return ", ".join(line.rpartition(":: ")[2] for line in classifiers)
    return str(about.get("license", "")).strip().partition("\n")[0]
