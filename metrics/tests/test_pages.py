"""Sleep, one night, one metric and its receipts: what a person sees and may change, and nobody else."""

import html
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from metrics import corrections, ingest, records
from metrics.models import Correction, DailyMetric, SleepPeriod
from metrics.tests.factories import DailyMetricFactory, SleepPeriodFactory, WorkoutFactory
from metrics.tests.years import live

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def person(client):
    user = UserFactory(timezone="Europe/Berlin")
    client.force_login(user)
    return user


@pytest.fixture
def slept(person):
    """A person with 7 h 30 min of sleep today, as Oura says."""
    return DailyMetricFactory(user=person, day=person.today(), value=27_000.0)


def receipt_url(number, act=""):
    name, parts = ("receipt_change", [act]) if act else ("receipt", [])
    return reverse(name, args=[number.metric, number.day, *parts])


def plain(response):
    """The page's text with ordinary spaces."""
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


# --- Who may see what --------------------------------------------------------------------------------


def addresses(day):
    return [
        "/sleep/",
        f"/sleep/{day}/",
        "/metrics/",
        "/metrics/sleep.total/",
        f"/metrics/sleep.total/{day}/",
        "/corrections/",
        "/figures/trend/?metric=sleep.total",
    ]


def test_nobody_sees_a_page_without_logging_in(client, slept):
    client.logout()

    answers = [client.get(address) for address in addresses(slept.day)]

    assert {answer.status_code for answer in answers} == {302}
    assert all(answer["Location"].startswith("/accounts/login/") for answer in answers)


@pytest.mark.parametrize("is_staff", [False, True])
def test_others_and_staff_see_only_their_own_numbers_here(client, slept, is_staff):
    client.force_login(UserFactory(is_staff=is_staff))

    assert client.get(receipt_url(slept)).status_code == 404
    assert client.post(receipt_url(slept, "correct"), {"value": "8:00"}).status_code == 404
    assert "7 h 30 min" not in plain(client.get("/metrics/sleep.total/"))
    assert "7 h 30 min" not in plain(client.get("/sleep/"))
    slept.refresh_from_db()
    assert slept.override is None


def test_another_persons_period_and_correction_are_not_found(client, person):
    theirs = SleepPeriodFactory()
    number = DailyMetricFactory(user=theirs.user)
    act = corrections.exclude_daily(
        user=theirs.user, by=theirs.user, day=number.day, metric=number.metric, source="oura", excluded=True
    )

    assert client.post(f"/sleep/{theirs.day}/{theirs.pk}/", {"excluded": "yes"}).status_code == 404
    assert client.post(reverse("correction_undo", args=[act.pk])).status_code == 404
    number.refresh_from_db()
    assert number.excluded


@pytest.mark.parametrize(
    "address",
    [
        "/metrics/sleep.nothing/",
        "/metrics/custom.someone_elses/",
        "/metrics/sleep.total/2026-02-30/",
        "/metrics/sleep.total/2000-01-01/",
        "/sleep/2999-01-01/",
        "/sleep/0001-01-01/",
        "/work/0001-01-01/",
        "/work/2999-01-01/",
        "/sleep/yesterday/",
        "/figures/nothing/",
        "/figures/trend/",
        "/figures/trend/?metric=sleep.nothing",
        "/figures/night/?day=2000-01-01",
        "/figures/night/?day=x",
    ],
)
def test_what_does_not_exist_is_not_found(client, person, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "query", ["range=0", "range=x", "from=2026-13-01", "from=x&to=y", "page=99", "page=x"]
)
@pytest.mark.parametrize("address", ["/sleep/", "/metrics/sleep.total/"])
def test_a_range_that_makes_no_sense_shows_the_usual_one(client, slept, address, query):
    answer = client.get(f"{address}?{query}")

    assert answer.status_code == 200
    assert "7 h 30 min" in plain(answer)


def test_a_person_without_numbers_gets_pages_that_say_so(client, person):
    assert "No nights in this span of days" in plain(client.get("/sleep/"))
    assert "No values in this span of days" in plain(client.get("/metrics/sleep.total/"))
    assert "No night on" in plain(client.get(f"/sleep/{person.today()}/"))
    assert "You have corrected nothing" in plain(client.get("/corrections/"))


# --- Putting a number right --------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["7:28", "7 h 28 min", "448 min", "7h28"])
def test_a_length_is_corrected_however_it_is_typed(client, slept, typed):
    answer = client.post(
        receipt_url(slept, "correct"), {"value": typed, "reason": "typed wrong"}, follow=True
    )

    assert "Saved: 7 h 28 min stands in for Oura&#x27;s 7 h 30 min in every chart" in plain(answer)
    assert "no sync will undo it" in plain(answer)
    slept.refresh_from_db()
    assert (slept.value, slept.override) == (27_000.0, 26_880.0)
    assert Correction.objects.get().reason == "typed wrong"


@pytest.mark.parametrize(
    ("typed", "stored"), [("72,4", 72.4), ("72.4", 72.4), ("72", 72.0), (" 72,4 ", 72.4)]
)
def test_comma_and_point_are_both_taken(client, person, typed, stored):
    weight = DailyMetricFactory(user=person, day=person.today(), metric="vital.weight", value=80.0)

    client.post(receipt_url(weight, "correct"), {"value": typed})

    weight.refresh_from_db()
    assert weight.override == pytest.approx(stored)


def test_pounds_are_taken_from_a_person_who_reads_pounds(client, person):
    person.units = "imperial"
    person.save()
    weight = DailyMetricFactory(user=person, day=person.today(), metric="vital.weight", value=80.0)

    assert "176.4 lb" in plain(client.get(receipt_url(weight)))
    client.post(receipt_url(weight, "correct"), {"value": "160"})

    weight.refresh_from_db()
    assert weight.override == pytest.approx(72.57, abs=0.01)


@pytest.mark.parametrize("typed", ["", "seven", "7:80", "99:00", "<b>8</b>"])
def test_what_cannot_be_a_length_of_sleep_is_said_and_not_saved(client, slept, typed):
    answer = client.post(receipt_url(slept, "correct"), {"value": typed})

    assert answer.status_code == 200
    assert 'class="field-error"' in answer.content.decode()
    slept.refresh_from_db()
    assert slept.override is None


def test_a_day_is_left_out_and_counted_again(client, slept):
    left_out = client.post(receipt_url(slept, "exclude"), follow=True)
    assert "this day is left out of every chart" in plain(left_out)
    assert "left out by you" in plain(client.get("/metrics/sleep.total/"))

    client.post(receipt_url(slept, "include"))

    slept.refresh_from_db()
    assert not slept.excluded


def test_the_sources_own_value_can_stand_again(client, slept):
    client.post(receipt_url(slept, "correct"), {"value": "7:28"})

    answer = client.post(receipt_url(slept, "source"), follow=True)

    assert "own value stands again" in plain(answer)
    slept.refresh_from_db()
    assert slept.override is None


def test_undo_returns_to_what_stood_before(client, slept):
    client.post(receipt_url(slept, "correct"), {"value": "7:28"})

    client.post(reverse("correction_undo", args=[Correction.objects.get().pk]))

    slept.refresh_from_db()
    assert slept.override is None
    assert client.post(reverse("correction_undo", args=[Correction.objects.first().pk])).status_code == 302


def test_undo_never_leads_to_another_site(client, slept):
    client.post(receipt_url(slept, "correct"), {"value": "7:28"})
    act = Correction.objects.get()

    answer = client.post(reverse("correction_undo", args=[act.pk]), {"next": "https://elsewhere.example/"})

    assert answer["Location"].startswith("/metrics/")


def test_with_htmx_the_receipt_the_row_and_the_charts_change_at_once(client, slept):
    answer = client.post(receipt_url(slept, "correct"), {"value": "7:28"}, **HTMX)

    assert answer.status_code == 200
    assert answer["HX-Trigger"] == "numbersChanged"
    page = plain(answer)
    assert "<html" not in page
    assert f'<tr id="day-{slept.day}" hx-swap-oob="true">' in page
    assert "Undo" in page

    undone = client.post(reverse("correction_undo", args=[Correction.objects.get().pk]), **HTMX)
    assert undone["HX-Trigger"] == "numbersChanged"
    assert "7 h 30 min" in plain(undone)


def test_a_source_that_changes_its_mind_after_a_correction_is_told(client, slept):
    client.post(receipt_url(slept, "correct"), {"value": "7:28"})
    said = [records.Daily(slept.day, "sleep.total", 26_760.0)]
    ingest.store(user_id=slept.user_id, source="oura", records=said, now=datetime.now(UTC))

    page = plain(client.get(receipt_url(slept)))

    assert (
        "Oura changed its own value to 7 h 26 min after your correction. Keep yours, or use Oura&#x27;s?"
        in page
    )


def changed_its_mind(client, slept):
    client.post(receipt_url(slept, "correct"), {"value": "7:28"})
    said = [records.Daily(slept.day, "sleep.total", 26_760.0)]
    ingest.store(user_id=slept.user_id, source="oura", records=said, now=datetime.now(UTC))


def test_the_question_whose_value_counts_has_both_answers_in_its_line(client, slept):
    changed_its_mind(client, slept)

    page = plain(client.get(receipt_url(slept)))
    line = page[page.index("status-line-attention") : page.index("tile-number")]

    assert "Keep mine" in line and "Use Oura's value" in line
    assert page.count("Use Oura's value") == 1


def test_keeping_ones_own_value_is_an_act_after_which_nobody_asks_again(client, slept):
    changed_its_mind(client, slept)

    answer = client.post(receipt_url(slept, "keep"), **HTMX)

    assert "7 h 28 min stands in for Oura's 7 h 26 min" in html.unescape(plain(answer))
    assert "changed its own value" not in plain(client.get(receipt_url(slept)))
    assert "7 h 28 min, then kept while Oura says 7 h 26 min" in plain(client.get(receipt_url(slept)))
    slept.refresh_from_db()
    assert slept.override == 26_880
    assert [act.source_value for act in Correction.objects.order_by("pk")] == [27_000.0, 26_760.0]

    again = [records.Daily(slept.day, "sleep.total", 26_700.0)]
    ingest.store(user_id=slept.user_id, source="oura", records=again, now=datetime.now(UTC))
    assert "changed its own value to 7 h 25 min" in plain(client.get(receipt_url(slept)))


def test_keeping_is_undone_and_then_asked_again(client, slept):
    changed_its_mind(client, slept)
    client.post(receipt_url(slept, "keep"))

    client.post(reverse("correction_undo", args=[Correction.objects.latest("pk").pk]))

    slept.refresh_from_db()
    assert slept.override == 26_880
    assert "changed its own value" in plain(client.get(receipt_url(slept)))


def test_there_is_nothing_to_keep_where_the_source_has_not_changed_its_mind(client, slept):
    assert "Keep mine" not in plain(client.get(receipt_url(slept)))
    client.post(receipt_url(slept, "keep"), **HTMX)
    client.post(receipt_url(slept, "correct"), {"value": "7:28"})
    client.post(receipt_url(slept, "keep"), **HTMX)

    assert Correction.objects.count() == 1


def test_the_heading_of_the_panel_changes_where_there_is_a_panel(client, slept):
    of_its_own = {"HTTP_HX_CURRENT_URL": f"http://testserver{receipt_url(slept)}"}
    beside = {"HTTP_HX_CURRENT_URL": "http://testserver/"}

    assert "receipt-title" not in plain(client.get(receipt_url(slept), **HTMX, **of_its_own))
    assert "receipt-title" in plain(client.get(receipt_url(slept), **HTMX, **beside))


def test_a_receipt_says_money_to_the_cent(client, person):
    row = DailyMetricFactory(user=person, metric="finance.spent.eur", source="files", value=1_240.5)

    assert "€1,240.50" in plain(client.get(receipt_url(row)))
    client.post(receipt_url(row, "correct"), {"value": "1,300.25"})
    assert "€1,300.25" in plain(client.get(receipt_url(row)))


def test_a_missing_day_is_typed_in(client, person):
    day = person.today() - timedelta(days=2)

    answer = client.post("/metrics/sleep.total/add/", {"day": day.isoformat(), "value": "6:45"}, follow=True)

    assert "6 h 45 min" in plain(answer)
    assert DailyMetric.objects.get().source == "manual"


def test_a_day_to_come_cannot_be_typed_in(client, person):
    tomorrow = person.today() + timedelta(days=1)

    answer = client.post("/metrics/sleep.total/add/", {"day": tomorrow.isoformat(), "value": "6:45"})

    assert 'class="field-error"' in answer.content.decode()
    assert not DailyMetric.objects.exists()


@pytest.mark.parametrize("day", ["0026-11-02", "0001-01-01", "1899-12-31"])
def test_a_year_of_two_digits_is_not_taken(client, person, day):
    events = {"/events/workout/{}/": WorkoutFactory, "/sleep/2026-03-01/{}/": SleepPeriodFactory}
    refused = [
        client.post("/metrics/sleep.total/add/", {"day": day, "value": "6:45"}),
        client.post(
            "/money/entries/add/", {"day": day, "direction": "spent", "amount": "5", "currency": "EUR"}
        ),
        client.post("/corrections/days/", {"start": day, "end": day, "text": "ill"}),
    ]
    for address, factory in events.items():
        event = factory(user=person)
        letter = "e" if "events" in address else "p"
        said = {f"{letter}{event.pk}-{name}": f"{day}T10:00" for name in ("start", "end")}
        said[f"{letter}{event.pk}-kind"] = "night"
        refused.append(client.post(address.format(event.pk), said))
    for answer in refused:
        assert answer.status_code == 200
        assert "Write the year with four digits" in answer.content.decode()
    assert not DailyMetric.objects.filter(day__year__lt=1900).exists()
    assert not Correction.objects.exists()


def test_a_day_that_was_once_taken_by_mistake_breaks_no_figure(client, person):
    for day in (date(1, 1, 2), person.today()):
        DailyMetricFactory(user=person, day=day)
    for name in ("trend", "distribution"):
        answer = client.get(f"/figures/{name}/?metric=sleep.total&range=all")
        assert answer.status_code == 200
        assert len(answer.content) < 1_500_000
    assert client.get("/metrics/sleep.total/?range=all").status_code == 200


@pytest.mark.parametrize("act", ["correct", "exclude", "include", "source"])
def test_a_link_changes_nothing(client, slept, act):
    assert client.get(receipt_url(slept, act)).status_code == 405


def test_an_act_that_does_not_exist_is_not_found(client, slept):
    assert client.post(receipt_url(slept, "burn")).status_code == 404


def test_the_list_of_corrections_says_what_stood_before_and_after(client, slept):
    client.post(receipt_url(slept, "correct"), {"value": "7:28", "reason": "not worn well"})

    page = plain(client.get("/corrections/"))

    assert "7 h 30 min, then 7 h 28 min" in page
    assert "not worn well" in page


def test_the_receipt_shows_times_with_the_zone_they_were_recorded_in(client, person):
    SleepPeriodFactory(user=person, utc_offset=32_400)
    number = DailyMetricFactory(user=person, metric="sleep.hrv", value=52.0, day=datetime(2026, 3, 1).date())

    page = plain(client.get(receipt_url(number)))

    assert "07:00 to 15:00" in page
    assert "UTC+9" in page


# --- A night -----------------------------------------------------------------------------------------


def period_form(period, **said):
    start, end = period.local_start, period.local_end
    told = {
        "start": start.strftime("%Y-%m-%dT%H:%M"),
        "end": end.strftime("%Y-%m-%dT%H:%M"),
        "kind": period.kind,
    }
    return {f"p{period.pk}-{name}": value for name, value in (told | said).items()}


def test_times_of_a_night_are_corrected_in_the_zone_they_were_recorded_in(client, person):
    period = SleepPeriodFactory(user=person, utc_offset=32_400)

    client.post(f"/sleep/{period.day}/{period.pk}/", period_form(period, end="2026-03-01T14:30"))

    period.refresh_from_db()
    assert period.end == datetime(2026, 3, 1, 5, 30, tzinfo=UTC)
    assert list(Correction.objects.values_list("field", flat=True)) == ["end"]


def test_a_night_that_was_no_night_becomes_a_nap(client, person):
    period = SleepPeriodFactory(user=person)

    answer = client.post(f"/sleep/{period.day}/{period.pk}/", period_form(period, kind="nap"), follow=True)

    assert "Saved: the day" in plain(answer)
    period.refresh_from_db()
    assert period.kind == SleepPeriod.Kind.NAP


def test_both_times_move_past_each_other(client, person):
    period = SleepPeriodFactory(user=person)
    moved = period_form(period, start="2026-03-01T10:00", end="2026-03-01T11:00")

    client.post(f"/sleep/{period.day}/{period.pk}/", moved)

    period.refresh_from_db()
    assert period.end - period.start == timedelta(hours=1)


def test_an_end_before_the_start_is_said_and_not_saved(client, person):
    period = SleepPeriodFactory(user=person)

    answer = client.post(f"/sleep/{period.day}/{period.pk}/", period_form(period, end="2026-02-28T20:00"))

    assert "The end must come after the start" in plain(answer)
    assert not Correction.objects.exists()


def test_where_one_of_two_times_cannot_be_none_is_saved(client, person):
    period = SleepPeriodFactory(user=person)
    before = (period.start, period.end)
    both = period_form(period, start="2026-02-28T22:00", end="2026-03-02T07:30")

    answer = client.post(f"/sleep/{period.day}/{period.pk}/", both)

    assert "longer than a day" in plain(answer)
    period.refresh_from_db()
    assert (period.start, period.end) == before
    assert not Correction.objects.exists()


def test_a_period_is_left_out_and_counted_again(client, person):
    period = SleepPeriodFactory(user=person)
    address = f"/sleep/{period.day}/{period.pk}/"

    client.post(address, {"excluded": "yes"})
    client.post(address, {"excluded": "yes"})
    period.refresh_from_db()
    assert period.excluded

    client.post(address, {"excluded": "no"})
    period.refresh_from_db()
    assert not period.excluded


@pytest.mark.parametrize(("word", "left"), [("yes", 1), ("no", 0)])
def test_a_corrected_night_that_comes_again_is_offered(client, person, word, left):
    old = SleepPeriodFactory(user=person)
    corrections.exclude_event(user=person, by=person, event=old, excluded=True)
    SleepPeriod.objects.update(withdrawn=True)
    SleepPeriodFactory(user=person)
    address = f"/sleep/{old.day}/{old.pk}/"
    assert "sent the night that you corrected again" in plain(client.get(f"/sleep/{old.day}/"))

    client.post(address, {"carry": word})

    assert SleepPeriod.objects.count() == 1
    assert SleepPeriod.objects.filter(excluded=True).count() == left
    assert client.post(address, {"carry": word}).status_code == 404


def test_nothing_is_offered_that_was_not_withdrawn(client, person):
    period = SleepPeriodFactory(user=person)

    assert client.post(f"/sleep/{period.day}/{period.pk}/", {"carry": "yes"}).status_code == 404


def test_naps_of_the_day_stand_beside_the_night(client, person):
    SleepPeriodFactory(user=person)
    start = datetime(2026, 3, 1, 13, tzinfo=UTC)
    SleepPeriodFactory(user=person, kind="nap", start=start, end=start + timedelta(minutes=30), total=1_500)

    page = plain(client.get("/sleep/2026-03-01/"))

    assert "14:00 – 14:30" in page
    assert "25 min asleep" in page


# --- Figures -----------------------------------------------------------------------------------------


def test_a_figure_is_asked_for_again_only_when_the_persons_data_have_changed(client, slept):
    address = "/figures/trend/?metric=sleep.total"
    first = client.get(address)
    assert first["Cache-Control"] == "private, no-cache"

    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304

    client.post(receipt_url(slept, "correct"), {"value": "7:28"})
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_a_figure_that_is_known_already_costs_no_reading_of_numbers(
    client, slept, django_assert_max_num_queries
):
    address = "/figures/trend/?metric=sleep.total"
    tag = client.get(address)["ETag"]

    with django_assert_max_num_queries(2):
        client.get(address, headers={"If-None-Match": tag})


def test_two_people_never_share_a_tag(client, slept):
    first = client.get("/figures/trend/?metric=sleep.total")["ETag"]
    client.force_login(UserFactory())

    assert client.get("/figures/trend/?metric=sleep.total")["ETag"] != first


def test_another_way_of_writing_numbers_is_another_figure(client, slept):
    first = client.get("/figures/trend/?metric=sleep.total")["ETag"]
    slept.user.number_format = "1.234,5"
    slept.user.save()

    assert client.get("/figures/trend/?metric=sleep.total")["ETag"] != first


def test_csv_holds_what_is_stored(client, slept):
    answer = client.get("/figures/trend/?metric=sleep.total&format=csv")

    assert answer["Content-Disposition"] == 'attachment; filename="trend-sleep-total.csv"'
    assert answer.content.decode().splitlines() == ["day,value,source,note", f"{slept.day},27000.0,oura,"]


def test_the_table_of_a_chart_is_a_page_of_its_own_without_scripts(client, slept):
    answer = client.get("/figures/trend/?metric=sleep.total&format=table")

    assert "<html" in plain(answer)
    assert "All sleep of the day" in plain(answer)
    assert "7 h 30 min" in plain(answer)


@pytest.mark.parametrize(
    "name", ["trend", "distribution", "weekdays", "sleep-durations", "sleep-times", "night"]
)
def test_every_table_leads_back_to_its_chart(client, person, name):
    live(person, 10, until=person.today(), nights=1)
    query = f"metric=sleep.total&range=90&day={person.today()}"

    page = client.get(f"/figures/{name}/?{query}&format=table")

    back = re.search(r'href="([^"]*)">Back to the chart', plain(page))
    assert client.get(html.unescape(back[1])).status_code == 200


def test_what_a_figure_does_not_ask_for_cannot_break_it(client, slept):
    assert client.get("/figures/sleep-times/?metric=nothing&format=table").status_code == 200


@pytest.mark.parametrize("name", ["sleep-durations", "sleep-times", "distribution", "weekdays", "trend"])
def test_every_figure_answers_over_every_span(client, person, name):
    live(person, 40, until=person.today(), nights=2)

    for span in ("30", "90", "365", "all"):
        found = client.get(f"/figures/{name}/?metric=sleep.hrv&range={span}").json()
        assert found["layout"]["meta"]["summary"]
        assert found["data"]


def test_a_night_draws_lanes_and_two_curves(client, person):
    live(person, 1, until=person.today(), nights=1)

    found = client.get(f"/figures/night/?day={person.today()}").json()

    roles = [trace["meta"]["role"] for trace in found["data"]]
    assert roles.count("lane") == 4
    assert roles.count("curve") == 2


def test_a_traveller_sees_where_the_zone_changed(client, person):
    for back in range(4):
        start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=back, hours=9)
        home = int(start.astimezone(person.zone).utcoffset().total_seconds())
        SleepPeriodFactory(
            user=person,
            day=person.today() - timedelta(days=back),
            start=start,
            utc_offset=home + (9 * 3600 if back < 2 else 0),
        )
    DailyMetricFactory(user=person, day=person.today())

    found = client.get("/figures/trend/?metric=sleep.total&range=30").json()

    words = [note["text"] for note in found["layout"]["annotations"] if note["name"] == "mark"]
    assert words == ["+9 h from home"]


# --- How much is asked of the database ---------------------------------------------------------------


@pytest.mark.parametrize("days", [365, 3_650])
def test_pages_ask_the_database_little_however_long_the_history(
    client, person, days, django_assert_max_num_queries
):
    live_fast(person, days)
    client.get("/")  # what the navigation holds is remembered from here on

    for address in addresses(person.today()):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200


def live_fast(user, days):
    """A long history of a few metrics at once, and a few whole nights."""
    live(user, 3, until=user.today(), nights=3)
    now = datetime.now(UTC)
    rows = [
        DailyMetric(
            user=user,
            day=user.today() - timedelta(days=back),
            metric=metric,
            source="oura",
            value=value + back % 7,
            first_seen=now,
            changed_at=now,
        )
        for back in range(3, days)
        for metric, value in (("sleep.total", 27_000.0), ("sleep.score", 80.0), ("sleep.hrv", 45.0))
    ]
    DailyMetric.objects.bulk_create(rows, batch_size=500)


# --- All numbers -------------------------------------------------------------------------------------


def test_every_number_has_a_place_where_it_is_found(client, person, django_assert_max_num_queries):
    for key in ("sleep.hrv", "stress.summary", "sleep.contributor.timing"):
        DailyMetricFactory(user=person, day=person.today(), metric=key, value=2)
    DailyMetricFactory(user=UserFactory(), day=person.today(), metric="vital.weight", value=71)
    client.get("/metrics/")  # the first request of a day writes the session
    with django_assert_max_num_queries(10):
        page = plain(client.get("/metrics/"))
    assert 'href="/metrics/sleep.hrv/"' in page and "2 ms" in page
    assert 'href="/metrics/stress.summary/"' in page
    assert "vital.weight" not in page


def test_without_numbers_the_page_says_where_they_come_from(client, person):
    assert "/connections/" in plain(client.get("/metrics/"))
