"""`manage.py doctor`: every line that an operator may meet."""

import re
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO

import pytest
from celery.signals import beat_init
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

import integrations.tasks  # noqa: F401 - hears of beat
from accounts.models import User
from celery_app import app
from healthdash.doctor import clocks, configuration, workers
from healthdash.lib.fields import EncryptedJSONField
from integrations.models import Connection, Credential, Heartbeat
from integrations.registry import PROVIDERS

pytestmark = pytest.mark.django_db
QUEUES = sorted(["default", *(f"sync.{slug}" for slug in PROVIDERS)])


def report() -> tuple[str, int]:
    """What the command prints, and its exit status."""
    out = StringIO()
    try:
        call_command("doctor", stdout=out, no_color=True)
    except SystemExit as end:
        return out.getvalue(), int(str(end.code))
    return out.getvalue(), 0


@pytest.fixture(autouse=True)
def no_long_wait_for_workers(monkeypatch):
    monkeypatch.setattr(workers, "SECONDS_TO_ANSWER", 0.2)


@pytest.fixture
def oura():
    user = User.objects.create_user("ada@example.org", "a good password")
    return Connection.objects.create(user=user, provider="oura")


def test_nothing_running_is_said_with_what_to_start():
    text, status = report()

    assert status == 1
    assert "WRONG  worker: never seen. Start it" in text
    assert "WRONG  beat: never seen. Start it" in text
    assert f"WRONG  queues: no worker reads {','.join(QUEUES)}." in text
    assert re.search(r"ok +migrations: all applied", text)


def test_a_worker_that_has_gone_quiet_is_wrong():
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(hours=2))

    assert "WRONG  worker: last seen 2 hours ago" in report()[0]


def test_a_worker_that_was_just_heard_of_is_well():
    Heartbeat.objects.create(name="worker", at=timezone.now())

    text, _ = report()

    assert "ok     worker: last seen less than a minute ago; nothing has been synced yet" in text
    assert "ok     beat: last seen less than a minute ago" in text


@pytest.mark.parametrize(
    ("hours_ago", "said"),
    [
        ({"worker": 2, "worker process": 0, "beat": 2}, "start beat"),
        ({"worker": 2, "worker process": 2, "beat": 0}, "start the workers"),
        ({"worker": 0, "worker process": 0, "beat": 0}, "these queues stand still: sync.oura"),
    ],
    ids=["beat", "workers", "queue"],
)
def test_what_is_overdue_is_said_with_the_part_that_stands_still(oura, hours_ago, said):
    now = timezone.now()
    for name, hours in hours_ago.items():
        Heartbeat.objects.create(name=name, at=now - timedelta(hours=hours))
    Connection.objects.update(next_sync_at=now - timedelta(hours=2))

    assert said in report()[0]


def test_beat_is_heard_of_from_its_first_moment():
    app.loader.import_default_modules()  # as beat does at its start
    beat_init.send(sender=None)

    assert "ok     beat: last seen less than a minute ago" in report()[0]


@pytest.mark.worker
def test_queues_are_well_while_a_worker_reads_them(monkeypatch):
    monkeypatch.setattr(workers, "SECONDS_TO_ANSWER", 1.0)
    command = [sys.executable, "-m", "healthdash.laptop.worker", "--pool", "solo"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as worker:
        try:
            until = time.monotonic() + 30
            while (
                finding := workers.queues(workers.queues_read())
            ).level.value != "ok" and time.monotonic() < until:
                time.sleep(0.1)
        finally:
            worker.kill()

    assert finding.text == f"workers read {', '.join(QUEUES)}"


def test_a_lost_redis_is_wrong_and_the_rest_is_still_told(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    text, status = report()

    assert status == 1
    assert "WRONG  redis: does not answer" in text
    assert "encryption key: " in text


def test_the_encryption_key_fits_what_is_stored(oura):
    Credential.objects.create(connection=oura, secret={"access_token": "t"})

    assert "ok     encryption key: reads what is stored" in report()[0]


def test_the_wrong_encryption_key_is_wrong_and_nothing_is_overwritten(oura, settings):
    Credential.objects.create(connection=oura, secret={})
    settings.FERNET_KEYS = ["another key"]
    sealed = EncryptedJSONField().seal({"access_token": "t"})
    with connection.cursor() as database:
        database.execute("UPDATE integrations_credential SET secret = %s", [sealed])

    text, status = report()

    assert status == 1
    assert "WRONG  encryption key: stored values were written with another key." in text
    with connection.cursor() as database:
        database.execute("SELECT secret FROM integrations_credential")
        assert bytes(database.fetchone()[0]) == sealed


def test_a_connection_that_nobody_syncs_is_wrong(oura):
    Connection.objects.update(next_sync_at=timezone.now() - timedelta(hours=3))

    assert "WRONG  schedule: connections due for over an hour: 1." in report()[0]


def test_the_exact_redirect_address_to_register_is_shown(settings):
    settings.PUBLIC_URL = "https://health.example.org"
    address = "https://health.example.org/accounts/oura/login/callback/"

    settings.OURA = {**settings.OURA, "client_id": "", "client_secret": ""}
    text = report()[0]
    assert "note   provider oura: no app registered yet (docs/connect-oura.md); " in text
    assert f"the redirect URI to register is {address}\n" in text

    settings.OURA = {**settings.OURA, "client_id": "me", "client_secret": "mine"}
    assert f"must be {address}\n" in report()[0]


def test_what_needs_no_app_is_named_by_what_people_bring():
    text = report()[0]

    assert re.search(r"ok +provider rize: people paste a key of their own; nothing to set up", text)
    assert re.search(r"ok +provider files: people bring files of their own; nothing to set up", text)


def test_without_mail_it_is_said_what_people_do_without():
    assert "note   mail: not set up (EMAIL_URL): nobody is reminded" in report()[0]


def test_a_mail_server_that_cannot_be_reached_is_wrong(settings):
    settings.MAIL_IS_SET_UP = True
    assert configuration.mail().level.value == "ok"

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_HOST_PASSWORD = "127.0.0.1", 1, "hunter2"
    finding = configuration.mail()

    assert str(finding).startswith("WRONG  mail: the mail server does not let us in (ConnectionRefusedError)")
    assert "hunter2" not in str(finding)


def test_a_clock_that_is_off_is_wrong(monkeypatch):
    monkeypatch.setattr(clocks, "redis_time", lambda: timezone.now() + timedelta(minutes=2))

    finding = clocks.clock(database=True, redis=True)

    assert str(finding).startswith("WRONG  clock: Redis's differs by 1")


def test_the_clocks_of_the_servers_in_use_agree():
    assert clocks.clock(database=True, redis=True).level.value == "ok"


def test_an_env_file_that_others_can_read_is_wrong(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    file = tmp_path / ".env"
    file.touch(mode=0o644)
    assert "chmod 600" in next(configuration.settings_read()).text

    file.chmod(0o600)
    assert "chmod" not in next(configuration.settings_read()).text


def test_no_secret_is_in_the_report(oura, settings):
    Credential.objects.create(connection=oura, secret={"access_token": "very-secret"})
    settings.REDIS_URL = "redis://:hunter2@127.0.0.1:1/0"

    text, _ = report()

    for secret in ("very-secret", "hunter2", settings.SECRET_KEY, *settings.FERNET_KEYS):
        assert secret not in text
