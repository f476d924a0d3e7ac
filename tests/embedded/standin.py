"""Program: `geleit up` with real servers and a plain file server in place of the web server."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from geleit.embedded.failure import StartError
from geleit.embedded.folders import Folders
from geleit.embedded.geleit_processes import GeleitProcess, SetupStep
from geleit.embedded.lock import AlreadyRunningError
from geleit.embedded.ports import is_listening
from geleit.embedded.process import Launch, clean_environment
from geleit.embedded.service import Service
from geleit.embedded.up import up
from geleit.settings import Settings


@dataclass(frozen=True)
class FileServer(GeleitProcess):
    def prepare(self) -> Launch:
        words = ["-u", "-m", "http.server", "--bind", self.settings.host, str(self.settings.port)]
        log = Folders(self.settings.data).logs / "web.log"
        return Launch(argv=[sys.executable, *words], log=log, env=clean_environment())


def steps(settings: Settings, demo: bool) -> Sequence[SetupStep]:
    return []


def processes(settings: Settings) -> Sequence[Service]:
    def ready(pid: int) -> bool:
        return is_listening(pid, settings.port)

    return [FileServer("The file server", "web", settings, ready=ready, stop_grace=3.0)]


if __name__ == "__main__":
    try:
        up(demo=False, say=lambda text: print(text, flush=True), steps=steps, processes=processes)
    except AlreadyRunningError as answer:
        print(answer)
    except StartError as error:
        print(error)
        sys.exit(1)
