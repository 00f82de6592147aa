"""The processes of `make run`: started again when they fail, ended together, never left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from healthdash.laptop import ports, supervisor
from healthdash.laptop.child import Child
from healthdash.laptop.static_files import StaticFiles
from healthdash.laptop.supervisor import Failed, Supervisor


def until(condition: Callable[[], object], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def alive(pid: int) -> bool:
    """Whether the process does anything; one that ended and was not yet buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def boss() -> Iterator[Supervisor]:
    boss = Supervisor()
    yield boss
    boss.kill()


@pytest.fixture
def child(tmp_path) -> Callable[..., Child]:
    def make(script: str, **options) -> Child:
        command = [sys.executable, "-c", script]
        return Child("a child", command, dict(os.environ), tmp_path / "logs" / "child.log", **options)

    return make


def test_a_process_that_ends_is_shown_and_started_again(boss, child, capsys):
    crashing = child("print('I give up'); raise SystemExit(3)")
    boss.start(crashing)
    first = crashing.process.pid

    assert boss.wait_for(lambda: crashing.process.pid != first, seconds=10)
    said = capsys.readouterr().out
    assert "a child ended unexpectedly (status 3):\n    I give up" in said
    assert "Starting it again in 1 s." in said


def test_one_that_keeps_failing_ends_the_run_with_its_last_words(boss, child, monkeypatch):
    monkeypatch.setattr("healthdash.laptop.child.LONGEST_WAIT", 0.05)
    boss.start(child("raise SystemExit('no database')"))

    with pytest.raises(Failed, match=r"no database\n.*That was the 5th time"):
        boss.wait_for(lambda: False, seconds=20)


def test_a_command_that_fails_says_why(boss, child):
    with pytest.raises(Failed, match="a child failed:\n    table is locked"):
        boss.finish(child("raise SystemExit('table is locked')", lasting=False))


LEAVES_A_CHILD = """
import subprocess, sys
grandchild = subprocess.Popen(["sleep", "60"])
print(grandchild.pid, flush=True)
grandchild.wait()
"""

DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("I do not listen", flush=True)
time.sleep(60)
"""


def test_ending_takes_the_grandchildren_too(boss, child):
    parent = child(LEAVES_A_CHILD)
    boss.start(parent)
    assert until(parent.last_lines)
    grandchild = int(parent.last_lines())

    boss.end()

    assert until(lambda: not alive(grandchild), seconds=5)


def test_one_that_does_not_listen_is_ended_all_the_same(boss, child, monkeypatch):
    monkeypatch.setattr(supervisor, "SECONDS_TO_END", 0.5)
    deaf = child(DEAF)
    boss.start(deaf)
    assert until(deaf.last_lines)

    boss.end()

    assert until(deaf.has_ended, seconds=5)


def test_a_big_log_is_put_aside(child, tmp_path):
    quiet = child("pass")
    quiet.log.parent.mkdir()
    quiet.log.write_bytes(b"x" * 5_000_001)
    quiet.start()

    assert quiet.log.stat().st_size == 0
    assert (quiet.log.parent / "child.log.1").stat().st_size == 5_000_001


def test_a_busy_port_is_named_with_who_has_it():
    with socket.socket() as mine:
        mine.bind(("127.0.0.1", 0))
        mine.listen()
        port = mine.getsockname()[1]
        problem = ports.problem_with(port)

    assert problem.startswith(f"Port {port} is in use")
    assert f"(process {os.getpid()})" in problem
    assert ports.problem_with(ports.next_free(port)) is None


def test_changed_style_sheets_are_collected_again(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "base.txt").write_text("django==5.2")
    (tmp_path / "data" / "static").mkdir(parents=True)
    files = StaticFiles(tmp_path, tmp_path / "data")
    assert files.changed()
    files.remember()
    assert not files.changed()

    (tmp_path / "static" / "new.css").touch()

    assert files.changed()


@pytest.fixture
def laptop(tmp_path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts `make run`'s program on a folder of its own, whose name has a space in it."""
    folder = tmp_path / "my data"
    env_file = tmp_path / ".env"
    env_file.write_text("SECRET_KEY=for-this-test\nENCRYPTION_KEY=for-this-test\n")
    inherited = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    environment = {**inherited, "DATA_DIR": str(folder), "DOTENV": str(env_file)}
    started: list[subprocess.Popen[str]] = []

    def start(port: int) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "healthdash.laptop", str(port)]
        started.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for each in started:
        each.terminate()
        each.wait()
        each.stdout.close()
    assert until(lambda: not pids(folder)), "processes were left behind"


def pids(folder: Path) -> list[str]:
    """The processes that were started for that data folder."""
    mark = f"DATA_DIR={folder}\0".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes() and alive(int(process.name)):
                found.append(process.name)
        except OSError:
            continue
    return found


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """What it printed up to the line with those words, or to its end."""
    text = ""
    for line in process.stdout:
        text += line
        if words in line:
            break
    return text


@pytest.mark.worker
def test_everything_starts_survives_kill_9_and_stops(laptop, tmp_path):
    folder, port = tmp_path / "my data", ports.free_port()
    first = laptop(port)
    assert f"http://localhost:{port}" in read_until(first, "healthdash runs at")
    assert "it runs already in this folder" in laptop(ports.free_port()).communicate()[0]

    first.kill()
    assert until(lambda: not pids(folder)), "processes outlived the supervisor"

    second = laptop(port)
    assert "healthdash runs at" in read_until(second, "healthdash runs at")
    second.send_signal(signal.SIGINT)
    assert second.communicate()[0].endswith("Stopped.\n")
    assert second.returncode == 0
    assert not pids(folder)
    assert not (folder / "run.env").exists()
