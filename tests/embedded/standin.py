"""`geleit up` with real servers and a plain file server in place of the web server, as a program."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from embedded.failure import CannotStartError
from embedded.folders import Folders
from embedded.lock import AlreadyRunningError
from embedded.ours import Ours, Step
from embedded.part import Part
from embedded.ports import listens
from embedded.process import Launch, clean_environment
from embedded.up import up
from settings import Settings


@dataclass(frozen=True)
class FileServer(Ours):
    def prepare(self) -> Launch:
        words = ["-u", "-m", "http.server", "--bind", self.settings.host, str(self.settings.port)]
        log = Folders(self.settings.data).logs / "web.log"
        return Launch(argv=[sys.executable, *words], log=log, env=clean_environment())


def steps(settings: Settings, demo: bool) -> Sequence[Step]:
    return []


def processes(settings: Settings) -> Sequence[Part]:
    def ready(pid: int) -> bool:
        return listens(pid, settings.port)

    return [FileServer("The file server", "web", settings, ready=ready, stop_grace=3.0)]


if __name__ == "__main__":
    try:
        up(demo=False, say=lambda text: print(text, flush=True), steps=steps, processes=processes)
    except AlreadyRunningError as answer:
        print(answer)
    except CannotStartError as error:
        print(error)
        sys.exit(1)
