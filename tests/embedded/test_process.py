import signal
import sys
import time

import psutil
import pytest

from geleit.embedded.failure import StartError
from geleit.embedded.pidfile import end_process, write_pidfile
from geleit.embedded.process import Child, Launch, clean_environment, describe, run_to_completion

IGNORES_SIGTERM = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""
LEAVES_A_CHILD = """
import subprocess, sys
other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(other.pid, flush=True)
"""


@pytest.fixture
def python(tmp_path):
    def launch(code: str) -> Launch:
        return Launch(argv=[sys.executable, "-c", code], log=tmp_path / "log", env=clean_environment())

    return launch


def wait_for_log(launch: Launch, text: str) -> None:
    deadline = time.monotonic() + 10
    while text not in launch.log.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_program_that_fails_is_quoted_with_its_last_line(python):
    with pytest.raises(StartError, match=r"Counting failed \(ended with status 4\): no fingers left"):
        run_to_completion(
            python("print('one'); print('│ no fingers left │'); print('╰──╯'); exit(4)"), "Counting"
        )


def test_a_program_that_ends_well_says_nothing(python):
    run_to_completion(python("pass"), "Counting")


def test_a_process_that_does_not_stop_is_killed_after_the_grace(python):
    launch = python(IGNORES_SIGTERM)
    child = Child(launch)
    wait_for_log(launch, "deaf")

    began = time.monotonic()
    child.stop(grace=0.3)

    assert child.status == -signal.SIGKILL
    assert 0.3 <= time.monotonic() - began < 3


def test_what_a_child_leaves_behind_is_ended_with_it(python):
    launch = python(LEAVES_A_CHILD)
    child = Child(launch)
    wait_for_log(launch, "\n")
    left = psutil.Process(int(launch.log.read_text()))

    child.stop(grace=1)

    assert not psutil.wait_procs([left], timeout=5)[1]


def test_a_large_log_is_turned_over_at_a_start(python):
    launch = python("print('new')")
    launch.log.write_bytes(b"old\n" * 3_000_000)

    run_to_completion(launch, "Writing")

    assert launch.log.read_text() == "new\n"
    assert launch.log.with_suffix(".log.1").stat().st_size == 12_000_000


def test_a_remembered_process_is_ended(python, tmp_path):
    child = Child(python("import time; time.sleep(60)"))
    write_pidfile(tmp_path / "pid", child.pid)

    end_process(tmp_path / "pid", signal.SIGTERM)

    assert child.status is not None
    assert not (tmp_path / "pid").exists()


def test_another_process_with_the_remembered_number_is_left_alone(python, tmp_path):
    child = Child(python("import time; time.sleep(60)"))
    (tmp_path / "pid").write_text(f"{child.pid} 1234.5\n")  # was started in 1970

    end_process(tmp_path / "pid", signal.SIGTERM)

    assert child.status is None
    child.stop(grace=1)


def test_an_exit_status_is_described_in_words():
    assert describe(3) == "ended with status 3"
    assert describe(-9) == "ended by SIGKILL"
