"""`make install`: the keys, the packages and what it says when something of the system is missing."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def setup(tmp_path, monkeypatch):
    """bin/setup.py, in a folder of its own."""
    spec = importlib.util.spec_from_file_location("project_setup", ROOT / "bin" / "setup.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(module, "UNFINISHED", tmp_path / ".venv" / ".unfinished")
    return module


def test_keys_are_fresh_and_for_the_owner_alone(setup, tmp_path):
    setup.write_env(tmp_path / "one")
    setup.write_env(tmp_path / "two")

    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o600
    keys = {
        line
        for name in ("one", "two")
        for line in (tmp_path / name).read_text().splitlines()
        if "KEY=" in line
    }
    assert len(keys) == 4
    assert all(len(key.partition("=")[2]) > 40 for key in keys)


def test_an_env_file_is_never_overwritten(setup, tmp_path):
    (tmp_path / ".env").write_text("SECRET_KEY=mine")

    setup.write_env(tmp_path / ".env")

    assert (tmp_path / ".env").read_text() == "SECRET_KEY=mine"


@pytest.mark.parametrize(
    ("text", "environment", "expected"),
    [
        ("DATABASE_URL=mysql://u@h/d", {}, True),
        ("DATABASE_URL='mysql://u@h/d'", {}, True),
        ("DB_NAME=old", {}, True),
        ("DB_NAME=", {}, False),
        ("# DATABASE_URL=mysql://u@h/d", {}, False),
        ("DATABASE_URL=sqlite:///x\nDB_NAME=old", {}, False),
        ("", {"DATABASE_URL": "mysql://u@h/d"}, True),
        ("", {}, False),
    ],
)
def test_mysqlclient_is_installed_only_where_the_database_is_mysql(
    setup, tmp_path, monkeypatch, text, environment, expected
):
    for name in ("DATABASE_URL", "DB_NAME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    (tmp_path / ".env").write_text(text)

    assert setup.database_is_mysql(tmp_path / ".env") is expected


@pytest.fixture
def locks(setup, tmp_path, monkeypatch):
    """Empty lock files, so that an installation takes a moment; returns the commands that were run."""
    (tmp_path / "requirements").mkdir()
    for name in ("base", "test", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").touch()
    installed = []
    run = subprocess.run

    def note(command, **options):
        if "install" in command:
            installed.append(command[-1].name)
        return run(command, **options)

    monkeypatch.setattr(setup.subprocess, "run", note)
    monkeypatch.setattr(sys, "argv", ["setup", "test"])
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return installed


def test_what_is_installed_is_left_alone_until_a_lock_file_changes(setup, locks, tmp_path, monkeypatch):
    setup.main()
    setup.main()
    assert locks == ["test.txt"]

    monkeypatch.setattr(sys, "argv", ["setup", "base"])  # held by test.txt already
    setup.main()
    assert locks == ["test.txt"]

    (tmp_path / "requirements" / "base.txt").write_text("# changed")
    setup.main()
    assert locks == ["test.txt", "base.txt"]


def test_an_installation_that_was_cut_short_is_made_afresh(setup, locks, tmp_path, capsys):
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / ".unfinished").touch()  # as kill -9 leaves it

    setup.main()

    assert "cut short" in capsys.readouterr().out
    assert locks == ["test.txt"]


def test_a_python_that_went_away_is_replaced(setup, locks, tmp_path, capsys):
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to("/nowhere/python3.11")
    (tmp_path / ".venv" / ".installed-test").touch()

    setup.main()

    assert "Python has changed" in capsys.readouterr().out
    assert (tmp_path / ".venv" / "bin" / "python").exists()
    assert locks == ["test.txt"]


def test_a_missing_ensurepip_is_named_with_the_command_that_mends_it(setup, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)

    with pytest.raises(SystemExit, match=rf"sudo apt install python3\.{sys.version_info.minor}-venv"):
        setup.need_ensurepip()


def test_an_old_python_is_named_with_the_command_that_mends_it(tmp_path):
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        fake = tmp_path / name
        fake.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" || exit 1\n')
        fake.chmod(0o755)

    answer = subprocess.run(
        [ROOT / "bin" / "setup", "base"],
        env={"PATH": f"{tmp_path}:{os.defpath}"},
        capture_output=True,
        text=True,
    )

    assert answer.returncode == 1
    assert "needs Python 3.11 or newer; this machine has Python 3.9.2." in answer.stderr
    assert len(answer.stderr.splitlines()) == 2
