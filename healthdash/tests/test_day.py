"""The page of one day: four lives on one line of time, every number with its source."""

import html
import re
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from journal.models import DailyLog, JournalSettings, Reflection, Rested, Tag, TagAnswer
from metrics import corrections, ingest
from metrics.models import Annotation, Correction, CustomMetric, SleepPeriod, WorkSession
from metrics.tests.factories import (
    AnnotationFactory,
    DailyMetricFactory,
    FinanceEntryFactory,
    SleepPeriodFactory,
    VitalFactory,
    WorkoutFactory,
    WorkSessionFactory,
)
from metrics.tests.years import live, night

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 5, 11, tzinfo=UTC)
DAY = date(2026, 3, 1)  # a Sunday


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def person(client):
    user = UserFactory(timezone="Europe/Berlin")
    client.force_login(user)
    return user


def plain(text):
    return re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("\xa0", " "))


def page(client, day=DAY):
    answer = client.get(f"/day/{day}/")
    assert answer.status_code == 200
    return plain(answer.content.decode())


def full(user, day=DAY):
    """A day with something of every kind."""
    live(user, 100, until=day, nights=1)
    start = datetime.combine(day, time(8), UTC)
    for n in range(6):
        at = start + timedelta(hours=n)
        WorkSessionFactory(user=user, day=day, start=at, kind=["focus", "meeting", "break"][n % 3])
    WorkoutFactory(user=user, day=day, start=start + timedelta(hours=8))
    AnnotationFactory(user=user, day=day, start=start + timedelta(hours=12), end=None)
    tag = Tag.objects.create(user=user, slug="late", name="Late meal", kind="time")
    walk = Tag.objects.create(user=user, slug="walk", name="A walk")
    log = DailyLog.objects.create(user=user, day=day, mood=4, energy=3, text="A heron by the canal")
    TagAnswer.objects.create(log=log, tag=tag, yes=True, time=time(21, 30))
    TagAnswer.objects.create(log=log, tag=walk, yes=False)
    FinanceEntryFactory(user=user, day=day, start=start + timedelta(hours=4), category="Groceries")
    VitalFactory(user=user, day=day, start=None)
    for title in ("First", "Second"):
        Reflection.objects.create(user=user, day=day, title=title, text="*slow*").tags.set([tag, walk])
    JournalSettings.objects.create(user=user)


# --- What stands on it -------------------------------------------------------------------------------


def test_four_lives_stand_on_one_line_of_time(client, person):
    full(person)

    found = page(client)

    for lane in ("Night", "Movement", "Work", "Money", "Words"):
        assert f">{lane}</text>" in found
    assert "7 h 20 min asleep between 00:10 and 08:10." in found
    assert "Running for 1 h." in found
    assert "A heron by the canal" in found
    assert "<em>slow</em>" in found
    assert "21:30" in found


def test_every_mark_leads_to_its_line(client, person):
    full(person)

    found = page(client)
    marks = set(re.findall(r'<a href="#([\w-]+)" tabindex="-1"', found))
    lines = set(re.findall(r'<li class="moment" id="([\w-]+)"', found))

    assert len(marks) >= 9
    assert marks <= lines


def test_the_list_is_in_order_of_time(client, person):
    full(person)

    found = re.sub(r"<details.*?</details>", "", page(client))  # the stretches of work are folded in
    times = re.findall(r'<span class="moment-time">(\d\d:\d\d)', found)

    assert times == sorted(times)


def test_a_night_that_began_the_evening_before_stands_left_of_midnight(client, person):
    SleepPeriodFactory(user=person, day=DAY)  # from 23:00 at +01:00

    found = page(client)

    assert "Sat 23:00 to 07:00" in found
    assert "tl-midnight" in found
    assert 'x="0%"' in found  # the line of time begins with that hour


def test_a_nap_and_a_night_are_told_apart(client, person):
    SleepPeriodFactory(user=person, day=DAY)
    SleepPeriodFactory(
        user=person, day=DAY, kind=SleepPeriod.Kind.NAP, total=1_800,
        start=datetime(2026, 3, 1, 13, tzinfo=UTC), end=datetime(2026, 3, 1, 13, 30, tzinfo=UTC),
    )  # fmt: skip

    found = page(client)

    assert "14:00 to 14:30" in found
    assert ">Nap<" in found


def test_every_number_says_its_source_how_it_compares_and_where_it_is_from(client, person):
    live(person, 100, until=DAY, nights=1)

    found = page(client)

    assert f'href="/metrics/sleep.hrv/{DAY}/" data-sheet="receipt"' in found
    row = found.split("/metrics/sleep.hrv/")[1].split("</li>")[0]
    assert "Oura" in row
    assert "ms" in row
    assert "usual" in row or "Usual" in row or "in 60 days" in row


def test_money_and_measured_values_are_told_with_their_source(client, person):
    who = {"user": person, "day": DAY}
    FinanceEntryFactory(**who, amount="23.40", currency="EUR", category="Groceries", direction="spent")
    FinanceEntryFactory(**who, amount="2000", currency="EUR", direction="income")
    FinanceEntryFactory(user=UserFactory(), day=DAY, amount="77.77", currency="EUR")
    VitalFactory(**who, metric="vital.weight", value=72.4, start=datetime(2026, 3, 1, 6, tzinfo=UTC))
    left_out = VitalFactory(**who, metric="vital.pulse", value=61.0)
    corrections.exclude_event(user=person, by=person, event=left_out, excluded=True)
    VitalFactory(**who, metric="custom.coffee", value=3.0)

    found = page(client)

    assert "Coffee 3" in found and "Coffee 3.0" not in found
    assert "€23.40 spent" in found
    assert "Groceries" in found
    assert "€2,000.00 income" in found
    assert "Weight 72.4 kg" in found
    assert "77.77" not in found
    assert "left out by you" in found
    assert ">Vitals</text>" in found
    assert ">Money</text>" not in found  # no time of day, so no place on the line


def test_a_running_day_is_not_compared(client, person):
    live(person, 100, until=person.today(), nights=1)

    found = page(client, person.today())

    assert "So far; compared when the day is over" in found
    assert "tl-now" in found


def test_the_pulse_of_a_running_day_is_not_compared(client, person):
    today = person.today()
    for back in range(60):
        day = today - timedelta(days=back)
        DailyMetricFactory(user=person, metric="heart.average", day=day, value=60.0 + day.day % 5)

    running, over = (
        plain(client.get(f"/day/{day}/numbers/").content.decode())
        for day in (today, today - timedelta(days=1))
    )
    assert "So far; compared when the day is over" in running
    assert "So far; compared when the day is over" not in over


def test_a_corrected_and_a_left_out_number_are_marked(client, person):
    live(person, 30, until=DAY, nights=0)
    who = {"user": person, "by": person, "day": DAY, "source": "oura"}
    corrections.correct_daily(**who, metric="sleep.score", value=61.0)
    corrections.exclude_daily(**who, metric="readiness.score", excluded=True)

    found = page(client)

    assert 'aria-label="corrected"' in found.split("/metrics/sleep.score/")[1].split("</li>")[0]
    assert "61" in found.split("/metrics/sleep.score/")[1].split("</li>")[0]
    assert "Left out by you" in found.split("/metrics/readiness.score/")[1].split("</li>")[0]


def test_a_corrected_and_a_left_out_event_are_marked(client, person):
    full(person)
    night = SleepPeriod.objects.get(user=person)
    corrections.correct_event(
        user=person, by=person, event=night, field="end", value=datetime(2026, 3, 1, 6, tzinfo=UTC)
    )
    corrections.exclude_event(
        user=person, by=person, event=WorkSession.objects.filter(user=person).first(), excluded=True
    )

    found = page(client)

    assert "00:10 to 07:00" in found
    assert "tl-ring" in found or "tl-stage" in found
    assert "is-left-out" in found
    assert "left out by you" in found


def test_every_number_has_a_page_with_those_that_are_one_s_own(client, person):
    live(person, 30, until=DAY, nights=1)
    Tag.objects.create(user=person, slug="walk", name="A walk")
    CustomMetric.objects.create(user=person, key="tag.walk", label="A walk", group="journal")
    DailyMetricFactory(user=person, day=DAY, metric="tag.walk", source="journal", value=1.0)
    DailyMetricFactory(user=person, day=DAY, metric="finance.spent.usd", source="manual", value=12.5)

    found = plain(client.get(f"/day/{DAY}/numbers/").content.decode())

    assert "A walk" in found
    assert "$12.5" in found
    assert f"/metrics/sleep.breath/{DAY}/" in found


def test_a_tag_is_yes_or_no_and_has_no_range(client, person):
    CustomMetric.objects.create(user=person, key="tag.walk", label="A walk", group="journal")
    for back in range(30):
        day = DAY - timedelta(days=back)
        DailyMetricFactory(user=person, day=day, metric="tag.walk", source="journal", value=float(back % 2))

    row = client.get(f"/day/{DAY}/numbers/").content.decode().split("/metrics/tag.walk/")[1].split("</li>")[0]

    assert '<span class="day-number-value">no</span>' in row
    assert "range-bar" not in row
    assert "sual" not in row


# --- Little, nothing, and days that are not ------------------------------------------------------------


def test_a_day_with_one_source_only(client, person):
    WorkSessionFactory(user=person, day=DAY)

    found = page(client)

    assert ">Work</text>" in found
    assert ">Night</text>" not in found
    assert "Nothing is written about this day." in found


def test_a_day_of_words_alone_has_no_line_of_time(client, person):
    DailyLog.objects.create(user=person, day=DAY, mood=3, text="Only this")

    found = page(client)

    assert "Only this" in found
    assert '<svg class="timeline' not in found


def test_a_day_of_which_nothing_is_known(client, person):
    found = page(client)

    assert "Nothing is known about this day yet." in found
    assert f"/journal/check-in/?day={DAY}" in found


@pytest.mark.parametrize(
    "key",
    ["cardio.vo2_max", "heart.average", "resilience.level", "work.hours", "finance.spent.chf", "tag.tea"],
)
def test_a_day_with_a_number_that_has_no_place_here_is_not_empty_and_leads_to_it(
    client, person, key, django_assert_max_num_queries
):
    CustomMetric.objects.create(user=person, key="tag.tea", label="Tea", group="journal")
    DailyMetricFactory(user=person, day=DAY, metric=key, value=1.0)
    page(client)

    with django_assert_max_num_queries(12):
        found = page(client)

    assert "Nothing is known about this day yet." not in found
    assert f'href="/day/{DAY}/numbers/"' in found


def test_a_number_that_the_source_took_back_leaves_the_day_empty(client, person):
    DailyMetricFactory(user=person, day=DAY, metric="cardio.vo2_max", value=None)
    DailyMetricFactory(user=UserFactory(), day=DAY, metric="cardio.vo2_max", value=41.0)

    assert "Nothing is known about this day yet." in page(client)


def test_a_workout_beside_a_rare_number_hides_it_not(client, person):
    WorkoutFactory(user=person, day=DAY)
    DailyMetricFactory(user=person, day=DAY, metric="cardio.vo2_max", value=41.0)

    assert f'href="/day/{DAY}/numbers/"' in page(client)


def test_a_day_that_has_not_come(client, person):
    answer = client.get("/day/2026-03-06/")

    assert answer.status_code == 404
    assert "This day has not come yet." in answer.content.decode()


def test_a_day_that_never_was(client, person):
    person.timezone = "Pacific/Apia"
    person.save()

    answer = client.get("/day/2011-12-30/")

    assert answer.status_code == 404
    assert "There was no such day where you are." in answer.content.decode()
    assert "/day/2011-12-29/" in page(client, date(2011, 12, 31))
    assert "/day/2011-12-31/" in page(client, date(2011, 12, 29))


@pytest.mark.parametrize("address", ["/day/2026-02-30/", "/day/0000-01-01/", "/day/x/"])
def test_what_is_no_day_is_no_page(client, person, address):
    assert client.get(address).status_code == 404


def test_the_date_field_leads_to_its_day(client, person):
    assert client.get("/day/?day=2026-03-01")["Location"] == "/day/2026-03-01/"
    assert client.get("/day/?day=x").status_code == 200
    assert "Thursday 5 March 2026" in client.get("/day/").content.decode()


def test_there_is_no_link_beyond_today(client, person):
    found = page(client, person.today())

    assert 'rel="next"' not in found
    assert 'rel="prev"' in found


# --- Time ----------------------------------------------------------------------------------------------


def test_a_night_while_the_clocks_change_is_drawn_as_clocks_showed_it(client, person):
    """29 March 2025: to bed at 23:00, up at 08:00 summer time; the ring kept the offset of the evening."""
    start = datetime(2025, 3, 29, 22, tzinfo=UTC)
    SleepPeriodFactory(user=person, day=date(2025, 3, 30), start=start, end=start + timedelta(hours=8))
    WorkSessionFactory(
        user=person, day=date(2025, 3, 30), start=datetime(2025, 3, 30, 0, tzinfo=UTC),
        end=datetime(2025, 3, 30, 2, tzinfo=UTC), utc_offset=3600, end_utc_offset=7200,
    )  # fmt: skip

    found = page(client, date(2025, 3, 30))

    assert "Sat 23:00 to 07:00" in found
    assert "01:00 to 04:00" in found


def test_a_night_elsewhere_is_on_the_clocks_of_there_and_says_so(client, person):
    SleepPeriodFactory(user=person, day=DAY, start=datetime(2026, 3, 1, 4, tzinfo=UTC), utc_offset=-5 * 3600)

    found = page(client)

    assert "Sat 23:00 to 07:00" in found
    assert "UTC\u22125" in found


def test_at_home_no_offset_is_named(client, person):
    SleepPeriodFactory(user=person, day=DAY)

    assert "UTC+" not in page(client)


# --- Who, how much, and what is kept --------------------------------------------------------------------


@pytest.mark.parametrize("is_staff", [False, True])
def test_somebody_else_sees_their_own_empty_day(client, person, is_staff):
    full(person)
    client.force_login(UserFactory(is_staff=is_staff))

    found = page(client)

    assert "Nothing is known about this day yet." in found
    assert "heron" not in found


def test_nobody_is_asked_to_log_in(client):
    assert client.get(f"/day/{DAY}/")["Location"] == f"/accounts/login/?next=/day/{DAY}/"


def test_no_cache_keeps_a_day(client, person):
    assert "no-store" in client.get(f"/day/{DAY}/")["Cache-Control"]


def test_the_scores_of_today_wait_for_how_rested_one_feels(client, person):
    live(person, 30, until=person.today(), nights=1)
    JournalSettings.objects.create(user=person, feel_first=True)

    found = page(client, person.today())

    assert "How rested do you feel?" in found
    assert "day-number" not in found
    assert '<svg class="timeline' not in found
    assert client.get(f"/day/{person.today()}/numbers/").status_code == 302
    assert "day-number" in page(client, DAY)

    Rested.objects.create(user=person, day=person.today(), value=None)
    assert "day-number" in page(client, person.today())


def test_the_fullest_day_asks_the_database_little(client, person, django_assert_max_num_queries):
    full(person)
    client.get(f"/day/{DAY}/")

    with django_assert_max_num_queries(12):
        client.get(f"/day/{DAY}/")


def test_today_without_a_check_in_asks_no_more(client, person, django_assert_max_num_queries):
    full(person, person.today())
    DailyLog.objects.all().delete()
    client.get("/day/")

    with django_assert_max_num_queries(12):
        client.get("/day/")


def test_the_strip_and_the_charts_open_the_day(client, person):
    live(person, 30, until=person.today(), nights=1)

    assert f'href="{reverse("day", args=[person.today()])}"' in client.get("/").content.decode()
    assert client.get("/figures/trend/?metric=sleep.total").json()["layout"]["meta"]["opens"] == "/day/"


def test_the_journal_s_day_and_the_day_lead_to_each_other(client, person):
    full(person)

    assert f'href="/day/{DAY}/"' in client.get(f"/journal/{DAY}/").content.decode()
    assert f'href="/journal/{DAY}/"' in page(client)


def test_what_a_source_says_in_words_is_text_and_no_markup(client, person):
    AnnotationFactory(user=person, day=DAY, kind=Annotation.Kind.TAG, code="<script>x</script>", end=None)
    WorkSessionFactory(user=person, day=DAY, title="<b>bold</b>")

    found = client.get(f"/day/{DAY}/").content.decode()

    assert "<script>x" not in found
    assert "<b>bold" not in found


def test_a_night_without_stages_is_one_bar(client, person):
    ingest.store(user_id=person.pk, source="oura", records=[night(DAY)], now=NOW)
    assert "tl-stage-deep" in page(client)

    SleepPeriod.objects.update(curves={})
    found = page(client)
    assert "tl-stage-deep" not in found
    assert "tl-asleep" in found


# --- Everything on it can be put right ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("factory", "table", "values"),
    [
        (WorkoutFactory, "workout", {}),
        (WorkSessionFactory, "work", {}),
        (AnnotationFactory, "annotation", {"start": datetime(2026, 3, 1, 12, tzinfo=UTC)}),
    ],
)
def test_an_event_leads_to_where_it_is_put_right_and_is_marked(client, person, factory, table, values):
    event = factory(user=person, day=DAY, **values)
    address = reverse("event", args=[table, event.pk])
    back = f"/day/{DAY}/"
    assert f'href="{address}?{urlencode({"next": back})}"' in page(client)
    later = (event.local_start + timedelta(minutes=20)).replace(tzinfo=None).isoformat()
    shown = client.get(address).content.decode()
    assert "Save the correction" in shown
    end = event.local_end.replace(tzinfo=None).isoformat()
    sent = {
        f"e{event.pk}-start": later[:16],
        f"e{event.pk}-end": end[:16],
        f"e{event.pk}-reason": "wrong time",
    }
    if table == "work":
        sent[f"e{event.pk}-kind"] = "focus"
    landed = client.post(address, sent | {"next": back})
    event.refresh_from_db()
    assert event.is_corrected
    assert landed.url == f"{back}?saved={Correction.objects.get().pk}"
    line = page(client).split('<li class="moment"')[1]
    assert "corrected" in line and f"{event.local_start:%H:%M}" in line

    client.post(address, {"excluded": "yes"})
    line = page(client).split('<li class="moment"')[1]
    assert "<s " in line and "left out by you" in line


@pytest.mark.parametrize(
    ("factory", "table"),
    [(FinanceEntryFactory, "money_entry"), (VitalFactory, "vital_entry"), (WorkSessionFactory, "work")],
)
def test_after_something_is_put_right_the_day_says_so_with_undo(client, person, factory, table):
    """The page of what is corrected knows where the person came from, and leads back there."""
    event = factory(user=person, day=DAY)
    address = (
        reverse("event", args=["work", event.pk]) if table == "work" else reverse(table, args=[event.pk])
    )
    [link] = [html.unescape(one) for one in re.findall(r'href="([^"]+)"', page(client)) if address in one]
    form = client.get(link).content.decode()
    named = re.findall(r'name="next" value="([^"]+)"', form)
    sent = {"excluded": "yes", **({"next": named[0]} if table == "work" else {})}
    landed = client.post(address if table == "work" else link, sent)
    act = Correction.objects.get()
    assert landed.url == f"/day/{DAY}/?saved={act.pk}"
    said = client.get(landed.url).content.decode()
    assert "Saved: the day" in said and f"/corrections/{act.pk}/undo/" in said
    assert client.post(f"/corrections/{act.pk}/undo/", {"next": f"/day/{DAY}/"}).url == f"/day/{DAY}/"
    assert "Saved: the day" not in client.get(landed.url).content.decode()


def test_a_moment_without_an_end_is_moved(client, person):
    note = AnnotationFactory(user=person, day=DAY, start=datetime(2026, 3, 1, 12, tzinfo=UTC), end=None)
    address = reverse("event", args=["annotation", note.pk])
    shown = client.get(address).content.decode()
    assert "Alcohol" in shown and f"e{note.pk}-end" not in shown and "Not worn well" not in shown
    assert client.post(address, {f"e{note.pk}-start": "2026-03-01T14:15"}).status_code == 302
    note.refresh_from_db()
    assert (note.start.hour, note.start.minute, note.end) == (13, 15, None)
    assert reverse("event", args=["annotation", note.pk]) in client.get("/corrections/").content.decode()


def test_days_that_a_person_marked_are_no_event_to_correct(client, person):
    act = corrections.mark_days(user=person, by=person, start=DAY, end=DAY, text="ill")
    note = Annotation.objects.get(kind="period")
    assert act and client.get(reverse("event", args=["annotation", note.pk])).status_code == 404


def test_entries_of_a_day_left_out_are_struck_through(client, person):
    money = FinanceEntryFactory(user=person, day=DAY)
    vital = VitalFactory(user=person, day=DAY)
    for key, source in (("finance.spent.eur", "entries"), ("vital.weight", "google_sheets")):
        DailyMetricFactory(user=person, day=DAY, metric=key, source=source, value=1)
    assert "left out by you" not in page(client)
    corrections.mark_days(user=person, by=person, start=DAY, end=DAY, domains=["money", "vitals"])
    found = page(client)
    for name, row in (("money_entry", money), ("vital_entry", vital)):
        assert reverse(name, args=[row.pk]) in found
    assert found.count('<s dir="auto">') == 2
