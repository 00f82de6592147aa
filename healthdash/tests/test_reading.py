"""What the sentences at the top of a domain say: never more than the numbers do."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthdash.pages import tiles
from metrics import catalogue
from metrics.charts.summary import answers, hero, reading
from metrics.charts.window import Window
from metrics.reading import RECENT, compared, direction, last_whole_day
from metrics.selectors import Value
from metrics.stats import WINDOW

TODAY = date(2026, 11, 22)  # a Sunday
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PREFS = SimpleNamespace(units="metric", clock="24", number_format="1,234.5", week_start=0, currency="EUR")
KEYS = ("sleep.total", "sleep.hrv", "readiness.score", "readiness.temperature_deviation", "activity.steps",
        "work.focus", "spo2.average", "vital.weight")  # fmt: skip


def days_of(numbers: list[float | None]) -> dict[date, Value]:
    """A number a day, the last of them today's; None is a day that the person left out."""
    days = [TODAY - timedelta(days=back) for back in range(len(numbers))][::-1]
    return {
        day: Value(number, "oura", day, False, number is None, False, number)
        for day, number in zip(days, numbers, strict=True)
    }


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def read(key: str, numbers: list[float | None], window: Window | None = None):
    month = window or Window(TODAY - timedelta(days=29), TODAY, "30")
    return reading(catalogue.get(key), days_of(numbers), month, TODAY, PREFS)


@given(
    st.sampled_from(KEYS), st.lists(st.none() | st.integers(1, 30_000).map(float), min_size=1, max_size=120)
)
def test_the_page_says_what_the_tile_says(key, numbers):
    found, values = read(key, numbers), days_of(numbers)
    if found is None:
        return
    metric = catalogue.get(key)
    tile = tiles.Reading(metric, values, found.day, TODAY, PREFS)
    assert tile.number == found.number
    assert tile.verdict == (None if tile.is_stale else found.verdict)
    said = answers(found)
    assert ("That is the lowest" in said) == (found.verdict.level == "lowest")
    assert ("That is the highest" in said) == (found.verdict.level == "highest")
    assert ("on the low side" in said) == (tiles.level_of(found.verdict) == "low")
    assert ("on the high side" in said) == (tiles.level_of(found.verdict) == "high")
    assert ("usual for" in said) == (found.verdict.level != "growing")


@given(st.lists(st.none() | st.floats(1, 500), min_size=1, max_size=90))
def test_a_day_without_a_number_changes_nothing(numbers):
    known = {day: value for day, value in days_of(numbers).items() if value.value is not None}
    metric, window = catalogue.get("sleep.hrv"), Window(TODAY - timedelta(days=29), TODAY, "30")
    with_gaps = reading(metric, days_of(numbers), window, TODAY, PREFS)
    without = reading(metric, known, window, TODAY, PREFS)
    assert (with_gaps and answers(with_gaps)) == (without and answers(without))


@given(
    st.lists(st.floats(-1e4, 1e4), min_size=7, max_size=14),
    st.lists(st.floats(-1e4, 1e4), min_size=21, max_size=60),
)
def test_a_direction_is_never_against_the_medians_and_turns_with_the_sign(recent, earlier):
    way = compared(recent, earlier)
    assert way.now is not None and way.then is not None
    assert way.way != "higher" or way.now > way.then
    assert way.way != "lower" or way.now < way.then
    turned = {"higher": "lower", "lower": "higher"}.get(way.way, way.way)
    assert compared([-x for x in recent], [-x for x in earlier]).way == turned


@given(st.floats(1, 1e4), st.integers(0, 60), st.integers(0, 14))
def test_the_same_number_every_day_has_no_direction(value, earlier, recent):
    way = compared([value] * recent, [value] * earlier).way
    assert way == ("unclear" if recent >= 7 and earlier >= 21 else "unknown")


def test_a_direction_is_of_fourteen_days_against_the_sixty_before_them():
    metric = catalogue.get("sleep.hrv")
    numbers = {TODAY - timedelta(days=back): float(40 + back % 5) for back in range(RECENT, RECENT + WINDOW)}
    numbers |= {TODAY - timedelta(days=back): float(60 + back % 5) for back in range(RECENT)}
    numbers |= {TODAY - timedelta(days=back): 90.0 for back in range(RECENT + WINDOW, 200)}
    way = direction(metric, numbers, TODAY)
    assert (way.way, way.now, way.then) == ("higher", 62.0, 42.0)


def test_the_three_questions_in_plain_words():
    numbers = [40.0 + n % 5 for n in range(60)] + [60.0 + n % 5 for n in range(14)]
    assert plain(answers(read("sleep.hrv", numbers))) == (
        "Your HRV was 63 ms (last night), 20 ms above your usual; usual for you is 40 ms to 62 ms. "
        "That is on the high side. "
        "The last 14 days run higher: their median is 62 ms, of the 60 before them 42 ms."
    )


def test_few_nights_say_so_and_claim_nothing():
    assert plain(answers(read("readiness.score", [70.0, 72.0, 71.0]))) == (
        "Your readiness was 71 (last night). 2 nights so far; your usual range appears after 7. "
        "There are too few days yet to say which way it is going."
    )


def test_a_running_day_is_told_but_not_compared():
    said = plain(answers(read("activity.steps", [8_000.0 + n for n in range(90)] + [4_210.0])))
    assert said.startswith("You took 8,089 steps (yesterday)")
    assert "4,210 steps so far today. The day is compared when it is over." in said


def test_a_sum_is_called_an_extreme_of_its_kind_of_day_only():
    days = [TODAY - timedelta(days=back) for back in range(92, 0, -1)]
    quiet = [5_000.0 if day.weekday() >= 5 else 12_000.0 for day in days]
    saturday = [*quiet[:-1], 7_000.0, 0.0]
    said = answers(read("activity.steps", saturday))
    assert "That is the highest of the weekend days in 90 days." in plain(said)


def test_a_bedtime_is_called_late_and_not_high():
    assert "That is the latest in 60 days." in answers(read("sleep.bedtime", [-3_600.0] * 60 + [3_600.0]))


def test_a_day_left_out_is_not_the_day_that_is_told():
    found = read("sleep.hrv", [50.0] * 30 + [None])
    assert found is not None and found.day == TODAY - timedelta(days=1)


def test_a_window_in_the_past_speaks_of_its_own_days():
    numbers = [50.0 + n % 3 for n in range(200)]
    window = Window(TODAY - timedelta(days=80), TODAY - timedelta(days=60), "dates")
    found = read("sleep.hrv", numbers, window)
    assert found is not None and found.day == window.end
    assert "the 14 days up to Wed 23 Sep" in answers(found)


def test_nothing_in_the_window_is_nothing():
    assert read("sleep.hrv", [50.0], Window(date(2026, 1, 1), date(2026, 1, 30), "dates")) is None


@pytest.mark.parametrize(
    ("key", "last"), [("sleep.total", 0), ("activity.steps", 1), ("activity.score", 1), ("vital.weight", 0)]
)
def test_the_last_whole_day(key, last):
    assert last_whole_day(catalogue.get(key), TODAY) == TODAY - timedelta(days=last)


def test_a_deviation_has_no_difference_from_a_difference():
    found = read("readiness.temperature_deviation", [0.1 * (n % 4) for n in range(60)])
    assert found is not None
    assert "your usual;" not in answers(found) and "usual for you is" in answers(found)
    assert str(hero(found).parts[0]).startswith("+")
