"""The wheel: it is complete, and runs beside modules of somebody else that have the same names."""

import json
import os
import signal
import subprocess
import sys
import sysconfig
import tarfile
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copy, copytree, ignore_patterns

import pytest

from geleit.embedded.ports import free_port
from tests.files import ROOT, tracked

PACKAGES = ("activities", "geleit", "templates", "web", "workflows")
FILES = ("LICENSE", "README.md", "pyproject.toml", "worker.py")

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


@dataclass(frozen=True)
class Built:
    wheel: Path
    source: Path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the wheel from the source distribution, from a copy: building leaves its own files behind."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for folder in (*PACKAGES, "requirements"):
        copytree(ROOT / folder, source / folder, ignore=ignore_patterns("__pycache__"))
    for file in FILES:
        copy(ROOT / file, source / file)
    finished(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, source)
    return Built(wheel=next(out.glob("*.whl")), source=next(out.glob("*.tar.gz")))


@pytest.fixture(scope="session")
def programs(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clean environment with the wheel in it; its dependencies come from the tests' environment.

    Pip uses no network for that. A folder that a .pth file names is searched for modules, but its own .pth
    files are not read: the editable Geleit of the tests stays out of sight.
    """
    environment = tmp_path_factory.mktemp("environment")
    finished(sys.executable, "-m", "venv", "--without-pip", environment)
    pip = (sys.executable, "-m", "pip", "-qq", "--disable-pip-version-check", "--python", environment)
    finished(*pip, "install", "--no-index", "--no-deps", built.wheel)
    here = sysconfig.get_path("purelib", vars={"base": str(environment)})
    Path(here, "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return environment / "bin"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with somebody else's modules that have the names of ours."""
    for name in ("cli.py", "settings.py", "logs.py", "web/__init__.py", "templates/__init__.py", "worker.py"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f'raise SystemExit("this is the {name} of somebody else")\n')
    return tmp_path


def finished(*words: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """Run a program to its end; return its output."""
    process = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert process.returncode == 0, f"{process.stdout}\n{process.stderr}"
    return process.stdout


def environment(programs: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a shell in which the virtual environment is active."""
    path = os.pathsep.join((str(programs), str(Path(sys.prefix) / "bin"), os.environ["PATH"]))
    return {"PATH": path, "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8", **settings}


def run(programs: Path, folder: Path, *words: str) -> str:
    return finished(*words, cwd=folder, env=environment(programs))


def test_the_wheel_holds_every_file_of_ours_and_the_licences(built):
    names = set(zipfile.ZipFile(built.wheel).namelist())
    ours = {*tracked(*PACKAGES), "worker.py"}
    assert ours - names == set()
    info = {name.partition(".dist-info/")[2] for name in names - ours}
    assert {"licenses/LICENSE", "licenses/web/static/vendor/kern-ux/LICENSE.md", "entry_points.txt"} <= info
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {*PACKAGES, "worker.py"}


def test_the_metadata_name_the_licence_and_every_dependency(built):
    archive = zipfile.ZipFile(built.wheel)
    name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    metadata = archive.read(name).decode()
    assert "License-Expression: EUPL-1.2" in metadata
    needed = (ROOT / "requirements/run.in").read_text("utf-8").splitlines()
    wanted = [line for line in needed if line and not line.startswith("#")]
    assert metadata.count("Requires-Dist:") == len(wanted)


def test_the_source_distribution_holds_what_the_wheel_is_made_of(built):
    with tarfile.open(built.source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "pyproject.toml",
        "LICENSE",
        "worker.py",
        "requirements/run.in",
        "templates/_layout.html",
    } <= names


def test_the_command_line_is_ours(programs, folder):
    assert "assisted and self-organised departures" in run(programs, folder, "geleit", "--help")
    question = ("--start", "2026-03-04", "--days", "30", "--land", "SH")
    answer = run(programs, folder, "geleit", "deadline", *question, "--json")
    assert json.loads(answer)["end"] == "2026-04-07"  # the first working day after Easter


def test_a_list_is_read_by_our_own_process(programs, folder):
    reading = (
        "import asyncio; from geleit.importing.reader import ListReader\n"
        "async def load(): return 'Vorgang;Name\\nAZ-1;Muster\\n'.encode()\n"
        "print(asyncio.run(ListReader().read(load)))"
    )
    assert "Muster" in run(programs, folder, "python", "-P", "-c", reading)


@pytest.fixture
def address(programs: Path, folder: Path) -> Iterator[str]:
    """Return the address of `geleit up`."""
    port = str(free_port())
    process = subprocess.Popen(
        ["geleit", "up"],
        cwd=folder,
        env=environment(programs, GELEIT_PORT=port, PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    try:
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Ctrl-C"):
                break
        else:
            raise AssertionError("".join(said))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
    assert process.returncode == 0


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        text: str = answer.read().decode()
        return text


def test_geleit_up_runs_our_servers_with_their_pages_styles_and_tables(programs, folder, address):
    assert get(f"{address}/health/ready")
    page = get(f"{address}/anmelden")
    assert "Geleit" in page
    assert get(f"{address}/static/app.js") == (ROOT / "web/static/app.js").read_text("utf-8")
    # The tables were made by the migrations, the command finds the running servers by the data folder.
    run(programs, folder, "geleit", "office", "add", "Beratungsstelle Kiel", "--land", "SH", "--prefix", "KI")
    assert "Kiel" in run(programs, folder, "geleit", "office", "list")
    run(programs, folder, "geleit", "verify")
