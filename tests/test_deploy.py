"""The files that a server is started from agree with the code."""

import os
import re
import stat
import subprocess
from pathlib import Path

from integrations.registry import PROVIDERS

ROOT = Path(__file__).resolve().parent.parent


def test_every_queue_has_a_worker_in_the_compose_file():
    compose = (ROOT / "docker-compose.yml").read_text()
    read = set(re.findall(r"--queues, ([\w.]+)", compose))

    assert read == {"default", *(f"sync.{slug}" for slug in PROVIDERS)}


def test_a_new_server_gets_keys_of_its_own_and_keeps_them(tmp_path):
    (tmp_path / "deploy").mkdir()
    script = tmp_path / "deploy" / "new-env"
    script.write_bytes((ROOT / "deploy" / "new-env").read_bytes())
    script.chmod(0o755)

    def run() -> int:
        return subprocess.run([script, "health.example.org"], capture_output=True).returncode

    assert run() == 0
    written = (tmp_path / ".env").read_text()
    values = dict(line.split("=", 1) for line in written.splitlines() if not line.startswith("#"))
    secrets = {values[name] for name in ("SECRET_KEY", "ENCRYPTION_KEY", "DB_PASSWORD")}
    assert len(secrets) == 3
    assert all(re.fullmatch(r"[\w-]{64}", secret) for secret in secrets)
    assert values["PUBLIC_URL"] == "https://health.example.org"
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600

    assert run() == 1
    assert (tmp_path / ".env").read_text() == written


def test_nothing_private_gets_into_the_image():
    ignored = (ROOT / ".dockerignore").read_text().split()

    assert {".env", ".env.*", "data", ".git", ".venv"} <= set(ignored)


def test_the_lock_files_agree_with_each_other():
    """What is tested is what runs: one version of each package in all of them."""
    versions: dict[str, set[str]] = {}
    for path in (ROOT / "requirements").glob("*.txt"):
        for name, version in re.findall(r"^([\w.-]+)==(\S+)", path.read_text(), re.M):
            versions.setdefault(name, set()).add(version)

    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_the_scripts_can_be_executed():
    scripts = [ROOT / name for name in ("bin/setup", "bin/lint", "bin/lock", ".ci/run", "deploy/new-env")]

    assert all(os.access(script, os.X_OK) for script in scripts)
