"""What charts say and draw, from values to plotly's dictionaries."""

import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import catalogue
from metrics.charts import axes
from metrics.charts.bands import ranges_of, usual_ranges
from metrics.charts.figure import Figure
from metrics.charts.marks import Mark
from metrics.charts.money import MoneyData, balance, categories, months
from metrics.charts.profile import distribution, weekdays
from metrics.charts.series import DayData
from metrics.charts.sleep import durations, times
from metrics.charts.trend import TrendData, trend
from metrics.charts.window import Window, last, parse
from metrics.reading import history_of
from metrics.selectors import Value
from metrics.stats import held_to, verdict

TODAY = date(2026, 11, 22)
PREFS = SimpleNamespace(units="metric", clock="24", number_format="1,234.5", week_start=0, currency="EUR")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def said(day: date, value: float | None, **more: Any) -> Value:
    parts = {"corrected": False, "excluded": False, "withdrawn": False, "raw": value}
    return Value(value=value, source="oura", day=day, **(parts | more))


def series(
    length: int, base: float = 25_000, step: float = 60, skip: set[int] = frozenset()
) -> dict[date, Value]:
    """A value a day up to today, but for the days (counted back from today) that are skipped."""
    days = {n: TODAY - timedelta(days=n) for n in range(length) if n not in skip}
    return {day: said(day, base + step * (n % 30)) for n, day in days.items()}


def data(values: dict[date, Value], length: int = 30, key: str = "sleep.total", **more: Any) -> TrendData:
    window = Window(TODAY - timedelta(days=length - 1), TODAY, str(length))
    return TrendData(catalogue.get(key), values, window, TODAY, PREFS, **more)


def roles(figure: Figure) -> list[str]:
    return [trace["meta"]["role"] for trace in figure.traces]


def trace_of(figure: Figure, role: str) -> dict[str, Any]:
    return next(trace for trace in figure.traces if trace["meta"]["role"] == role)


def all_figures() -> list[Figure]:
    values = series(500, skip={3, 4, 11})
    day = TODAY - timedelta(days=2)
    values[day] = said(day, 27_000.0, corrected=True, raw=12_600.0)
    values[TODAY] = said(TODAY, None, excluded=True, raw=3_600.0)
    nights = {key: series(120) for key in ("sleep.total", "sleep.deep", "sleep.light", "sleep.rem")}
    clocks = {"sleep.bedtime": series(120, -3_600), "sleep.waketime": series(120, 25_000)}
    sleep = DayData(nights | clocks, Window(TODAY - timedelta(days=29), TODAY, "30"), TODAY, PREFS)
    return [
        trend(data(values)),
        trend(data(values, 90)),
        trend(data(values, 365)),
        trend(data(values, 460)),
        trend(data({})),
        distribution(data(values)),
        distribution(data({})),
        weekdays(data(values)),
        weekdays(data({})),
        durations(sleep),
        times(sleep),
    ]


@pytest.mark.parametrize("figure", all_figures())
def test_plotly_accepts_every_figure(figure):
    go.Figure(figure.as_plotly())


@pytest.mark.parametrize("figure", all_figures())
def test_no_figure_brings_a_colour(figure):
    drawn = repr(figure.as_plotly()).lower()

    assert "color" not in drawn
    assert "#" not in drawn
    assert "rgb" not in drawn


@pytest.mark.parametrize("figure", all_figures())
def test_a_finger_cannot_move_an_axis(figure):
    moving = [name for name, axis in figure.layout.items() if "axis" in name and not axis["fixedrange"]]

    assert moving == []
    assert figure.layout["dragmode"] is False


@pytest.mark.parametrize("figure", all_figures())
def test_every_figure_has_one_sentence(figure):
    assert figure.summary.endswith((".", "after 7."))


def test_a_missing_day_is_a_null_and_breaks_the_line():
    figure = trend(data(series(120, skip={3})))
    missing = (TODAY - timedelta(days=3)).isoformat()
    line, dots = trace_of(figure, "line"), trace_of(figure, "dot")

    assert line["y"][line["x"].index(missing)] is None
    assert dots["y"][dots["x"].index(missing)] is None
    assert line["connectgaps"] is False


def test_an_excluded_day_is_a_cross_that_no_line_passes():
    values = series(90)
    values[TODAY] = said(TODAY, None, excluded=True, raw=3_600.0)
    figure = trend(data(values))

    assert trace_of(figure, "excluded")["y"] == [3_600.0]
    assert trace_of(figure, "dot")["y"][-1] is None
    assert trace_of(figure, "line")["y"][-1] is None


def test_a_corrected_day_wears_a_ring():
    values = series(90)
    values[TODAY] = said(TODAY, 26_880.0, corrected=True, raw=12_600.0)

    assert trace_of(trend(data(values)), "corrected")["y"] == [26_880.0]


def test_a_usual_range_needs_seven_values_and_is_early_up_to_twenty():
    assert "band" not in roles(trend(data(series(7))))
    assert "band-early" in roles(trend(data(series(15))))
    assert "band" in roles(trend(data(series(60))))


def test_the_range_of_a_day_is_of_the_days_before_it():
    values = {TODAY - timedelta(days=n): 50.0 for n in range(1, 30)} | {TODAY: 500.0}

    assert usual_ranges(values, [TODAY])[TODAY].high == 50.0


@given(st.lists(st.floats(0, 1000) | st.none(), min_size=70, max_size=200))
def test_the_sliding_range_equals_one_taken_afresh(numbers):
    days = [TODAY - timedelta(days=n) for n in range(len(numbers))][::-1]
    values = {day: x for day, x in zip(days, numbers, strict=True) if x is not None}
    slid = usual_ranges(values, days[60:])

    for day in days[60:]:
        assert slid.get(day) == usual_ranges(values, [day]).get(day)


@given(
    st.sampled_from(["activity.steps", "sleep.hrv"]),
    st.lists(st.integers(0, 30_000).map(float) | st.none(), min_size=100, max_size=200),
)
def test_the_range_behind_a_day_is_the_one_that_its_tile_is_held_to(key, numbers):
    metric = catalogue.get(key)
    days = [TODAY - timedelta(days=n) for n in range(len(numbers))][::-1]
    values = {day: x for day, x in zip(days, numbers, strict=True) if x is not None}
    drawn = ranges_of(metric, values, days[90:])

    for day in set(days[90:]) & set(values):
        asked, found = verdict(values[day], history_of(metric, values, day)), drawn.get(day)
        assert (found is None) == (asked.level == "growing")
        if found:
            assert (found.n, found.low, found.median, found.high) == (
                asked.n,
                asked.low,
                asked.median,
                asked.high,
            )
            assert held_to(values[day], found) == asked


def quiet_weekends(sunday: float) -> dict[date, Value]:
    days = [TODAY - timedelta(days=n) for n in range(1, 125)]
    steps = {day: (5_000.0 if day.weekday() >= 5 else 12_000.0) + 100 * (day.day % 5) for day in days}
    return {day: said(day, value) for day, value in (steps | {TODAY: sunday}).items()}


def labels(figure: Figure) -> dict[str, str]:
    dots = trace_of(figure, "dot")
    texts = (text.replace("\u202f", " ") for text in dots["hovertext"])
    return dict(zip(dots["x"], texts, strict=True))


def on_monday(sunday: float, length: int = 30) -> Figure:
    """Steps up to a Sunday, seen on the Monday after it."""
    monday = TODAY + timedelta(days=1)
    window = Window(monday - timedelta(days=length), monday, "30")
    return trend(TrendData(catalogue.get("activity.steps"), quiet_weekends(sunday), window, monday, PREFS))


def test_the_trend_of_a_sum_says_what_its_tile_says():
    said_there = labels(on_monday(7_000.0))

    assert "Highest weekend day in 90 days" in said_there[TODAY.isoformat()]
    assert "Usual for a weekend day" in said_there[(TODAY - timedelta(days=1)).isoformat()]
    assert "Usual for a working day" in said_there[(TODAY - timedelta(days=3)).isoformat()]


def test_the_band_of_a_sum_steps_from_working_days_to_weekends():
    band = trace_of(on_monday(5_000.0), "band")
    top = dict(zip(band["x"], band["y"], strict=True))  # the way back along the bottom comes last

    assert top[TODAY.isoformat()] == 5_000.0
    assert top[(TODAY - timedelta(days=3)).isoformat()] == 12_000.0
    assert max(y for x, y in zip(band["x"], band["y"], strict=True) if x == TODAY.isoformat()) < 5_500
    assert band["line"]["shape"] == "hvh"
    assert trace_of(on_monday(5_000.0), "median")["line"]["shape"] == "hvh"
    assert "line" not in trace_of(trend(data(series(120))), "band")


def test_ten_years_of_like_days_slide_along():
    """Far below a second, where a range taken afresh for each day would take many."""
    days = [TODAY - timedelta(days=n) for n in range(3_650)][::-1]
    values = {day: float(n * 37 % 9_000) for n, day in enumerate(days)}
    began = time.process_time()
    found = ranges_of(catalogue.get("activity.steps"), values, days)

    assert time.process_time() - began < 1
    assert len(found) > 3_600


def test_words_of_marks_never_lie_on_one_another():
    marks = [Mark(TODAY - timedelta(days=back), "new ring") for back in (25, 24, 10)]
    figure = trend(data(series(90), marks=marks))

    assert len(figure.layout["shapes"]) == 3
    assert len(figure.layout["annotations"]) == 2

    long = [Mark(TODAY - timedelta(days=back), word) for back, word in ((25, "x" * 24), (15, "home time"))]
    [note] = trend(data(series(90), marks=long)).layout["annotations"]
    assert note["text"] == "x" * 24


def test_words_are_counted_and_have_no_usual_range():
    days = [TODAY - timedelta(days=n) for n in range(60)]
    figure = trend(
        data({day: said(day, float(n % 2 + 1)) for n, day in enumerate(days)}, key="stress.summary")
    )

    assert roles(figure) == ["dot"]
    assert figure.layout["yaxis"]["ticktext"] == ["Restored", "Usual", "Stressful"]
    assert figure.summary == "Most often “Restored”: 15 of 30 days."


def test_beyond_400_days_there_are_weeks():
    figure = trend(data(series(4_000), 3_650))

    assert roles(figure) == ["band", "line"]
    assert len(trace_of(figure, "line")["x"]) <= 3_650 / 7 + 2


def test_a_label_says_date_value_words_and_source():
    label = trace_of(trend(data(series(120))), "dot")["hovertext"][-1]

    assert label.startswith("<b>Sun 22 Nov</b><br>")
    assert label.endswith("<br>Oura")


def test_a_label_says_how_far_a_day_lies_from_which_usual():
    nights = {TODAY - timedelta(days=n): 50.0 + 10 * ((n % 10 == 1) - (n % 10 == 2)) for n in range(1, 61)}
    values = {day: said(day, value) for day, value in (nights | {TODAY: 41.0}).items()}

    assert labels(trend(data(values, key="sleep.hrv")))[TODAY.isoformat()] == (
        "<b>Sun 22 Nov</b><br>41 ms<br>On the low side: 9 ms under your usual 50<br>Oura"
    )


@pytest.mark.parametrize(("week_start", "latest"), [(0, "16 Nov"), (5, "21 Nov"), (6, "22 Nov")])
def test_thirty_days_have_a_tick_where_each_week_begins(week_start, latest):
    ticks, texts = axes.day_ticks(Window(TODAY - timedelta(days=29), TODAY, "30"), week_start)

    assert {day.weekday() for day in ticks} == {week_start}
    assert texts[-1] == latest


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.sampled_from(["s", "clock", "bpm", "count", "°C", "%"]))
def test_rules_are_few_and_hold_the_values(low, span, unit):
    found = axes.rules(low, low + span, unit)

    near = 1e-6 * span + 1e-5
    assert found[0] <= low + near
    assert found[-1] >= low + span - near
    assert 2 <= len(found) <= 7


@pytest.mark.parametrize(
    ("asked", "length", "choice"),
    [
        ({}, 30, "30"),
        ({"range": "90"}, 90, "90"),
        ({"range": "seven"}, 30, "30"),
        ({"range": "-1"}, 30, "30"),
        ({"from": "2026-11-01", "to": "2026-11-10"}, 10, "dates"),
        ({"from": "2026-11-01", "to": "2030-01-01"}, 22, "dates"),
        ({"from": "2026-11-10", "to": "2026-11-01"}, 30, "30"),
        ({"from": "2026-02-30"}, 30, "30"),
        ({"from": "0001-01-01"}, 30, "30"),
        ({"range": "all"}, 30, "all"),
    ],
)
def test_a_window_that_makes_no_sense_is_the_default_one(asked, length, choice):
    window = parse(asked, today=TODAY, earliest=None)

    assert (window.length, window.choice) == (length, choice)


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ({"to": "2025-03-30"}, date(2025, 3, 1)),
        ({"to": "2025-03-30", "range": "90"}, date(2024, 12, 31)),
        ({"to": "2025-03-30", "range": "all"}, date(2025, 3, 1)),
    ],
)
def test_an_end_alone_ends_a_span_of_the_usual_length(asked, first):
    window = parse(asked, today=TODAY, earliest=None)

    assert (window.start, window.end, window.choice) == (first, date(2025, 3, 30), "dates")


@pytest.mark.parametrize("end", ["2999-01-01", "x", "1969-12-31", "1970-01-01"])
def test_an_end_that_makes_no_sense_asks_for_nothing(end):
    assert parse({"to": end}, today=TODAY, earliest=None) == last(30, TODAY)


def test_all_begins_with_the_first_value():
    assert parse({"range": "all"}, today=TODAY, earliest=date(2020, 1, 1)).start == date(2020, 1, 1)


def test_a_second_night_stands_on_top_of_the_stages_of_the_first():
    parts = {"sleep.total": 27_000.0, "sleep.deep": 3_000.0, "sleep.light": 9_000.0, "sleep.rem": 3_000.0}
    values = {key: {TODAY: said(TODAY, value)} for key, value in parts.items()}
    figure = durations(DayData(values, Window(TODAY, TODAY, "dates"), TODAY, PREFS))

    assert trace_of(figure, "rest")["y"] == [12_000.0]


def test_a_year_of_nights_has_a_bar_a_week():
    values = {key: series(400) for key in ("sleep.total", "sleep.deep", "sleep.light", "sleep.rem")}
    figure = durations(DayData(values, Window(TODAY - timedelta(days=364), TODAY, "365"), TODAY, PREFS))

    assert len(trace_of(figure, "stage")["x"]) == 52
    assert len(figure.rows) == 365
    assert trace_of(figure, "label")["hovertext"][0].startswith("<b>Median of the week of Mon")


def test_ten_years_of_nights_have_a_bar_a_month():
    values = {"sleep.total": series(3_650), "sleep.deep": series(3_650)}
    figure = durations(DayData(values, Window(TODAY - timedelta(days=3_649), TODAY, "all"), TODAY, PREFS))

    assert len(trace_of(figure, "stage")["x"]) == 120


def test_bedtimes_float_with_the_evening_on_top():
    values = {
        "sleep.bedtime": {TODAY: said(TODAY, -3_600.0)},
        "sleep.waketime": {TODAY: said(TODAY, 25_200.0)},
    }
    figure = times(DayData(values, Window(TODAY, TODAY, "dates"), TODAY, PREFS))
    top, bottom = figure.layout["yaxis"]["range"][::-1]

    assert trace_of(figure, "range")["y"] == [-3_600.0, 25_200.0]
    assert top < bottom


def test_numbers_of_weekdays_follow_the_persons_first_day():
    figure = weekdays(data(series(60)))

    assert figure.layout["xaxis"]["ticktext"][0] == "Mon"


def test_a_weekday_of_few_values_is_called_neither_lowest_nor_highest():
    mondays = (TODAY - timedelta(days=TODAY.weekday() + 7 * n) for n in range(4))
    tuesdays = [day + timedelta(days=1) for day in mondays]
    held = {day - timedelta(days=1): said(day - timedelta(days=1), 60.0) for day in tuesdays}
    held |= {day: said(day, 70.0) for day in tuesdays if day <= TODAY}
    odd = tuesdays[1] + timedelta(days=3)
    held[odd] = said(odd, 95.0)

    assert weekdays(data(held, key="vital.pulse")).summary == (
        "Your median is lowest on Mon (60\u202fbpm) and highest on Tue (70\u202fbpm)."
    )


def test_values_of_one_weekday_alone_compare_no_weekdays():
    weekly = {TODAY - timedelta(days=n): said(TODAY - timedelta(days=n), 60.0) for n in range(1, 60, 7)}

    assert weekdays(data(weekly, 60, "vital.pulse")).summary == "9 values in these 60 days."


def test_a_rent_is_told_and_listed_but_does_not_squeeze_how_often():
    values = {
        TODAY - timedelta(days=n): said(TODAY - timedelta(days=n), 10.0 + n % 7 * 10) for n in range(1, 60)
    }
    rents = [TODAY - timedelta(days=n) for n in (20, 50)]
    values |= {day: said(day, 890.0) for day in rents}
    figure = distribution(data(values, 60, "finance.spent.eur"))

    assert figure.layout["xaxis"]["range"][1] < 100
    assert sum(figure.traces[0]["y"]) == 57
    assert figure.summary.endswith("2 days lie beyond the chart, up to €890.")
    assert figure.rows[-1][0].raw > 70
    assert figure.rows[-1][2].raw == 2


def test_money_has_its_cents_in_labels_and_tables_but_not_in_sentences():
    spent = {TODAY - timedelta(days=n): 1_240.5 + n for n in range(60)}
    figure = trend(data({day: said(day, value) for day, value in spent.items()}, key="finance.spent.eur"))
    yesterday = (TODAY - timedelta(days=1)).isoformat()

    assert "<br>€1,241.50<br>" in labels(figure)[yesterday]
    assert figure.rows[1][1].text == "€1,241.50"
    assert "€1,2" in figure.summary and ".50" not in figure.summary


def test_months_and_categories_of_money_have_their_cents_on_hover():
    sums = {date(2026, 10, 1): Decimal("1240.50")}
    held = {"spent": {"food": Decimal("240.50")}, "income": {}}
    window = Window(TODAY - timedelta(days=89), TODAY, "90")
    balances = {TODAY: Decimal("-1240.50")}
    found = MoneyData("EUR", window, TODAY, PREFS, sums, {}, held, balances)

    assert trace_of(months(found), "fill")["hovertext"][-2] == "<b>October 2026</b><br>Spent: €1,240.50"
    assert trace_of(categories(found, "spent"), "fill")["hovertext"] == ["<b>food</b><br>€240.50"]
    assert trace_of(balance(found), "line")["hovertext"] == ["<b>Sun 22 Nov</b><br>−€1,240.50"]
    assert "€1,240 in" in months(found).summary


def test_what_is_often_far_out_stays_in_how_often():
    values = {
        TODAY - timedelta(days=n): said(TODAY - timedelta(days=n), 890.0 if n % 4 else 20.0)
        for n in range(1, 60)
    }
    figure = distribution(data(values, 60, "finance.spent.eur"))

    assert sum(figure.traces[0]["y"]) == 59
    assert "beyond" not in figure.summary


def test_a_running_day_is_drawn_but_counted_nowhere():
    values = series(30, 8_000, 0) | {TODAY: said(TODAY, 12.0)}
    steps = data(values, key="activity.steps")
    dots = trace_of(trend(steps), "dot")

    assert dots["y"][-1] == 12.0
    assert dots["hovertext"][-1].endswith("so far today<br>Oura")
    assert trend(steps).summary == "At least eight in ten of your values in these 30 days are 8,000."
    assert sum(distribution(steps).traces[0]["y"]) == 29
    assert min(y for y in weekdays(steps).traces[0]["y"] if y is not None) == 8_000


def test_the_only_day_there_is_counts_while_it_runs():
    figure = trend(data({TODAY: said(TODAY, 4_000.0)}, key="activity.steps"))

    assert figure.summary == "1 value so far; your usual range appears after 7."


def test_an_axis_has_no_room_under_zero_for_what_cannot_be_there():
    falling_asleep = series(30, 240, 30)
    axis = trend(data(falling_asleep, key="sleep.latency")).layout["yaxis"]
    low, high = axis["range"]

    assert axis["tickvals"][0] == 0
    assert -0.02 * high < low < 0, "only so much that the rule at zero is drawn"
    assert high >= 240 + 29 * 30


def test_a_dot_on_the_outermost_rule_is_whole():
    assert trace_of(trend(data(series(30))), "dot")["cliponaxis"] is False


def test_few_values_of_a_known_range_are_not_called_its_beginning():
    weekly = {
        TODAY - timedelta(days=n): said(TODAY - timedelta(days=n), 60.0 + n % 3) for n in range(1, 90, 7)
    }

    assert trend(data(weekly, 30, "vital.pulse")).summary == "5 values in these 30 days."
    begun = {day: value for day, value in weekly.items() if (TODAY - day).days < 30}
    assert (
        trend(data(begun, 30, "vital.pulse")).summary == "5 values so far; your usual range appears after 7."
    )
