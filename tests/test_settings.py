"""Settings, read in a process of their own as a person would start it."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.test import override_settings

from healthdash.lib.fields import EncryptedJSONField

ROOT = Path(__file__).resolve().parent.parent
GOOD = {
    "SECRET_KEY": "a-secret-of-more-than-fifty-characters-which-nobody-could-guess-1234",
    "ENCRYPTION_KEY": "another",
    "ALLOWED_HOSTS": "health.example.org",
    "PUBLIC_URL": "https://health.example.org",
}


def python(code: str, module: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "DOTENV": os.devnull, **variables}
    environment["DJANGO_SETTINGS_MODULE"] = f"healthdash.settings.{module}"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def read(*names: str, module: str = "production", **variables: str) -> dict:
    """The values of those settings under those variables."""
    code = f"import json; from django.conf import settings as s; print(json.dumps({{n: getattr(s, n) for n in {names}}}, default=str))"  # noqa: E501
    answer = python(code, module, **{**GOOD, **variables})
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set."),
        ({"ENCRYPTION_KEY": ""}, "ENCRYPTION_KEY is not set."),
        ({"ENCRYPTION_KEY": " , "}, "ENCRYPTION_KEY is not set."),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is not set."),
        ({"DEBUG": "1"}, "DEBUG is on"),
        ({"SANDBOX_URL": "http://127.0.0.1:9"}, "SANDBOX_URL is set"),
        ({"SYNC_FETCH_THREADS": "four"}, "SYNC_FETCH_THREADS cannot be understood"),
        ({"SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY_FILE names a file that cannot be read"),
        ({"SIGNUP_POLICY": "anybody"}, "SIGNUP_POLICY must be one of: open, invitation, closed."),
    ],
)
def test_a_server_refuses_to_start_in_one_sentence(change, sentence):
    answer = python("from django.conf import settings; settings.DEBUG", "production", **{**GOOD, **change})

    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1


def test_a_server_starts_with_what_it_needs():
    values = read("DEBUG", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SANDBOX_URL")

    assert values == {
        "DEBUG": False,
        "SESSION_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SANDBOX_URL": "",
    }


def test_other_hosts_below_this_one_are_not_held_to_https_unless_that_is_said():
    names = ("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")
    assert list(read(*names).values()) == [31_536_000, False, False]
    assert list(read(*names, HSTS_SUBDOMAINS="true").values()) == [31_536_000, True, False]


def test_django_finds_nothing_to_object_to_on_a_server(tmp_path):
    answer = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**os.environ, **GOOD, "DJANGO_SETTINGS_MODULE": "healthdash.settings.production"},
        capture_output=True,
        text=True,
    )

    assert answer.returncode == 0, answer.stderr


DB = {"DB_NAME": "old", "DB_USERNAME": "me", "DB_PASSWORD": "p@ss", "DB_HOST": "db", "DB_PORT": "3307"}


@pytest.mark.parametrize(
    ("variables", "engine", "name", "host"),
    [
        ({**DB, "DATABASE_URL": "mysql://u:p%40ss@other:3308/new"}, "mysql", "new", "other"),
        (DB, "mysql", "old", "db"),
        ({"DB_NAME": "old", "DB_HOST": ""}, "mysql", "old", "127.0.0.1"),
        ({"DB_NAME": "", "DB_HOST": "db", "DATABASE_URL": ""}, "sqlite3", "/d/healthdash.sqlite3", ""),
    ],
)
def test_which_database_is_used(variables, engine, name, host):
    database = read("DATABASES", DATA_DIR="/d", **variables)["DATABASES"]["default"]

    assert database["ENGINE"] == f"django.db.backends.{engine}"
    assert database["NAME"] == name
    assert database.get("HOST", "") == host
    if engine == "mysql" and "DB_PASSWORD" in variables:
        assert database["PASSWORD"] == "p@ss"


def test_secrets_come_from_files_without_the_newline_that_editors_add(tmp_path):
    file = tmp_path / "key"
    file.write_text("$ecret-from-a-file\n")

    values = read("SECRET_KEY", SECRET_KEY="", SECRET_KEY_FILE=str(file))

    assert values == {"SECRET_KEY": "$ecret-from-a-file"}


def test_values_are_encrypted_with_the_encryption_key_and_not_with_the_secret_key():
    assert [os.environ["ENCRYPTION_KEY"]] == settings.FERNET_KEYS
    sealed = EncryptedJSONField().seal({"token": "t"})

    assert EncryptedJSONField().from_db_value(sealed, None, None) == {"token": "t"}
    with override_settings(FERNET_KEYS=[settings.SECRET_KEY]), pytest.raises(InvalidToken):
        EncryptedJSONField().from_db_value(sealed, None, None)


def test_an_older_encryption_key_still_reads_what_it_wrote():
    assert read("FERNET_KEYS", ENCRYPTION_KEY="new,old")["FERNET_KEYS"] == ["new", "old"]


def test_a_socket_in_any_folder_is_an_address_for_redis_and_for_celery():
    values = read("REDIS_URL", "CELERY_BROKER_URL", DATA_DIR="/a b/d")

    assert values["REDIS_URL"] == "unix:///a%20b/d/redis.sock?db=0"
    assert values["CELERY_BROKER_URL"] == "redis+socket:///a%20b/d/redis.sock?virtual_host=0"


def test_a_laptop_without_env_file_is_told_what_to_type():
    answer = python("from django.conf import settings; settings.DEBUG", "local", DATA_DIR="/d")

    assert answer.stderr.strip().endswith("run `make install` first.")


def test_manage_py_finds_the_servers_of_a_running_make_run(tmp_path):
    (tmp_path / "run.env").write_text("REDIS_URL=unix:///run/x.sock?db=0\nSANDBOX_URL=http://127.0.0.1:4\n")

    laptop = read("REDIS_URL", "SANDBOX_URL", module="local", DATA_DIR=str(tmp_path))
    server = read("SANDBOX_URL", DATA_DIR=str(tmp_path))

    assert laptop == {"REDIS_URL": "unix:///run/x.sock?db=0", "SANDBOX_URL": "http://127.0.0.1:4"}
    assert server == {"SANDBOX_URL": ""}


def test_every_variable_that_is_read_is_described_and_the_other_way_round():
    described = set(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))

    assert described == {"DOTENV", *variables_read()}


def variables_read() -> set[str]:
    """The first argument of every `env.something("NAME")` in the settings."""
    names = set()
    for path in (ROOT / "healthdash" / "settings").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(ast.Attribute(ast.Name("env")), [ast.Constant(str(name)), *_]):
                    names.add(name)
    return names


def test_the_names_of_an_earlier_installation_are_understood():
    oura = read("OURA", OURA_CLIENT_ID="me", OURA_CLIENT_SECRET="mine")["OURA"]

    assert (oura["client_id"], oura["client_secret"]) == ("me", "mine")


def test_one_app_can_be_migrated_before_there_is_a_schedule(tmp_path):
    answer = subprocess.run(
        [sys.executable, "manage.py", "migrate", "accounts", "--verbosity", "0"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/fresh.sqlite3", "DB_NAME": ""},
        capture_output=True,
        text=True,
    )
    assert (answer.returncode, answer.stderr) == (0, "")
