"""Today is there today, late and changed data follow, and a person's corrections outlive all of it."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection as database
from django.urls import reverse

from integrations.models import Connection, Credential, RawRecord, StreamState, SyncRun
from integrations.sync.replaying import replay
from metrics import corrections
from metrics.models import Annotation, Correction, DailyMetric, SleepPeriod

from .oura_world import DAY, NOW, TODAY, connect, rows, run

pytestmark = pytest.mark.django_db
OK, PARTIAL, FAILED = SyncRun.Status.OK, SyncRun.Status.PARTIAL, SyncRun.Status.FAILED
DAILY_SLEEP = frozenset({"daily_sleep"})


def value(day, metric):
    return DailyMetric.objects.filter(day=day, metric=metric).values_list("value", flat=True).first()


def row(day, metric):
    return DailyMetric.objects.get(day=day, metric=metric)


# --- today -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Pago_Pago", "Pacific/Kiritimati", "Asia/Kolkata"])
def test_last_night_and_today_are_there_wherever_the_person_is(oura, zone):
    """Their own zone may differ from the ring's: a day is what the ring says it is."""
    connection = connect(oura, zone=zone, history=32)
    assert run(connection).status == OK
    night = SleepPeriod.objects.filter(day=TODAY, kind="night").get()
    assert night.end < NOW
    for metric in ("sleep.score", "sleep.main", "readiness.score", "activity.steps"):
        assert value(TODAY, metric), metric


def test_today_grows_with_every_sync(connection, set_now):
    run(connection)
    morning = value(TODAY, "activity.steps")
    set_now(NOW + timedelta(hours=9))
    assert run(connection).changed
    assert value(TODAY, "activity.steps") > morning


def test_a_night_in_progress_is_none_until_it_is_over(connection, set_now):
    set_now(NOW.replace(hour=2))
    run(connection)
    assert value(TODAY, "sleep.main") is None
    assert not SleepPeriod.objects.filter(day=TODAY, kind="night").exists()
    set_now(NOW)
    run(connection)
    assert value(TODAY, "sleep.main") > 3 * 3600


def test_a_day_that_comes_late_is_read_when_it_comes(connection, oura, set_now):
    oura.change("*", day=(TODAY - DAY).isoformat(), hide=True)
    run(connection)
    assert value(TODAY - DAY, "sleep.score") is None
    set_now(NOW + 5 * DAY)
    run(connection)
    assert value(TODAY - DAY, "sleep.score") is None
    oura.unchange()
    run(connection)
    assert value(TODAY - DAY, "sleep.score")
    assert value(TODAY - DAY, "sleep.main")


def test_a_late_change_is_seen_in_the_weekly_look_back(connection, oura, set_now):
    run(connection)
    old = TODAY - 20 * DAY
    oura.change("daily_sleep", day=old.isoformat(), set={"score": 3})
    run(connection)
    assert value(old, "sleep.score") != 3, "it is further back than every run looks"
    set_now(NOW + 8 * DAY)
    run(connection)
    assert value(old, "sleep.score") == 3


def test_a_pause_of_two_months_leaves_no_hole(connection, oura, set_now):
    set_now(NOW - 60 * DAY)
    run(connection)
    set_now(NOW)
    run(connection)
    days = DailyMetric.objects.filter(metric="activity.steps", day__gt=TODAY - 60 * DAY)
    assert days.count() >= 58


def test_a_document_with_a_new_id_takes_the_place_of_the_old_one(connection, oura):
    run(connection)
    before = rows(connection)
    oura.change("sleep", day=TODAY.isoformat(), new_id="thought-again")
    run(connection)
    after = rows(connection)
    assert after["DailyMetric"] == before["DailyMetric"]
    assert SleepPeriod.objects.filter(day=TODAY, external_id="thought-again").count() == 1
    assert len(after["SleepPeriod"]) == len(before["SleepPeriod"])
    assert len(after["RawRecord"]) == len(before["RawRecord"])


def test_a_nap_counts_on_the_day_that_the_vendor_says(oura):
    connection = connect(oura, person="robin", history=300, scopes=("daily",))
    run(connection)
    late = [nap for nap in SleepPeriod.objects.filter(kind="nap") if nap.local_start.date() < nap.day]
    assert late, "this household has late naps"
    for nap in late:
        assert value(nap.day, "sleep.naps") >= nap.total


def test_a_window_that_lost_something_lets_go_of_just_that(connection, oura):
    run(connection)
    oura.change("workout", hide=True)
    oura.change("daily_sleep", day=(TODAY - 2 * DAY).isoformat(), hide=True)
    done = run(connection)
    assert value(TODAY - 2 * DAY, "sleep.score") is None
    assert value(TODAY - 3 * DAY, "sleep.score")
    held = StreamState.objects.get(stream="workout")
    assert (done.status, held.doubted_from is not None) in {(OK, False), (PARTIAL, True)}


def test_only_days_that_were_empty_twice_are_believed_to_be(connection, oura, set_now):
    """The second look may be a longer one, and what only that one missed needs a second look itself."""
    set_now(NOW - 8 * DAY)
    run(connection)
    set_now(NOW - 2 * DAY)
    run(connection)
    oura.fault("daily_sleep", "empty")
    run(connection)
    assert value(TODAY - 5 * DAY, "sleep.score"), "once is not enough"
    set_now(NOW)  # a week after the first look back of thirty days
    run(connection)
    assert value(TODAY - 25 * DAY, "sleep.score"), "these days were empty once only"
    run(connection)
    assert value(TODAY - 25 * DAY, "sleep.score") is None


# --- corrections -------------------------------------------------------------------------------------


def correct(connection, day, metric, to):
    user = connection.user
    return corrections.correct_daily(
        user=user, by=user, day=day, metric=metric, source="oura", value=to, reason="I know better"
    )


def test_a_correction_outlives_a_sync_a_replay_a_changed_value_and_a_withdrawal(connection, oura):
    run(connection)
    said = value(TODAY, "sleep.score")
    correct(connection, TODAY, "sleep.score", 55)
    run(connection)
    replay(connection)
    assert (row(TODAY, "sleep.score").effective, value(TODAY, "sleep.score")) == (55, said)

    oura.change("daily_sleep", day=TODAY.isoformat(), set={"score": 12})
    run(connection)
    held = row(TODAY, "sleep.score")
    assert (held.value, held.effective) == (12, 55)
    assert corrections.source_changed(Correction.objects.get(user=connection.user))

    oura.change("daily_sleep", day=TODAY.isoformat(), hide=True)
    run(connection)
    held = row(TODAY, "sleep.score")
    assert (held.value, held.effective) == (None, 55), "withdrawn by the source, kept for its person"
    replay(connection)
    assert row(TODAY, "sleep.score").effective == 55


def test_a_corrected_night_outlives_a_sync_and_a_replay_and_its_day_follows(connection, oura):
    run(connection)
    user = connection.user
    night = SleepPeriod.objects.get(day=TODAY, kind="night")
    earlier = night.end - timedelta(minutes=30)
    corrections.correct_event(user=user, by=user, event=night, field="end", value=earlier)
    waketime = value(TODAY, "sleep.waketime")
    oura.change("sleep", id=night.external_id, set={"average_hrv": 77})
    run(connection)
    night.refresh_from_db()
    assert (night.end, night.hrv) == (earlier, 77)
    assert value(TODAY, "sleep.hrv") == 77
    replay(connection)
    night.refresh_from_db()
    assert night.end == earlier
    assert value(TODAY, "sleep.waketime") == waketime


def test_an_excluded_day_stays_excluded(connection, oura):
    run(connection)
    user = connection.user
    corrections.exclude_daily(
        user=user, by=user, day=TODAY, metric="sleep.score", source="oura", excluded=True
    )
    oura.change("daily_sleep", day=TODAY.isoformat(), set={"score": 12})
    run(connection)
    replay(connection)
    held = row(TODAY, "sleep.score")
    assert (held.value, held.excluded) == (12, True)


def test_a_replay_gives_the_rows_of_the_sync(connection):
    run(connection)
    before = rows(connection)
    assert replay(connection).status == OK
    assert rows(connection) == before


# --- keys --------------------------------------------------------------------------------------------


def use_key(settings, key):
    """As after a restart with another ENCRYPTION_KEY: fields keep what they derived from it."""
    settings.FERNET_KEYS = [key]
    for model in (Credential, RawRecord, Annotation, Correction):
        for field in model._meta.concrete_fields:
            for name in ("keys", "fernet_keys", "fernet"):
                field.__dict__.pop(name, None)


def test_the_wrong_encryption_key_is_told_and_overwrites_nothing(client, connection, settings):
    run(connection)
    right = settings.FERNET_KEYS[0]
    stored = raw_bytes()
    before = rows(connection)
    try:
        use_key(settings, "another key")
        met = run(connection)
        assert met.status == FAILED
        assert "ENCRYPTION_KEY" in met.error
        connection.refresh_from_db()
        assert connection.state == Connection.State.ACTIVE, "connecting again would not help"
        with pytest.raises(CommandError, match="ENCRYPTION_KEY"):
            call_command("replay", connection.user.email, "oura")
        assert SyncRun.objects.filter(status=SyncRun.Status.RUNNING).count() == 0
        client.force_login(connection.user)
        page = client.get(reverse("connections"))
        assert page.status_code == 200
        assert "ENCRYPTION_KEY" in page.content.decode()
        said = client.post(reverse("connection_test", args=["oura"]), follow=True)
        assert "ENCRYPTION_KEY" in said.content.decode()
        for name in ("today", "sleep", "settings"):
            assert client.get(reverse(name)).status_code == 200, name
        assert client.get(reverse("night", args=[TODAY])).status_code == 200
        assert client.get(reverse("receipt", args=["sleep.score", TODAY])).status_code == 200
        assert raw_bytes() == stored
    finally:
        use_key(settings, right)
    assert rows(connection) == before
    assert run(connection).status == OK
    assert replay(connection).status == OK
    assert rows(connection) == before


def raw_bytes():
    """What the database holds, undecrypted."""
    with database.cursor() as cursor:
        cursor.execute("SELECT id, secret FROM integrations_credential")
        secrets = [(pk, bytes(secret)) for pk, secret in cursor.fetchall()]
        cursor.execute("SELECT id, payload FROM integrations_rawrecord ORDER BY id")
        return secrets, [(pk, bytes(payload)) for pk, payload in cursor.fetchall()]
