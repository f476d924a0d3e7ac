"""PostgreSQL refuses to run as root: whom it runs as instead, and what that user must be able to reach."""

import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from geleit.embedded.failure import CannotStartError

# An account made for the purpose comes first; `nobody` exists everywhere.
_ACCOUNTS = ("geleit", "postgres", "nobody")
_PROGRAMS_CACHE = Path("/var/cache/geleit")


@dataclass(frozen=True)
class Account:
    """The user a process runs as."""

    uid: int
    gid: int
    is_other: bool
    """Whether it is another user than ours (then we are root)."""


def account_for(cluster: Path) -> Account:
    """Ourselves, or as root the ordinary user that owns the cluster or shall own it."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), is_other=False)
    if cluster.exists() and (owner := cluster.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid, is_other=True)
    for name in _ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, is_other=True)
    raise CannotStartError(
        "PostgreSQL does not run as root, and there is no ordinary user to run it as: make one named geleit."
    )


def reachable_programs(programs: Path) -> Path:
    """A copy of the programs outside closed home folders, made once per build and owned by root.

    The programs find their libraries relative to themselves (`../lib` and a folder `*.libs` beside the
    package), so the whole tree is copied.
    """
    package = programs.parent.parent
    build = f"{(programs / 'postgres').stat().st_size:x}-{int((programs / 'postgres').stat().st_mtime):x}"
    target = _PROGRAMS_CACHE / f"{package.name}-{build}"
    relative = programs.relative_to(package.parent)
    if not target.exists():
        _copy_tree(package, target)
    return target / relative


def _copy_tree(package: Path, target: Path) -> None:
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        _PROGRAMS_CACHE.mkdir(mode=0o755, parents=True, exist_ok=True)
        for tree in (package, package.with_name(f"{package.name}.libs")):
            if tree.exists():
                ignored = shutil.ignore_patterns("include", "__pycache__", "*.py")
                shutil.copytree(tree, draft / tree.name, symlinks=True, ignore=ignored)
        for folder, _, files in os.walk(draft):
            Path(folder).chmod(0o755)
            for name in files:
                file = Path(folder, name)
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
        draft.rename(target)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        # Another start of the same build may have been faster.
        if not target.exists():
            raise CannotStartError(
                f"PostgreSQL's programs could not be copied to {target}: {error.strerror}."
            ) from None
