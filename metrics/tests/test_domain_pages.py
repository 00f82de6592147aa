"""The pages of domains: what a person sees over which days, and nobody else."""

import html
import re
from datetime import UTC, datetime, timedelta

import plotly.graph_objects as go
import pytest

from accounts.services import bump_generation
from accounts.tests.factories import UserFactory
from metrics import corrections, ingest, records
from metrics.charts.registry import build
from metrics.tests.factories import (
    DailyMetricFactory,
    SleepPeriodFactory,
    WorkoutFactory,
    WorkSessionFactory,
)
from metrics.tests.years import wave

pytestmark = pytest.mark.django_db

PAGES = {
    "/recovery/": {
        "readiness.score": (78, 9),
        "sleep.hrv": (46, 8),
        "sleep.lowest_hr": (49, 3),
        "readiness.temperature_deviation": (0.0, 0.2),
        "stress.high": (5_400, 3_600),
        "stress.recovery": (4_500, 1_800),
        "spo2.average": (96.5, 0.8),
    },
    "/activity/": {
        "activity.steps": (8_400, 2_600),
        "activity.high": (900, 600),
        "activity.medium": (2_400, 1_200),
        "activity.low": (12_000, 3_000),
        "activity.active_calories": (400, 120),
    },
}
FIGURES = {
    "/recovery/": {"trend", "recovery-stress", "recovery-temperature", "distribution", "weekdays"},
    "/activity/": {"trend", "activity-intensity", "distribution", "weekdays"},
}
SPECIAL = ("recovery-stress", "recovery-temperature", "activity-intensity")


@pytest.fixture
def person(client):
    user = UserFactory(timezone="Europe/Berlin")
    client.force_login(user)
    return user


def give(user, metrics, days=120, first=0):
    """Numbers of the days up to `first` days ago, through the writer of synced values."""
    now = datetime.now(UTC)
    said = [
        records.Daily(day, key, round(middle + swing * wave(day, key), 2))
        for back in range(first, days)
        for key, (middle, swing) in metrics.items()
        for day in [user.today() - timedelta(days=back)]
    ]
    ingest.store(user_id=user.pk, source="oura", records=said, now=now)
    bump_generation(user.pk)


@pytest.fixture
def lived(person):
    for metrics in PAGES.values():
        give(person, metrics)
    return person


def plain(answer):
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def figures(page):
    return set(re.findall(r'data-figure="/figures/([\w-]+)/', page))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_answers_its_three_questions_and_has_its_charts(client, lived, address):
    page = plain(client.get(address))
    lead = re.search(r'<p class="lead">(.*?)</p>', page)[1]
    assert re.search(r"usual for (you|a \w+ day of yours) is", lead)
    assert re.search(r"No clear direction|The last 14 days run", lead)
    assert 'class="hero-number"' in page
    assert figures(page) == FIGURES[address]
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("range=90", "range=90"),
        ("range=365&compare=before", "range=365&amp;compare=before"),
        ("range=all", "range=all"),
        ("from=2026-01-01&to=2026-12-31", "from=2026-01-01"),
    ],
)
def test_the_span_of_days_is_in_the_address_and_in_every_chart(client, lived, address, query, kept):
    page = client.get(f"{address}?{query}").content.decode()
    trends = re.findall(r'data-figure="(/figures/trend/[^"]+)"', page)
    assert trends and all(kept in trend for trend in trends)


def test_the_period_before_is_told_and_drawn(client, lived):
    assert "of the 30 days before it was" not in plain(client.get("/recovery/"))
    page = plain(client.get("/recovery/?compare=before"))
    assert re.search(r"Their median is \d+; of the 30 days before it was \d+\.|is that of the 30", page)
    assert '<input type="hidden" name="compare" value="before">' in page
    figure = build("trend", lived, {"metric": "readiness.score", "compare": "before", "range": "30"})
    earlier = next(trace for trace in figure.traces if trace["meta"]["role"] == "earlier")
    window = [(lived.today() - timedelta(days=back)).isoformat() for back in range(30)][::-1]
    assert earlier["x"] == window
    assert figure.summary in page


def test_the_line_of_the_period_before_is_its_own_median_day_upon_day(person):
    for back in range(90):
        DailyMetricFactory(
            user=person, metric="sleep.hrv", day=person.today() - timedelta(days=back), value=40.0 + back
        )
    figure = build("trend", person, {"metric": "sleep.hrv", "compare": "before", "range": "30"})
    earlier = next(trace for trace in figure.traces if trace["meta"]["role"] == "earlier")
    assert earlier["y"][-1] == 40.0 + 30 + 3, "the median of the seven days up to 30 days ago"
    assert earlier["y"][0] == 40.0 + 59 + 3
    assert figure.layout["annotations"][-1]["text"] == "30 days before"


def test_nothing_lies_before_everything(client, lived):
    page = plain(client.get("/recovery/?range=all&compare=before"))
    assert "With the" not in page and "days before" not in page


def test_too_little_before_is_said(client, person):
    give(person, {"readiness.score": (78, 9)}, days=20)
    assert "The 30 days before hold too few values to compare." in plain(
        client.get("/recovery/?compare=before")
    )


@pytest.mark.parametrize("name", SPECIAL)
@pytest.mark.parametrize("span", ["30", "365", "all"])
@pytest.mark.parametrize("with_data", [True, False])
def test_plotly_accepts_every_figure_and_it_brings_no_colour(request, person, name, span, with_data):
    if with_data:
        request.getfixturevalue("lived")
    figure = build(name, person, {"range": span})
    go.Figure(figure.as_plotly())
    drawn = repr(figure.as_plotly()).lower()
    assert "color" not in drawn and "rgb" not in drawn
    assert [n for n, axis in figure.layout.items() if "axis" in n and not axis["fixedrange"]] == []
    assert figure.summary.endswith(".")
    assert bool(figure.rows) == bool(figure.traces) == with_data


@pytest.mark.parametrize("name", SPECIAL)
def test_every_chart_has_a_table_and_a_csv(client, lived, name):
    table = plain(client.get(f"/figures/{name}/", {"range": "90", "format": "table"}))
    assert "<td" in table and f'href="/{name.split("-")[0]}/?range=90"' in table
    lines = client.get(f"/figures/{name}/", {"range": "90", "format": "csv"}).content.decode().splitlines()
    assert len(lines) == 91


def test_a_number_that_is_missing_is_no_bar(person):
    today = person.today()
    DailyMetricFactory(user=person, metric="stress.high", day=today, value=3600.0)
    DailyMetricFactory(user=person, metric="stress.recovery", day=today - timedelta(days=1), value=0.0)
    figure = build("recovery-stress", person, {"range": "30"})
    rest, high, _labels = figure.traces
    assert [y for y in rest["y"] if y is not None] == [0.0], "a zero that was said is a value"
    assert [y for y in high["y"] if y is not None] == [-3600.0]
    assert figure.summary == "None of these 29 days has both stress and recovery."
    assert {cell.text for row in figure.rows for cell in row if cell.raw is None} == {"–"}


def test_what_a_person_does_not_have_yields_no_card(client, person):
    give(person, {"stress.high": (5_400, 600), "stress.recovery": (4_500, 600)}, days=40)
    page = plain(client.get("/recovery/"))
    assert figures(page) == {"trend", "recovery-stress", "distribution", "weekdays"}
    assert "Resilience" not in page and "Blood oxygen" not in page
    assert "Your recovery came to" in page


@pytest.mark.parametrize("address", ["/recovery/", "/activity/", "/sleep/", "/work/"])
def test_a_person_without_data_is_told_so(client, person, address):
    page = plain(client.get(address))
    assert "in this span of days" in page and 'href="/connections/"' in page
    assert "data-figure" not in page and "hero-number" not in page


@pytest.mark.parametrize("address", PAGES)
def test_a_span_without_data_is_told_so(client, lived, address):
    page = plain(client.get(f"{address}?from=2020-01-01&to=2020-02-01"))
    assert "in this span of days" in page and "data-figure" not in page


def test_a_value_left_out_is_no_number_but_has_its_receipt(client, lived):
    day = lived.today() - timedelta(days=2)
    corrections.exclude_daily(
        user=lived, by=lived, day=day, metric="readiness.score", source="oura", excluded=True
    )
    page = plain(client.get("/recovery/"))
    receipt = f'<a href="/metrics/readiness.score/{day}/" data-sheet="receipt">'
    left_out = '<span class="visually-hidden">left out by you </span>'
    assert re.search(re.escape(receipt + left_out) + r"<s>\d+</s></a>", page)


def test_a_corrected_number_is_marked_and_leads_to_its_receipt(client, lived):
    day = lived.today() - timedelta(days=1)
    corrections.correct_daily(
        user=lived, by=lived, day=day, metric="activity.steps", source="oura", value=12_345.0
    )
    page = plain(client.get("/activity/"))
    assert "You took 12,345 steps (yesterday)" in page
    row = page[page.index(f"/metrics/activity.steps/{day}/") - 300 :]
    assert "#pencil" in row[:300]


def test_workouts_are_listed_with_their_own_clock(client, lived):
    day = lived.today() - timedelta(days=3)
    start = datetime(day.year, day.month, day.day, 15, 30, tzinfo=UTC)
    WorkoutFactory(user=lived, day=day, start=start, activity="trail_running", utc_offset=-18_000)
    gone = WorkoutFactory(user=lived, day=day, start=start + timedelta(hours=2), activity="swimming")
    WorkoutFactory(user=lived, day=day, start=start, activity="rowing", withdrawn=True)
    corrections.exclude_event(user=lived, by=lived, event=gone, excluded=True)
    page = plain(client.get("/activity/"))
    assert "Trail running" in page and "10:30" in page and "9.8 km" in page
    assert "Rowing" not in page


def test_a_workout_that_was_left_out_stays_in_the_list_and_can_be_counted_again(client, lived):
    day = lived.today() - timedelta(days=3)
    start = datetime(day.year, day.month, day.day, 15, 30, tzinfo=UTC)
    gone = WorkoutFactory(user=lived, day=day, start=start, activity="swimming")
    corrections.exclude_event(user=lived, by=lived, event=gone, excluded=True)

    def line():
        [found] = [row for row in plain(client.get("/activity/")).split("<tr") if "Swimming" in row]
        return found

    assert "<s>Swimming</s>" in line() and "left out by you" in line() and "<s>9.8 km</s>" in line()
    [named] = re.findall(r'name="next" value="([^"]+)"', line())
    for address in re.findall(r'<a href="([^"]+)"', line()):
        assert client.get(html.unescape(address)).status_code == 200, address
    landed = client.post(f"/events/workout/{gone.pk}/", {"excluded": "no", "next": named})
    assert landed.url.startswith("/activity/?saved=")
    assert "Saved: the day" in plain(client.get(landed.url))
    assert "<s>" not in line() and "left out by you" not in line()


def test_undo_leads_back_to_the_span_of_days_that_was_looked_at(client, lived):
    workout = WorkoutFactory(user=lived, day=lived.today() - timedelta(days=3))
    sent = {"excluded": "yes", "next": "/activity/?range=90#workouts"}

    notice = plain(client.get(client.post(f"/events/workout/{workout.pk}/", sent).url))

    [undo] = re.findall(r'action="(/corrections/[^"]+)".*?name="next" value="([^"]+)"', notice)[:1]
    landed = client.post(undo[0], {"next": html.unescape(undo[1])})
    assert "range=90" in landed.url
    assert "Saved: the day" not in plain(client.get(landed.url))


@pytest.mark.parametrize(
    ("address", "event"),
    [("/activity/", "workout"), ("/sleep/{day}/", "night"), ("/work/{day}/", "work")],
)
def test_whatever_is_left_out_stays_where_it_was_with_the_way_back(client, lived, address, event):
    day = lived.today() - timedelta(days=2)
    start = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    factory = {"workout": WorkoutFactory, "night": SleepPeriodFactory, "work": WorkSessionFactory}[event]
    row = factory(user=lived, day=day, start=start, end=start + timedelta(hours=2))
    corrections.exclude_event(user=lived, by=lived, event=row, excluded=True)
    page = plain(client.get(address.format(day=day)))
    assert "left out by you" in page and "<s>" in page and "Count it again" in page


@pytest.mark.parametrize("is_staff", [False, True])
def test_others_and_staff_see_nothing_of_it(client, lived, is_staff):
    client.force_login(UserFactory(is_staff=is_staff))
    for address, names in FIGURES.items():
        assert "hero-number" not in plain(client.get(address))
        for name in names & set(SPECIAL):
            assert client.get(f"/figures/{name}/").json()["data"] == []
    client.logout()
    for address in PAGES:
        assert client.get(address)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("address", [*PAGES, "/sleep/", "/work/"])
def test_a_year_costs_no_more_queries_than_a_month(client, lived, address, django_assert_max_num_queries):
    client.get(address)
    for query in ("", "?range=365&compare=before", "?range=all"):
        with django_assert_max_num_queries(12):
            client.get(f"{address}{query}")


def test_ten_years_are_weeks_and_months(person):
    give(person, {"stress.high": (5_400, 600), "activity.high": (900, 600)}, days=1_500)
    for name in ("recovery-stress", "activity-intensity"):
        assert sum(len(trace["x"]) for trace in build(name, person, {"range": "all"}).traces) < 1_000


def test_domains_are_in_the_navigation_in_their_order(client, lived):
    page = plain(client.get("/recovery/"))
    links = re.findall(r'class="nav-link" href="([^"]+)"', page)
    domains = [one for one in links if one in {"/sleep/", "/recovery/", "/activity/", "/work/"}]
    assert domains == ["/sleep/", "/recovery/", "/activity/"]
    assert 'href="/recovery/"' in plain(client.get("/more/"))
