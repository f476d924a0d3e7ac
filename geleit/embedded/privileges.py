"""Choose the user PostgreSQL runs as, since it refuses to run as root, and give that user its programs."""

import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from geleit.embedded.failure import StartError

# An account made for the purpose comes first; `nobody` exists everywhere.
_ACCOUNTS = ("geleit", "postgres", "nobody")
_PROGRAMS_CACHE = Path("/var/cache/geleit")


@dataclass(frozen=True)
class SystemUser:
    """The user a process runs as."""

    uid: int
    gid: int
    is_another_user: bool
    """Whether it is another user than ours (then we are root)."""


def user_for(cluster: Path) -> SystemUser:
    """Return our own user, or as root the ordinary user that owns the cluster or will own it.

    Raise StartError as root if there is no ordinary user.
    """
    if os.geteuid() != 0:
        return SystemUser(os.geteuid(), os.getegid(), is_another_user=False)
    if cluster.exists() and (owner := cluster.stat()).st_uid != 0:
        return SystemUser(owner.st_uid, owner.st_gid, is_another_user=True)
    for name in _ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return SystemUser(entry.pw_uid, entry.pw_gid, is_another_user=True)
    raise StartError(
        "PostgreSQL does not run as root, and there is no ordinary user to run it as: make one named geleit."
    )


def copy_programs(programs: Path) -> Path:
    """Copy the programs out of closed home folders, once per build, owned by root; return the copy.

    The programs find their libraries relative to themselves (`../lib` and a folder `*.libs` beside the
    package), so the whole tree is copied. Raise StartError if that fails.
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
            raise StartError(
                f"PostgreSQL's programs could not be copied to {target}: {error.strerror}."
            ) from None
