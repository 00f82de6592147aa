"""`make run`: everything on one machine, until Ctrl-C."""

import contextlib
import fcntl
import os
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator

from healthdash.laptop import embedded_redis, ports
from healthdash.laptop.child import die_with_parent
from healthdash.laptop.processes import Processes
from healthdash.laptop.static_files import StaticFiles
from healthdash.laptop.supervisor import Failed, Stop, Supervisor, ending_on_signals
from healthdash.settings.env import BASE_DIR, DATA_DIR, env

SECONDS_TO_ANSWER = 120.0


def main() -> int:
    if "MAKELEVEL" in os.environ:
        die_with_parent(signal.SIGTERM)  # of a killed make, which could not pass on the news
    os.chdir(BASE_DIR)
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    supervisor = Supervisor()
    try:
        with only_one(), contextlib.ExitStack() as leave, ending_on_signals(supervisor):
            run(supervisor, wanted_port(), leave)
    except Failed as failure:
        say(f"\nhealthdash cannot run: {failure}")
        return 1
    except Stop:
        say("Stopped.")
    return 0


def run(supervisor: Supervisor, port: int, leave: contextlib.ExitStack) -> None:
    """Starts everything in the order in which each part needs the others, then watches over it."""
    url = f"http://localhost:{port}"
    say("Starting healthdash. Ctrl-C stops it; logs are in data/logs.")
    addresses = {"PUBLIC_URL": env.str("PUBLIC_URL", default=url)}
    processes = Processes(DATA_DIR, addresses)
    addresses["REDIS_URL"] = env.str("REDIS_URL", default="") or start_redis(supervisor, processes, leave)
    addresses["SANDBOX_URL"] = env.str("SANDBOX_URL", default="") or start_sandbox(supervisor, processes)
    publish(addresses, leave)
    static = StaticFiles(BASE_DIR, DATA_DIR)
    supervisor.finish(processes.migrate(), *([processes.collectstatic()] if static.changed() else []))
    static.remember()
    supervisor.start(processes.web(port), processes.worker(), processes.beat())
    if not supervisor.wait_for(lambda: answers(f"http://127.0.0.1:{port}/readyz"), SECONDS_TO_ANSWER):
        raise Failed(f"the pages do not answer after {SECONDS_TO_ANSWER:.0f} s; see data/logs/web.log.")
    say(f"The pages answer at {url} now.")
    make_demo(supervisor, processes)
    say(f"\nhealthdash runs at {url}\n")
    supervisor.wait_for(lambda: False, seconds=float("inf"))


def wanted_port() -> int:
    """The port on the command line. Raises Failed, with what to type instead, when it cannot be had."""
    text = sys.argv[1] if sys.argv[1:] else "8000"
    port = int(text) if text.isdecimal() else 0
    if problem := ports.problem_with(port) if port else f"{text} is not a port.":
        raise Failed(f"{problem} Type: make run PORT={ports.next_free(port)}")
    return port


def start_redis(supervisor: Supervisor, processes: Processes, leave: contextlib.ExitStack) -> str:
    """An embedded server; returns its address."""
    plan = embedded_redis.plan(DATA_DIR)
    leave.callback(plan.clean)
    child = processes.child("redis", *plan.command)
    child.signal_when_orphaned = signal.SIGKILL  # it has nothing to put in order
    supervisor.start(child)
    if not supervisor.wait_for(lambda: embedded_redis.answers(plan.url), seconds=20):
        raise Failed(f"the embedded Redis does not answer; see {child.log}.")
    return plan.url


def start_sandbox(supervisor: Supervisor, processes: Processes) -> str:
    """The stand-in for the vendors; returns its address.

    On 127.0.0.1 where the pages are on localhost: browsers share cookies between the ports of one name.
    """
    port = ports.free_port()
    supervisor.start(processes.sandbox(port))
    return f"http://127.0.0.1:{port}"


def make_demo(supervisor: Supervisor, processes: Processes) -> None:
    """The household to look at. Without it everything else works, so its failure ends nothing."""
    try:
        supervisor.finish(processes.demo())
    except Failed as failure:
        say(f"{failure}\n    Everything else runs on.")


def publish(addresses: dict[str, str], leave: contextlib.ExitStack) -> None:
    """Lets `manage.py` in another terminal find the same servers, as long as they run."""
    path = DATA_DIR / "run.env"
    path.write_text("".join(f"{name}={value}\n" for name, value in addresses.items()))
    path.chmod(0o600)
    leave.callback(path.unlink, missing_ok=True)


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Two supervisors in one folder would fight over its socket and its database."""
    with (DATA_DIR / "run.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed("it runs already in this folder. Stop it there with Ctrl-C.") from None
        yield


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
