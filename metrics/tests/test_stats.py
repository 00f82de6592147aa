"""What counts as usual."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import stats

FLOATS = st.floats(-1e6, 1e6, allow_subnormal=False)
SOME = st.lists(FLOATS, min_size=1, max_size=80)
MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("n", "level"),
    [(0, "growing"), (6, "growing"), (7, "early"), (20, "early"), (21, "usual"), (60, "usual")],
)
def test_a_range_takes_shape_as_days_come_in(n, level):
    assert stats.verdict(50.0, [50.0] * n).level == level


@pytest.mark.parametrize(
    ("value", "level"),
    [
        (-1, "lowest"),
        (0, "low"),
        (9, "low"),
        (10, "usual"),
        (50, "usual"),
        (90, "usual"),
        (91, "high"),
        (100, "high"),
    ]
    + [(101, "highest")],
)
def test_the_levels_of_a_settled_range(value, level):
    verdict = stats.verdict(value, [float(n) for n in range(101)])
    assert verdict.level == verdict.position == level
    assert verdict.is_extreme == (level in ("lowest", "highest"))


def test_an_early_extreme_is_no_alarm():
    verdict = stats.verdict(99, [50.0] * 10)
    assert (verdict.level, verdict.position, verdict.is_extreme) == ("early", "highest", False)


@given(SOME, st.floats(0, 100))
def test_a_percentile_lies_within_its_values(values, q):
    assert min(values) <= stats.percentile(values, q) <= max(values)


@given(st.lists(FLOATS, min_size=7, max_size=80))
def test_a_baseline_is_in_order(values):
    usual = stats.baseline(values)
    assert usual.lowest <= usual.low <= usual.high <= usual.highest
    assert usual.lowest <= usual.median <= usual.highest


def test_percentiles_are_linear_between_neighbours():
    assert stats.percentile([1, 2, 3, 4], 50) == 2.5
    assert stats.percentile([10, 20], 90) == 19
    with pytest.raises(ValueError, match="no values"):
        stats.percentile([], 50)


def test_a_missing_day_breaks_the_line_and_is_no_zero():
    assert stats.rolling_median([1, 2, 9, None, 4]) == [None, None, 2, None, 3]


@given(st.lists(st.none() | FLOATS, max_size=40))
def test_a_rolling_median_has_a_place_per_day_and_none_where_the_day_has_none(series):
    medians = stats.rolling_median(series)
    assert len(medians) == len(series)
    assert all(m is None for m, value in zip(medians, series, strict=True) if value is None)


def test_the_days_before_do_not_hold_the_day_itself():
    series = {MONDAY - timedelta(days=n): float(n) for n in range(70)} | {MONDAY - timedelta(days=2): None}
    assert stats.before(series, MONDAY, 4) == [4, 3, 1]
    assert len(stats.before(series, MONDAY)) == 59


def test_sums_are_compared_with_the_same_kind_of_day():
    series = {MONDAY - timedelta(days=n): float(n) for n in range(15)}
    assert stats.like_days_before(series, MONDAY) == [14, 13, 12, 11, 10, 7, 6, 5, 4, 3]
    assert stats.like_days_before(series, MONDAY - timedelta(days=1)) == [9, 8, 2]
