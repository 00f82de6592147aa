"""Subscriptions, made over real HTTP with the sandbox, which calls our real address back meanwhile."""

from dataclasses import replace
from datetime import time, timedelta
from io import StringIO

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.utils import timezone

from healthdash.doctor.finding import Level
from healthdash.doctor.webhooks import finding
from integrations import services, tasks
from integrations.models import Connection, SyncRun, WebhookEvent, WebhookSubscription
from integrations.registry import PROVIDERS
from integrations.selectors import connection_statuses
from integrations.sync import scheduling
from integrations.sync.running import Options, sync
from integrations.tests import oura_world
from integrations.tests.oura_world import NOW
from integrations.webhooks import keeping, selectors
from integrations.webhooks.selectors import Standing
from integrations.wording import words_for

pytestmark = pytest.mark.django_db(transaction=True)
ALL = 6  # two kinds of data, three kinds of event: enough, and quick


@pytest.fixture(autouse=True)
def few_topics(monkeypatch):
    whole = PROVIDERS["oura"]
    topics = tuple(topic for topic in whole.webhook.topics if topic.data_type in {"sleep", "daily_sleep"})
    few = replace(whole, webhook=replace(whole.webhook, topics=topics))
    monkeypatch.setitem(PROVIDERS, "oura", few)
    return whole


@pytest.fixture
def here(live_server, settings, alex):
    """Our own server, where the sandbox can reach it."""
    settings.PUBLIC_URL = live_server.url
    return live_server


def keep(**options):
    keeping.keep(PROVIDERS["oura"], "sandbox", **options)
    return selectors.standing(PROVIDERS["oura"], "sandbox", timezone.now())


def there(oura):
    return [each for _number, each in oura.sandbox.webhooks.all()]


def asked(oura):
    return len(oura.requests("webhook"))


def rows(**fields):
    return WebhookSubscription.objects.filter(**fields)


def test_every_topic_is_subscribed_to_once(here, oura):
    found = keep()
    assert (found.state, found.live, found.problem) == (Standing.State.LIVE, ALL, "")
    assert asked(oura) == ALL + 1
    assert {each["callback_url"] for each in there(oura)} == {f"{here.url}/webhooks/oura/sandbox/"}
    assert len({each["verification_token"] for each in there(oura)}) == ALL
    oura.sandbox.seen.clear()
    keep()
    assert asked(oura) == 1, "once they are there, one question a day"
    assert rows().count() == ALL


def test_there_is_a_topic_for_every_stream_but_the_samples(few_topics, here, oura, monkeypatch):
    monkeypatch.setitem(PROVIDERS, "oura", few_topics)
    assert keep().live == 45
    topics = {each["data_type"] for each in there(oura)}
    assert topics == {stream.slug.lower() for stream in few_topics.streams} - {"heartrate"}
    assert {each["event_type"] for each in there(oura)} == {"create", "update", "delete"}


def test_they_are_renewed_a_week_before_they_end(here, oura, set_now):
    keep()
    ends = NOW + timedelta(days=90)
    set_now(ends - timedelta(days=8))
    oura.sandbox.seen.clear()
    keep()
    assert asked(oura) == 1
    set_now(ends - timedelta(days=6))
    assert keep().until == NOW + timedelta(days=84 + 90)
    assert asked(oura) == 2 + ALL


def test_what_lapsed_is_seen_and_made_again(here, oura, set_now):
    keep()
    set_now(NOW + timedelta(days=91))
    assert selectors.standing(PROVIDERS["oura"], "sandbox", timezone.now()).state is Standing.State.LAPSED
    told = finding(PROVIDERS["oura"], "sandbox")
    assert (told.level, "run out: 0 of 6" in told.text) == (Level.WRONG, True)
    assert keep().state is Standing.State.LIVE
    assert finding(PROVIDERS["oura"], "sandbox").level is Level.OK


def test_what_the_vendor_dropped_without_a_word_is_made_again(here, oura):
    keep()
    oura.sandbox.webhooks.lapse()
    assert keep().live == ALL == len(there(oura))


def test_one_that_is_gone_when_it_is_to_be_renewed_is_made_again(here, oura):
    keep()
    oura.sandbox.webhooks.expire_in(days=3)
    oura.fault("webhook", 403, after=1, times=1)
    assert keep().live == ALL
    oura.lift()
    oura.sandbox.webhooks.expire_in(days=3)
    oura.fault("webhook", 404, after=1, times=1)
    assert keep().live == ALL


def test_one_that_is_there_already_is_taken_for_ours(here, oura):
    """As after a backup was restored: the vendor has them, and we do not know."""
    keep()
    rows().delete()
    assert keep().live == ALL
    assert len(there(oura)) == ALL
    tokens = {each["id"]: each["verification_token"] for each in there(oura)}
    assert all(tokens[row.vendor_id] == row.verification_token for row in rows())


def test_one_that_appeared_meanwhile_is_there_already(here, oura):
    keep()
    rows(data_type="sleep").delete()
    oura.fault("webhook", 409, times=1)  # an answer nobody expects: to the list
    keep()
    assert "did not understand" in rows().exclude(problem="").first().problem
    assert keep().live == ALL


def test_a_409_for_what_is_not_listed_is_a_problem_that_is_said(here, oura):
    oura.fault("webhook", 409, after=1, times=1)
    found = keep()
    assert found.live == ALL - 1
    assert found.problem == "Oura says that there is a subscription already, and does not list it."


def test_another_installation_with_the_same_app_is_left_alone_until_told(here, oura, settings):
    keep()
    rows().delete()
    settings.PUBLIC_URL = here.url.replace("localhost", "127.0.0.1")
    found = keep()
    assert found.live == 0 and "another installation" in found.problem
    assert {each["callback_url"] for each in there(oura)} == {f"{here.url}/webhooks/oura/sandbox/"}
    assert keep(take_over=True).live == ALL
    assert {each["callback_url"] for each in there(oura)} == {f"{settings.PUBLIC_URL}/webhooks/oura/sandbox/"}


def test_a_new_address_of_ours_is_told(here, oura, settings):
    keep()
    settings.PUBLIC_URL = here.url.replace("localhost", "127.0.0.1")
    assert keep().live == ALL
    assert {each["callback_url"] for each in there(oura)} == {f"{settings.PUBLIC_URL}/webhooks/oura/sandbox/"}


def test_an_address_that_the_vendor_cannot_reach_is_said_after_three_tries(oura, alex, settings):
    settings.PUBLIC_URL = "http://127.0.0.1:9"
    found = keep()
    assert (found.state, found.live) == (Standing.State.NONE, 0)
    assert asked(oura) == 4
    told = finding(PROVIDERS["oura"], "sandbox")
    assert told.level is Level.NOTE
    assert "http://127.0.0.1:9/webhooks/oura/sandbox/ from the internet" in told.text


@pytest.mark.parametrize("kind", ["500", "drop", "429", "broken_json", "401", "html"])
def test_when_the_vendor_is_down_the_problem_is_seen_and_nothing_is_lost(here, oura, kind):
    keep()
    oura.fault("webhook", kind)
    oura.sandbox.webhooks.expire_in(days=3)
    found = keep()
    assert (found.state, found.live) == (Standing.State.LIVE, ALL)
    assert found.problem.startswith("Oura")
    assert found.problem in finding(PROVIDERS["oura"], "sandbox").text
    oura.lift()
    assert keep().problem == ""


def test_when_it_goes_down_half_way_the_rest_waits_for_tomorrow(here, oura):
    oura.fault("webhook", 500, after=3)
    found = keep()
    assert (found.state, found.live) == (Standing.State.PARTLY, 2)
    assert asked(oura) == 4
    oura.lift()
    assert keep().live == ALL


def test_the_nightly_task_keeps_the_sandbox_only_where_somebody_subscribed(here, oura):
    tasks.keep_webhooks()
    assert not rows().exists() and asked(oura) == 0
    keep()
    oura.sandbox.webhooks.expire_in(days=3)
    tasks.keep_webhooks()
    assert rows(expires_at__gt=NOW + timedelta(days=80)).count() == ALL


def test_the_real_vendor_is_asked_as_soon_as_everything_is_set_up_and_then_every_night(
    here, oura, settings, alex, monkeypatch
):
    """The sandbox in the place of the vendor: everything as live, at another address."""
    monkeypatch.setattr(scheduling, "enqueue", lambda *message: None)
    monkeypatch.setattr(current_app, "send_task", lambda name, **options: current_app.tasks[name]())
    settings.OURA = {
        **settings.OURA,
        "client_id": "sandbox-client",
        "client_secret": "sandbox-secret",
        "api_url": f"{oura.url}/oura",
    }
    tasks.keep_webhooks()
    assert not rows().exists(), "PUBLIC_URL is not https"
    settings.PUBLIC_IS_SECURE = True
    services.begin(alex)
    assert not rows().exists(), "it is a connection to the sandbox"
    alex.world = "live"
    services.begin(alex)
    assert rows(world="live").exclude(vendor_id="").count() == ALL, "with the first connection"
    assert there(oura)[0]["callback_url"] == f"{here.url}/webhooks/oura/live/"
    oura.sandbox.seen.clear()
    services.begin(alex)
    assert asked(oura) == 0, "from then on it is the night's work"
    tasks.keep_webhooks()
    assert asked(oura) == 1
    settings.OURA = {**settings.OURA, "webhooks": False}
    oura.sandbox.seen.clear()
    tasks.keep_webhooks()
    assert asked(oura) == 0


# --- for the operator -------------------------------------------------------------------------------------


def command(*arguments):
    out = StringIO()
    call_command("oura_webhooks", *arguments, stdout=out)
    return out.getvalue()


def test_the_operator_makes_lists_and_ends_them(here, oura):
    assert "6 of 6 topics are subscribed to." in command("sync", "--world", "sandbox")
    listed = command("list", "--world", "sandbox")
    assert "sleep                     update  until 2026-06-14 08:00 UTC  here" in listed
    assert "6 of 6 topics; our address is " in listed
    for row in rows():
        assert row.verification_token not in listed
    assert "6 subscriptions were ended." in command("delete", "--world", "sandbox")
    assert not there(oura) and not rows().exists()


def test_the_operator_hears_why_it_does_not_work(oura, alex, settings):
    settings.PUBLIC_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="must reach http://127.0.0.1:9/webhooks/oura/sandbox/") as failed:
        command("sync", "--world", "sandbox")
    assert failed.value.returncode == 2
    oura.fault("webhook", 500)
    with pytest.raises(CommandError, match="Oura has a problem of its own"):
        command("list", "--world", "sandbox")


@pytest.mark.parametrize(
    ("oura_settings", "secure", "reason"),
    [
        ({"client_id": ""}, True, "No app is registered with Oura yet."),
        ({}, False, "Oura calls https addresses only, and PUBLIC_URL is not one."),
        ({"webhooks": False}, True, "OURA_WEBHOOKS turns them off."),
    ],
)
def test_why_they_are_off_is_said(settings, oura_settings, secure, reason):
    app = {"client_id": "us", "client_secret": "ours", "webhooks": True}
    settings.OURA = {**settings.OURA, **app, **oura_settings}
    settings.PUBLIC_IS_SECURE = secure
    with pytest.raises(CommandError, match=f"Webhooks are off here. {reason}") as nothing:
        command("sync")
    assert nothing.value.returncode == 3
    told = finding(PROVIDERS["oura"], "live")
    assert (told.level, reason in told.text) == (Level.NOTE, True)


def test_the_admin_shows_them_and_no_token(here, oura, admin_client):
    keep()
    row = rows().first()
    for address in ("", f"{row.pk}/change/"):
        page = admin_client.get(f"/admin/integrations/webhooksubscription/{address}").content.decode()
        assert row.data_type in page
        assert row.verification_token not in page
    assert admin_client.post(f"/admin/integrations/webhooksubscription/{row.pk}/change/").status_code == 403
    assert admin_client.get("/admin/integrations/webhooksubscription/add/").status_code == 403


# --- all the way ------------------------------------------------------------------------------------------


def test_from_the_ring_to_the_number_over_real_http(here, oura, alex):
    oura_world.run(alex)
    keep()
    day = (NOW - timedelta(days=1)).date()
    oura.change("daily_sleep", day=day.isoformat(), set={"score": 37})
    assert oura.fire("daily_sleep", event_type="update", times=3) == [200, 200, 200]
    assert oura.fire("daily_sleep", forged=True) == [401]
    assert oura.fire("daily_sleep", account="somebody") == [200]
    assert oura.fire("meal") == [], "nobody subscribed to that"
    assert WebhookEvent.objects.count() == 1
    run = sync(Connection.objects.select_related("user").get(), Options(SyncRun.Trigger.WEBHOOK))
    assert (run.status, run.requests, run.changed) == ("ok", 1, 1)


# --- what a person sees -----------------------------------------------------------------------------------


def sentence(alex):
    status = next(s for s in connection_statuses(alex.user) if s.connection)
    return words_for(status, alex.user).sentence


def hear(alex, at):
    WebhookEvent.objects.create(connection=alex, digest=str(at), stream="sleep", received_at=at)


def test_who_is_told_looks_half_as_often_and_says_so(here, oura, alex, set_now):
    oura_world.run(alex)
    keep()
    assert "tells us" not in sentence(alex), "subscribed to is not yet told"
    hear(alex, NOW)
    alex.refresh_from_db()
    assert selectors.hours(alex, NOW) == 4
    assert sentence(alex).endswith("Oura tells us when something is new; we also look every 4 hours.")
    oura_world.run(alex)
    alex.refresh_from_db()
    assert timedelta(hours=3.7) < alex.next_sync_at - NOW < timedelta(hours=4.3)


@pytest.mark.parametrize(("every", "told"), [(1, 2), (2, 4), (4, 8), (6, 12), (8, 12), (12, 12), (24, 24)])
def test_however_seldom_somebody_looks_twice_a_day_is_the_least_for_this(every, told):
    assert selectors.stretched(every) == told


def test_who_has_heard_nothing_for_two_days_looks_as_often_as_before(here, oura, alex, set_now):
    keep()
    hear(alex, NOW - timedelta(hours=49))
    assert selectors.hours(alex, NOW) == 2
    hear(alex, NOW - timedelta(hours=47))
    assert selectors.hours(alex, NOW) == 4
    set_now(NOW + timedelta(days=91))
    assert selectors.hours(alex, timezone.now()) == 2


def test_one_lapsed_topic_is_enough_to_look_as_often_as_before(here, oura, alex):
    keep()
    hear(alex, NOW)
    rows(data_type="sleep", event_type="delete").update(expires_at=NOW - timedelta(seconds=1))
    assert selectors.hours(alex, NOW) == 2
    assert "tells us" not in sentence(alex)


def test_who_looks_once_a_day_at_a_time_keeps_it(here, oura, alex):
    keep()
    hear(alex, NOW)
    alex.at_time, alex.every_hours = time(7), 24
    alex.last_success_at, alex.next_sync_at = NOW, NOW + timedelta(hours=23)
    alex.save()
    assert selectors.hours(alex, NOW) == 24
    assert sentence(alex).endswith("Oura tells us when something is new; we also look once a day.")
