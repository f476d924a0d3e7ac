"""The layout of the data folder, and the short folder for PostgreSQL's socket."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from geleit.embedded.failure import StartError

# Linux allows 107 bytes for a socket's path; PostgreSQL's name in it is `/.s.PGSQL.5432`.
_SOCKET_FOLDER_LIMIT = 107 - len("/.s.PGSQL.5432")


@dataclass(frozen=True)
class Folders:
    """The paths under one data folder."""

    data: Path

    @property
    def postgres(self) -> Path:
        """PostgreSQL's cluster."""
        return self.data / "postgres"

    @property
    def temporal(self) -> Path:
        """Temporal's database file."""
        return self.data / "temporal"

    @property
    def secrets(self) -> Path:
        """Passwords and the master key."""
        return self.data / "secrets"

    @property
    def logs(self) -> Path:
        """A log file per service."""
        return self.data / "logs"

    @property
    def run(self) -> Path:
        """Process numbers and sockets, valid only while something runs."""
        return self.data / "run"

    @property
    def lock(self) -> Path:
        """The file that the one `geleit up` of this folder holds locked."""
        return self.data / "lock"

    def create(self) -> None:
        """Make all folders, closed to everybody else. Raise StartError if that is not possible."""
        try:
            for folder in (self.data, self.temporal, self.secrets, self.logs, self.run):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StartError(f"The data folder {self.data} cannot be used: {error.strerror}.") from None
        if not os.access(self.data, os.W_OK | os.X_OK):
            raise StartError(f"The data folder {self.data} is not writable for this user.")

    def socket(self, uid: int) -> Path:
        """Make and return the folder of PostgreSQL's socket, owned by the user it runs as.

        It is the same at every start. Raise StartError if it belongs to somebody else.
        """
        if uid == os.geteuid():
            short = self.run
        else:
            # The data folder is closed to PostgreSQL's own user, so its socket needs a place outside.
            short = Path("/run") / self._short_name() if os.access("/run", os.W_OK) else self._temporary()
        if len(os.fsencode(short)) > _SOCKET_FOLDER_LIMIT:
            short = self._temporary()
        short.mkdir(mode=0o700, exist_ok=True)
        found = short.lstat()
        if short.is_symlink() or found.st_uid not in {uid, os.geteuid()}:
            raise StartError(f"PostgreSQL's socket folder {short} belongs to somebody else.")
        if uid != found.st_uid:
            os.chown(short, uid, -1)
        short.chmod(0o700)
        return short

    def _short_name(self) -> str:
        return "geleit-" + hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]

    def _temporary(self) -> Path:
        folder = Path(tempfile.gettempdir()) / self._short_name()
        if len(os.fsencode(folder)) <= _SOCKET_FOLDER_LIMIT:
            return folder
        return Path("/tmp") / folder.name  # noqa: S108  # its owner is checked before it is used
