"""The small drawings never leave their frame and never draw what is not known."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthdash.lib import svg

finite = st.floats(-1e6, 1e6)
days = st.lists(st.none() | finite, max_size=30)


def percent(text):
    return float(text.removesuffix("%"))


@given(values=st.lists(finite, min_size=3, max_size=60), data=st.data())
def test_everything_on_a_range_bar_lies_inside_the_air(values, data):
    low, median, high = sorted(data.draw(st.tuples(*[st.sampled_from(values)] * 3)))
    value = data.draw(finite)
    bar = svg.range_bar(value, lowest=min(values), highest=max(values), low=low, high=high, median=median)
    for x in (bar.dot, bar.band_x, bar.median):
        assert 6 <= percent(x) <= 94
    assert 0 <= percent(bar.band_width) <= 88.01 - (percent(bar.band_x) - 6)
    assert (
        percent(bar.band_x) - 0.02
        <= percent(bar.median)
        <= percent(bar.band_x) + percent(bar.band_width) + 0.02
    )


def test_the_dot_stands_where_the_value_lies():
    bar = svg.range_bar(75, lowest=50, highest=100, low=60, high=90, median=70)
    assert (bar.dot, bar.median, bar.band_x) == ("50%", "41.2%", "23.6%")


def test_without_a_range_there_is_a_dot_and_no_band():
    bar = svg.range_bar(75, lowest=75, highest=75)
    assert (bar.dot, bar.band_x, bar.band_width, bar.median) == ("50%", None, None, None)


def test_without_a_value_there_is_a_band_and_no_dot():
    assert svg.range_bar(None, lowest=1, highest=9, low=2, high=8).dot is None


@given(values=days)
def test_every_known_day_is_drawn_once_and_no_other(values):
    line = svg.sparkline(values)
    drawn = re.findall(r"[ML]([\d.-]+) ", line.line + line.dots)
    assert sorted(float(x) / svg.STEP for x in drawn) == [i for i, v in enumerate(values) if v is not None]
    assert line.dots.count("M") == line.dots.count("h0")


@given(values=days)
def test_a_sparkline_stays_in_its_height(values):
    line = svg.sparkline(values)
    for y in re.findall(r" ([\d.-]+)", (line.line + line.dots).replace("h0", "")):
        assert 2 <= float(y) <= svg.SPARK_HEIGHT - 2


def test_a_missing_day_breaks_the_line_and_a_lone_day_is_a_dot():
    line = svg.sparkline([1, 2, None, 3, None, 2, 1])
    assert line.line.count("M") == 2
    assert line.dots == "M30 2h0"


def test_a_higher_value_is_drawn_higher():
    assert svg.sparkline([1, 2], height=28).line == "M0 26L10 2"


def test_floating_bars_run_from_low_to_high_and_leave_missing_days_out():
    bars = svg.floating_bars([(60, 80), None, (70, 100)], height=48)
    assert bars.path == "M0 44V24M20 34V4"


@given(values=st.lists(finite, min_size=5, max_size=90), one=finite, other=finite)
def test_a_higher_value_never_has_a_lower_step(values, one, other):
    borders = svg.cuts(values)
    assert svg.step(min(one, other), borders) <= svg.step(max(one, other), borders)
    assert svg.step(max(values) + 1, borders) == 5


@pytest.mark.parametrize(("value", "step"), [(1, 1), (20, 1), (21, 2), (50, 3), (81, 5), (100, 5)])
def test_the_five_steps_are_fifths_of_what_this_person_had(value, step):
    assert svg.step(value, svg.cuts(list(range(1, 101)))) == step


@pytest.mark.parametrize(
    ("values", "steps"),
    [
        ([80.0] * 14, {80: 3}),
        ([3, 3, 3, 3, 5], {3: 3, 5: 5}),
        ([3, 3, 3, 3, 1], {1: 1, 3: 3}),
        ([1, 2, 3, 4, 5], {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}),
        ([0] * 6 + [7], {0: 3, 7: 5}),
        ([1] * 5 + [2] * 5, {1: 2, 2: 4}),
    ],
)
def test_equal_values_stand_in_the_middle_of_their_places_not_on_top(values, steps):
    borders = svg.cuts(values)
    assert {value: svg.step(value, borders) for value in steps} == steps


def test_with_too_few_values_every_day_is_in_the_middle():
    assert svg.step(7, svg.cuts([1, 2, 3])) == 3
