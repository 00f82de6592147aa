"""What an operator types: exit statuses, one clear sentence each, and output that scripts can read."""

import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from integrations.models import Connection, Credential, SyncRun
from integrations.sync import claims, scheduling

from .oura_world import TODAY, connect, run

pytestmark = pytest.mark.django_db
EMAIL = "owner@example.org"


class Terminal(StringIO):
    def isatty(self):
        return True


def command(*arguments, error=None):
    """Exit status, what is on standard output, and what is on standard error."""
    out, error = StringIO(), error or StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=error)
    except CommandError as refused:
        return refused.returncode, out.getvalue(), str(refused)
    except SystemExit as left:
        return left.code, out.getvalue(), error.getvalue()
    return 0, out.getvalue(), error.getvalue()


def is_one_sentence(text):
    return text.strip().endswith(".") and "\n" not in text.strip()


@pytest.fixture
def quick(oura, settings):
    """A connection with hardly any history and one scope."""
    settings.SYNC_DEEP_LOOKBACK_DAYS = 7
    return connect(oura, history=5, scopes=("daily",))


def test_a_sync_that_went_well(quick):
    status, out, _ = command("sync_user", EMAIL)
    assert status == 0
    assert re.search(r"^daily_sleep +1 +\d+ +\d+ +0 ", out, re.MULTILINE)
    assert re.search(r"oura: ok, \d+ requests, \d+ records, \d+ changed, 0 rejected, [\d.]+ s\.", out), out[
        -300:
    ]
    assert "█" not in out, out


def test_progress_is_for_a_terminal_only(quick):
    terminal = Terminal()
    command("sync_user", EMAIL, error=terminal)
    assert "█" in terminal.getvalue()
    status, _, error = command("sync_user", EMAIL)
    assert (status, error) == (0, "")


def test_json_is_one_object_with_everything(quick):
    status, out, _ = command("sync_user", EMAIL, "--json", error=Terminal())
    told = json.loads(out)
    assert status == 0
    assert set(told) >= {"user", "provider", "status", "seconds", "requests", "error", "streams"}
    assert (told["user"], told["provider"], told["status"]) == (EMAIL, "oura", "ok")
    stream = told["streams"]["daily_sleep"]
    assert set(stream) >= {"requests", "records", "changed", "rejected", "cursor", "error"}
    assert stream["records"] and stream["cursor"] == TODAY.isoformat()
    assert "Not shared" in told["streams"]["workout"]["note"]


def test_a_partial_and_a_failed_sync(quick, oura):
    oura.fault("daily_sleep", 500)
    status, out, _ = command("sync_user", EMAIL)
    assert status == 1
    assert "problem of its own" in out
    oura.fault("*", 500)
    assert command("sync_user", EMAIL)[0] == 2
    oura.revoke()
    oura.lift()
    status, out, _ = command("sync_user", EMAIL)
    assert status == 2
    status, _, error = command("sync_user", EMAIL)
    assert status == 2
    assert "not synced" in error and is_one_sentence(error)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["sync_user", "nobody@example.org"], "Nobody here has the e-mail address nobody@example.org"),
        (["sync_user", EMAIL, "--provider", "fitbit"], "There is no provider fitbit"),
        (["sync_user", EMAIL, "--stream", "moods"], "no stream moods"),
        (["sync_user", EMAIL, "--since", "2026-03-05", "--until", "2026-03-01"], "after"),
        (["sync_user", EMAIL, "--since", "2150-01-01"], "future"),
        (["replay", "nobody@example.org", "oura"], "Nobody here"),
        (["replay", EMAIL, "fitbit"], "There is no provider fitbit"),
        (["sync_user", "other@example.org"], "is not connected"),
        (["replay", "other@example.org", "oura"], "is not connected"),
    ],
)
def test_nothing_to_do_is_a_sentence_and_status_3(quick, django_user_model, arguments, says):
    django_user_model.objects.create_user("other@example.org")
    status, out, error = command(*arguments)
    assert (status, out) == (3, "")
    assert says in error and is_one_sentence(error)


@pytest.mark.parametrize("nonsense", ["yesterday", "2026-02-30", "0001-01-01", "9999-12-31", ""])
def test_a_day_that_is_none_is_refused(quick, nonsense):
    with pytest.raises(CommandError, match="is not a day|no day on which"):
        call_command("sync_user", EMAIL, f"--since={nonsense}")


def test_a_worker_that_has_it_is_left_to_it(quick):
    token = claims.claim(quick.pk)
    for arguments in (["sync_user", EMAIL], ["replay", EMAIL, "oura"]):
        status, out, error = command(*arguments)
        assert (status, out) == (3, "")
        assert "a worker is syncing it" in error and is_one_sentence(error)
    assert command("sync_user", EMAIL, "--queue")[0] == 3
    claims.release(quick.pk, token)


def test_a_paused_connection_is_left_alone(quick):
    Connection.objects.update(state="paused")
    for options in ([], ["--queue"]):
        status, _, error = command("sync_user", EMAIL, *options)
        assert status == 3
        assert "paused" in error


def test_a_range_that_was_named_is_read_and_no_more(quick, oura):
    command("sync_user", EMAIL, "--since", "2026-01-05", "--until", "2026-01-06", "--stream", "daily_sleep")
    days = set(quick.raw_records.values_list("stream", "day"))
    assert {str(day) for stream, day in days} == {"2026-01-05", "2026-01-06"}
    assert {stream for stream, day in days} == {"daily_sleep"}


def test_until_alone_reads_the_days_before_it(quick):
    command("sync_user", EMAIL, "--until", "2026-01-20", "--stream", "daily_activity")
    days = {str(day) for day in quick.raw_records.values_list("day", flat=True)}
    assert max(days) == "2026-01-20" and "2026-01-14" in days and min(days) >= "2026-01-13"


def test_queue_leaves_it_to_the_workers(quick, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(scheduling, "enqueue", lambda *arguments: sent.append(arguments[:3]))
    with django_capture_on_commit_callbacks(execute=True):
        status, out, _ = command("sync_user", EMAIL, "--queue")
    assert (status, out) == (0, "oura: queued.\n")
    assert sent == [([quick.pk], "oura", "command")]
    status, out, _ = command("sync_user", EMAIL, "--queue")
    assert (status, out) == (3, "oura: a sync is under way already.\n")
    assert not SyncRun.objects.exists()


def test_everybody(quick, oura):
    other = connect(oura, "other@example.org", "sam", history=5, scopes=("daily",))
    status, out, _ = command("sync_all")
    assert status == 0
    assert out.count(": ok,") == 2
    token = claims.claim(other.pk)
    assert "a worker is syncing it" in command("sync_all")[1]
    claims.release(other.pk, token)
    Connection.objects.update(state="paused")
    assert command("sync_all")[0] == 3


def test_a_replay_says_what_it_did(quick):
    run(quick)
    status, out, _ = command("replay", EMAIL, "oura", "--since", "2026-03-10")
    assert status == 0
    assert "oura: ok, 0 requests" in out


def test_no_output_holds_a_secret(quick, oura, caplog):
    caplog.set_level("DEBUG")
    secrets = Credential.objects.get().secret.values()
    said = "".join(map(str, command("sync_user", EMAIL) + command("sync_user", EMAIL, "--json")))
    oura.fault("*", 500)
    said += "".join(map(str, command("sync_user", EMAIL))) + caplog.text
    assert not [secret for secret in secrets if secret in said]
