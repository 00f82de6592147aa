"""The year of nights: one drawing, its words, its table, and nobody else's nights."""

import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.services import bump_generation
from accounts.tests.factories import UserFactory
from metrics import corrections, ingest, records
from metrics.charts.year import HOUR, YearOfNights, drawing, travels, year_sentence
from metrics.models import DailyMetric
from metrics.tests.factories import SleepPeriodFactory

PREFS = SimpleNamespace(units="metric", number_format="1,234.5", clock="24")
YEAR = 2025
days = st.integers(0, 364).map(lambda n: date(YEAR, 1, 1) + timedelta(days=n))
nights = st.tuples(st.floats(-12 * HOUR, 2 * HOUR), st.floats(3 * HOUR, 18 * HOUR))


def strokes(path):
    return [tuple(map(float, found)) for found in re.findall(r"M([\d.-]+) ([\d.-]+)H([\d.-]+)", path)]


@given(st.dictionaries(days, nights, max_size=60), st.sets(days, max_size=20))
def test_every_night_is_one_stroke_inside_the_drawing(found, abroad):
    data = YearOfNights(YEAR, found, dict.fromkeys(abroad, 7200), PREFS)
    drawn = drawing(data)
    width, height = map(float, drawn.view_box.split()[2:])
    every = strokes(drawn.home) + strokes(drawn.away)
    assert len(every) == len(found)
    assert len(strokes(drawn.away)) == len(abroad & set(found))
    assert all(0 < x < end <= width and 0 < y < height for x, y, end in every)
    assert len({y for _x, y, _end in every}) == len(found), "no night lies upon another"


@given(st.dictionaries(days, nights, min_size=1, max_size=40))
def test_a_journey_ends_when_the_clock_is_homes_again(found):
    ordered = sorted(found)
    away = dict.fromkeys(ordered[: len(ordered) // 2], 3600)
    stretches = travels(YearOfNights(YEAR, found, away, PREFS))
    assert stretches == ([(ordered[0], ordered[len(ordered) // 2 - 1], 3600)] if away else [])


def test_words_of_journeys_never_lie_on_one_another():
    start = date(YEAR, 3, 1)
    found = {start + timedelta(days=n): (-HOUR, 7 * HOUR) for n in range(12)}
    away = {day: 3600 * (1 + n) for n, day in enumerate(found)}
    words = drawing(YearOfNights(YEAR, found, away, PREFS)).travels
    places = [float(word.y) for word in words]
    assert all(after - one >= 16 for one, after in zip(places, places[1:], strict=False))


def test_the_sentence_says_the_middle_and_the_journeys():
    found = {date(YEAR, 1, n): (-HOUR, 7 * HOUR) for n in range(1, 11)}
    data = YearOfNights(YEAR, found, {date(YEAR, 1, 3): -21_600}, PREFS)
    assert year_sentence(data) == (
        "10 nights of 2025: half begin before 23:00, and half end before 07:00. "
        "1 of them was by another clock than home's; its hours from home stand beside it."
    )
    assert drawing(data).travels[0].text == "−6 h"


@pytest.fixture
def person(client):
    user = UserFactory(timezone="Europe/Berlin")
    client.force_login(user)
    return user


@pytest.fixture
def slept(person):
    first = date(YEAR, 5, 1)
    said = []
    for n in range(30):
        day = first + timedelta(days=n)
        said += [
            records.Daily(day, "sleep.bedtime", -3_000.0),
            records.Daily(day, "sleep.waketime", 25_200.0),
        ]
        SleepPeriodFactory(
            user=person,
            day=day,
            start=datetime(YEAR, 5, 1, 22, tzinfo=UTC) + timedelta(days=n - 1),
            utc_offset=32_400 if 10 <= n < 15 else 7_200,
        )
    ingest.store(user_id=person.pk, source="oura", records=said, now=datetime.now(UTC))
    bump_generation(person.pk)
    return person


@pytest.mark.django_db
def test_the_page_draws_the_newest_year_and_marks_the_journey(client, slept):
    page = client.get("/sleep/year/").content.decode()
    assert "Nights of 2025" in page and "30 nights of 2025" in page
    assert page.count('<svg class="year-drawing"') == 1 and ">+7 h<" in page
    assert 'aria-label="30 nights of 2025' in page
    assert "/figures/sleep-times/?from=2025-01-01&amp;to=2025-12-31&amp;format=csv" in page
    assert (
        len(client.get("/figures/sleep-times/?from=2025-01-01&to=2025-12-31&format=csv").content.splitlines())
        == 31
    )


@pytest.mark.django_db
def test_sleep_offers_the_year_of_its_last_night_and_none_to_a_person_without_nights(client, slept):
    span = {"from": f"{YEAR}-12-01", "to": f"{YEAR + 1}-01-31"}
    assert f'href="/sleep/year/{YEAR}/"' in client.get("/sleep/", span).content.decode()

    client.force_login(UserFactory())
    assert "/sleep/year/" not in client.get("/sleep/").content.decode()


@pytest.mark.django_db
def test_a_year_is_chosen_by_its_address(client, slept):
    page = client.get("/sleep/year/2024/").content.decode()
    assert "No night of 2024 is known from bed to wake." in page and "year-drawing" not in page
    assert client.get("/sleep/year/1900/").status_code == 404
    assert client.get(f"/sleep/year/{slept.today().year + 1}/").status_code == 404


@pytest.mark.django_db
def test_nobody_else_sees_a_night_of_it(client, slept, django_assert_max_num_queries):
    client.get("/sleep/year/2025/")
    with django_assert_max_num_queries(10):
        client.get("/sleep/year/2025/")
    client.force_login(UserFactory())
    assert "year-drawing" not in client.get("/sleep/year/2025/").content.decode()
    client.logout()
    assert client.get("/sleep/year/")["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
def test_the_sleep_page_leads_to_it_and_marks_the_journey_in_its_bars(client, slept):
    page = client.get("/sleep/?from=2025-05-01&to=2025-05-30").content.decode()
    assert 'href="/sleep/year/2025/"' in page
    figure = client.get("/figures/sleep-times/?from=2025-05-01&to=2025-05-30").json()
    assert len(figure["layout"]["shapes"]) == 2
    assert [note["text"] for note in figure["layout"]["annotations"]][0] == "+7 h from home"


@pytest.mark.django_db
def test_nights_that_were_put_right_or_left_out_are_marked(client, slept):
    assert "by you" not in client.get("/sleep/year/").content.decode()
    known = DailyMetric.objects.filter(user=slept, metric="sleep.bedtime").order_by("-day")
    last, other = known.values_list("day", flat=True)[:2]
    number = {"user": slept, "by": slept, "metric": "sleep.bedtime", "source": "oura"}
    corrections.correct_daily(**number, day=last, value=-7_200)
    corrections.exclude_daily(**number, day=other, excluded=True)
    page = client.get(f"/sleep/year/{last.year}/").content.decode()
    for name, words in (("corrected", "corrected by you"), ("left-out", "left out by you")):
        [path] = re.findall(rf'class="year-{name}" d="([^"]+)"', page)
        assert path.count("M") == 1 and words in page
