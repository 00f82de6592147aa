"""The Work page and its charts: what a person sees, and nobody else."""

from datetime import UTC, date, datetime, timedelta

import plotly.graph_objects as go
import pytest
from django.db import connection

from accounts.services import bump_generation
from accounts.tests.factories import UserFactory
from metrics import corrections, ingest, records
from metrics.charts.registry import build
from metrics.models import Correction, CustomMetric, DailyMetric
from metrics.tests.factories import DailyMetricFactory, WorkoutFactory, WorkSessionFactory

pytestmark = pytest.mark.django_db
FIGURES = ("work-days", "work-day", "work-categories", "work-hours")


@pytest.fixture
def person(client):
    user = UserFactory(timezone="Europe/Berlin")
    client.force_login(user)
    return user


def at(day: date, hour: float) -> datetime:
    """An instant by a clock one hour ahead of UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour - 1)


def number(person, day, metric, value, **more):
    return DailyMetricFactory(user=person, day=day, metric=metric, value=float(value), source="rize", **more)


def work_of(person, day, focus=4 * 3600, meeting=1800, pause=2700):
    """A day of work as it is stored: numbers, stretches, categories."""
    for key, value in (
        ("focus", focus),
        ("meeting", meeting),
        ("break", pause),
        ("tracked", focus + meeting),
    ):
        number(person, day, f"work.{key}", value)
    number(person, day, "work.category.code", 0.75 * focus)
    number(person, day, "work.category.email", 0.25 * focus)
    common = {"user": person, "day": day}
    WorkSessionFactory(**common, start=at(day, 9), end=at(day, 11), title="Launch <plan>")
    WorkSessionFactory(**common, kind="break", start=at(day, 11), end=at(day, 11.5))
    WorkSessionFactory(**common, kind="meeting", start=at(day, 12), end=at(day, 12.5))


@pytest.fixture
def worked(person):
    """Twenty-eight days of work, the latest of them yesterday."""
    for key, label in (("code", "Code"), ("email", "E-mail")):
        key = f"work.category.{key}"
        CustomMetric.objects.create(
            user=person, key=key, label=label, unit="s", group="work", aggregate="sum"
        )
    days = [person.today() - timedelta(days=n) for n in range(1, 29)]
    for day in days:
        work_of(person, day)
    return days


def plain(response):
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def test_work_is_in_the_navigation_once_there_is_any(client, person):
    assert 'href="/work/"' not in plain(client.get("/sleep/"))
    number(person, person.today(), "work.focus", 3600)
    bump_generation(person.pk)
    assert 'href="/work/"' in plain(client.get("/sleep/"))


def test_the_page_says_the_focus_of_the_last_whole_day_and_what_is_usual(client, person, worked):
    page = plain(client.get("/work/"))
    assert "You focused 4 h (yesterday)" in page
    assert "so far today" not in page
    number(person, person.today(), "work.focus", 1800)
    page = plain(client.get("/work/"))
    assert "You focused 4 h (yesterday)" in page
    assert "30 min so far today. The day is compared when it is over." in page


@pytest.mark.parametrize(
    "sentence",
    [
        "You worked on 28 of these 29 days; half of those hold more than 4 h of focus.",
        "Work ran from 09:00 to 12:30, with 2 h of focus in 1 stretch.",
        "Code took the most time in these 30 days: 84 h of 112 h, which is 75%.",
        " from 09:00 to 10:00: 1 h on average.",
    ],
)
def test_every_chart_opens_with_a_sentence(client, worked, sentence):
    assert sentence in plain(client.get("/work/"))


def test_without_work_the_page_says_what_is_missing(client, person):
    page = plain(client.get("/work/"))
    assert "No work in this span of days." in page
    assert "data-figure" not in page


def test_a_day_is_chosen_by_its_address_and_tomorrow_is_not_there(client, person, worked):
    page = plain(client.get(f"/work/{worked[3]}/?range=90"))
    assert f"day={worked[3]}" in page
    assert f"/work/{worked[4]}/?range=90#day" in page and f"/work/{worked[2]}/?range=90#day" in page
    empty = person.today() - timedelta(days=60)
    assert "No stretch of work on this day." in plain(client.get(f"/work/{empty}/"))
    assert client.get(f"/work/{person.today() + timedelta(days=1)}/").status_code == 404


def query(name, day):
    return {"day": day.isoformat()} if name == "work-day" else {"range": "30"}


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("with_data", [True, False])
def test_plotly_accepts_every_figure_and_it_brings_no_colour(request, person, name, with_data):
    if with_data:
        request.getfixturevalue("worked")
    figure = build(name, person, query(name, person.today() - timedelta(days=1)))
    go.Figure(figure.as_plotly())
    drawn = repr(figure.as_plotly()).lower()
    assert "color" not in drawn and "rgb" not in drawn
    assert [n for n, axis in figure.layout.items() if "axis" in n and not axis["fixedrange"]] == []
    assert figure.summary.endswith(".")
    assert bool(figure.rows) == bool(figure.traces) == with_data


@pytest.mark.parametrize("name", FIGURES)
def test_every_chart_has_a_table_and_a_csv(client, worked, name):
    params = query(name, worked[0])
    assert "<td" in plain(client.get(f"/figures/{name}/", {**params, "format": "table"}))
    lines = client.get(f"/figures/{name}/", {**params, "format": "csv"}).content.decode().splitlines()
    assert len(lines) > 1


def test_breaks_lie_on_top_of_meetings_and_focus(person, worked):
    figure = build("work-days", person, {"range": "30"})
    parts = [trace["meta"].get("part") for trace in figure.traces]
    assert parts == ["focus", "meeting", "break", None]
    assert figure.layout["barmode"] == "stack"


def test_words_of_a_stretch_are_shown_as_words(client, person, worked):
    answer = client.get("/figures/work-day/", {"day": worked[0].isoformat()}).json()
    assert "Launch &lt;plan&gt;" in answer["data"][0]["hovertext"][0]


def test_a_word_that_the_source_made_up_gets_a_lane(person):
    day = person.today()
    WorkSessionFactory(user=person, day=day, kind="pairing", start=at(day, 9), end=at(day, 10))
    figure = build("work-day", person, {"day": day.isoformat()})
    assert figure.layout["yaxis"]["ticktext"] == ["Focus", "Meeting", "Break", "Pairing"]


def test_a_stretch_past_midnight_through_a_clock_change_keeps_its_length(person):
    day = date(2026, 3, 28)
    WorkSessionFactory(user=person, day=day, start=at(day, 23.5), end=at(day, 27.5), end_utc_offset=7200)
    figure = build("work-day", person, {"day": day.isoformat()})
    assert (figure.traces[0]["base"], figure.traces[0]["x"]) == ([23.5 * 3600], [4 * 3600])
    assert figure.summary == "Work ran from 23:30 to 04:30, with 4\u202fh of focus in 1 stretch.".replace(
        "\u202f", figure.summary[figure.summary.index("h of focus") - 1]
    )


def test_the_heat_of_an_hour_is_its_mean_over_the_weekdays_of_the_span(person):
    day = person.today() - timedelta(days=14)
    WorkSessionFactory(user=person, day=day, start=at(day, 9.5), end=at(day, 10.5))
    figure = build("work-hours", person, {"range": "30"})
    [heat] = figure.traces
    row = heat["z"][(day.weekday() - person.week_start) % 7]
    assert (heat["x"], row) == ([9, 10], [900.0, 900.0]), "half an hour each, over the two that are over"


def test_a_stretch_left_out_by_the_person_is_in_no_chart(person):
    session = WorkSessionFactory(user=person, day=person.today())
    corrections.exclude_event(user=person, by=person, event=session, excluded=True)
    assert build("work-day", person, {"day": person.today().isoformat()}).traces == []


def test_a_correction_of_a_stretch_is_listed_and_leads_to_its_day(client, person):
    session = WorkSessionFactory(user=person, day=person.today())
    corrections.correct_event(
        user=person, by=person, event=session, field="end", value=session.end + timedelta(minutes=5)
    )
    page = plain(client.get("/corrections/"))
    assert "A stretch of work" in page and f"/work/{session.day}/" in page


def test_a_corrected_number_is_marked_and_leads_to_its_receipt(client, person, worked):
    corrections.correct_daily(
        user=person, by=person, day=worked[0], metric="work.focus", source="rize", value=7200.0
    )
    page = plain(client.get("/work/"))
    assert "You focused 2 h (yesterday)" in page
    assert f"/metrics/work.focus/{worked[0]}/" in page and "#pencil" in page


def test_others_staff_and_nobody_see_nothing_of_it(client, person, worked):
    for user in (UserFactory(), UserFactory(is_staff=True)):
        client.force_login(user)
        assert "4 h" not in plain(client.get("/work/"))
        for name in FIGURES:
            answer = client.get(f"/figures/{name}/", query(name, worked[0]))
            assert answer.json()["data"] == []
    client.logout()
    for address in ("/work/", f"/work/{worked[0]}/", "/figures/work-days/"):
        assert client.get(address)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30"])
def test_a_day_that_is_none_has_no_figure(client, person, text):
    assert client.get("/figures/work-day/", {"day": text}).status_code == 404


def test_a_year_costs_no_more_queries_than_a_week(client, person, worked, django_assert_max_num_queries):
    client.get("/work/")
    with django_assert_max_num_queries(10):
        client.get("/work/?range=365")
    assert DailyMetric.objects.filter(user=person).count() > 100


# --- Putting a stretch right -------------------------------------------------------------------------


@pytest.fixture
def stretch(person):
    """From nine to eleven by the clock on the wall, of a day whose start and end of work are rolled up."""
    day = person.today() - timedelta(days=1)
    found = WorkSessionFactory(
        user=person, day=day, start=at(day, 9), end=at(day, 11), utc_offset=3600, title="Launch <plan>"
    )
    number(person, day, "work.first_start", 9 * 3600)
    number(person, day, "work.last_end", 11 * 3600)
    return found


def put_right(client, session, start="09:00", end="11:00", kind="focus", **more):
    name = f"e{session.pk}"
    data = {f"{name}-start": f"{session.day}T{start}", f"{name}-end": f"{session.day}T{end}"}
    answer = client.post(f"/events/work/{session.pk}/", data | {f"{name}-kind": kind, **more}, follow=True)
    session.refresh_from_db()
    return plain(answer)


def rolled(person, day):
    rows = DailyMetric.objects.filter(user=person, day=day, value__isnull=False).values_list(
        "metric", "value"
    )
    return {key: value / 3600 for key, value in rows if key in {"work.first_start", "work.last_end"}}


def test_a_stretch_is_put_right_on_its_day_and_its_numbers_follow(client, person, stretch):
    page = plain(client.get(f"/work/{stretch.day}/"))
    assert f'action="/events/work/{stretch.pk}/"' in page and "09:00 – 11:00" in page

    page = put_right(client, stretch, start="08:30", end="12:15", **{f"e{stretch.pk}-reason": "wrong time"})

    assert "08:30 – 12:15" in page and "no sync will undo it" in page
    assert rolled(person, stretch.day) == {"work.first_start": 8.5, "work.last_end": 12.25}
    assert [act.reason for act in Correction.objects.filter(user=person)] == ["wrong time"] * 2


def test_a_stretch_that_was_a_break_is_no_work_any_more(client, person, stretch):
    put_right(client, stretch, kind="break")

    assert stretch.kind == "break"
    assert rolled(person, stretch.day) == {}
    assert "A stretch of work: its kind" in plain(client.get("/corrections/"))
    client.post(f"/corrections/{Correction.objects.get().pk}/undo/")
    stretch.refresh_from_db()
    assert (stretch.kind, rolled(person, stretch.day)["work.first_start"]) == ("focus", 9)


def test_a_corrected_stretch_survives_the_next_sync(client, person, stretch):
    put_right(client, stretch, end="12:00", kind="meeting")
    said = records.Work(
        external_id=stretch.external_id,
        day=stretch.day,
        kind="focus",
        start=at(stretch.day, 9),
        end=at(stretch.day, 10),
        utc_offset=3600,
        end_utc_offset=3600,
        title="New title",
    )
    ingest.store(user_id=person.pk, source="rize", records=[said], now=datetime.now(UTC))
    stretch.refresh_from_db()

    assert (stretch.kind, stretch.local_end.hour, stretch.title) == ("meeting", 12, "New title")


def test_a_stretch_is_left_out_and_counted_again(client, person, stretch):
    client.post(f"/events/work/{stretch.pk}/", {"excluded": "yes"})
    assert rolled(person, stretch.day) == {}
    assert "left out by you" in plain(client.get(f"/work/{stretch.day}/"))
    client.post(f"/events/work/{stretch.pk}/", {"excluded": "no"})
    assert rolled(person, stretch.day)["work.first_start"] == 9


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"start": "12:00"}, "The end must come after the start."),
        ({"end": "nonsense"}, "Enter a valid date/time."),
        ({"kind": "holiday"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_refused_in_place(client, stretch, change, said):
    before = (stretch.start, stretch.end, stretch.kind)

    assert said in put_right(client, stretch, **change)
    assert (stretch.start, stretch.end, stretch.kind) == before
    assert not Correction.objects.exists()


def test_a_word_of_the_source_itself_stays_a_choice(client, person):
    session = WorkSessionFactory(user=person, day=person.today(), kind="deep_dive")
    assert ">deep_dive<" in plain(client.get(f"/events/work/{session.pk}/"))


def test_the_words_of_a_stretch_stay_encrypted(client, stretch):
    put_right(client, stretch, start="08:30")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM metrics_worksession")
        assert "Launch" not in repr(cursor.fetchall())
        cursor.execute("SELECT * FROM metrics_correction")
        assert "Launch" not in repr(cursor.fetchall())


def test_another_persons_stretch_is_not_found(client, stretch):
    client.force_login(UserFactory(is_staff=True))
    assert client.post(f"/events/work/{stretch.pk}/", {"excluded": "yes"}).status_code == 404
    stretch.refresh_from_db()
    assert not stretch.excluded


def test_a_workout_is_put_right_on_a_page_of_its_own(client, person):
    day = person.today()
    workout = WorkoutFactory(user=person, day=day, start=at(day, 7), end=at(day, 8), utc_offset=3600)
    name = f"e{workout.pk}"
    page = plain(
        client.post(
            f"/events/workout/{workout.pk}/",
            {f"{name}-start": f"{day}T07:00", f"{name}-end": f"{day}T07:45"},
            follow=True,
        )
    )
    workout.refresh_from_db()

    assert "07:00 – 07:45" in page and "Undo" in page
    assert DailyMetric.objects.get(user=person, metric="activity.workout_time").value == 45 * 60
    assert f"/events/workout/{workout.pk}/" in plain(client.get("/corrections/"))


def test_no_night_is_put_right_under_this_address(client, person):
    assert client.get("/events/sleep/1/").status_code == 404


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/day/", "//elsewhere.example/", "javascript:1"]
)
def test_nobody_is_led_to_another_site(client, stretch, elsewhere):
    page = plain(client.get(f"/events/work/{stretch.pk}/", {"next": elsewhere}))
    assert "elsewhere" not in page and "javascript:1" not in page
    landed = client.post(f"/events/work/{stretch.pk}/", {"excluded": "yes", "next": elsewhere})
    assert landed.url.startswith(f"/work/{stretch.day}/")
