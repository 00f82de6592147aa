"""`manage.py runsandbox`: a process of its own, where it is allowed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from integrations.sandbox.server import SandboxServer


def test_it_is_off_unless_asked_for(settings: LazySettings) -> None:
    settings.SANDBOX_URL = ""

    with pytest.raises(CommandError, match="Set SANDBOX_URL"):
        call_command("runsandbox")


def test_it_never_runs_with_production_settings(settings: LazySettings) -> None:
    settings.SANDBOX_URL = "http://localhost:8100"
    settings.SETTINGS_MODULE = "healthdash.settings.production"

    with pytest.raises(CommandError, match="production"):
        call_command("runsandbox")


def test_a_port_that_is_taken(settings: LazySettings, tmp_path: Path, server: SandboxServer) -> None:
    settings.SANDBOX_URL = server.url
    port = server.url.rpartition(":")[2]

    with pytest.raises(CommandError, match=f"Port {port} is not free"):
        call_command("runsandbox", port=int(port), state=tmp_path / "state.sqlite3")


def test_a_process_of_its_own_answers_and_ends_quietly(tmp_path: Path) -> None:
    environment = os.environ | {
        "SANDBOX_URL": "http://localhost:0",
        "DJANGO_SETTINGS_MODULE": "healthdash.settings.test",
    }
    command = [
        sys.executable,
        "manage.py",
        "runsandbox",
        "--port",
        "0",
        "--state",
        str(tmp_path / "s.sqlite3"),
    ]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        url = process.stdout.readline().split()[-1].rstrip(".")
        assert requests.get(f"{url}/oura/style.css", timeout=5).status_code == 200
    finally:
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=10)
    assert (process.returncode, complaints) == (0, "")
