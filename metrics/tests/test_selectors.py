"""Of several numbers for one day, one stands."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.tests.factories import UserFactory
from metrics import corrections, selectors
from metrics.models import CustomMetric, DailyMetric
from metrics.ranking import winner
from metrics.standing import Value

from .factories import DAY, DailyMetricFactory, SleepPeriodFactory

pytestmark = pytest.mark.django_db
KEY = "sleep.total"
SOURCES = ("manual", "journal", "oura", "whoop", "derived")


def add(user, source, **values):
    values = {"value": 1_000.0 + len(source)} | values
    return DailyMetricFactory(user=user, source=source, **values)


def standing(user, **kwargs):
    return selectors.daily(user=user, metrics=[KEY], start=DAY, end=DAY, **kwargs)[KEY].get(DAY)


@pytest.mark.parametrize(
    ("rows", "order", "winner"),
    [
        ({"oura": {}, "whoop": {}}, (), "oura"),
        ({"oura": {}, "whoop": {}}, ("whoop", "oura"), "whoop"),
        ({"oura": {}, "whoop": {}}, ("whoop",), "whoop"),
        ({"oura": {}, "derived": {}}, ("derived", "oura"), "oura"),
        ({"oura": {}, "journal": {}}, ("oura",), "journal"),
        ({"manual": {}, "journal": {}}, (), "manual"),
        ({"manual": {}, "whoop": {"override": 5}}, (), "whoop"),
        ({"oura": {"override": 4}, "whoop": {"override": 5}}, (), "oura"),
        ({"oura": {"override": 4}, "whoop": {"override": 5}}, ("whoop",), "whoop"),
        ({"oura": {}, "derived": {"override": 5}}, (), "derived"),
        ({"oura": {"value": None, "override": 4}, "whoop": {}}, (), "oura"),
        ({"oura": {"excluded": True}, "whoop": {}}, (), "oura"),
        ({"oura": {}, "whoop": {"excluded": True}}, (), "oura"),
        ({"oura": {"value": None, "excluded": True}, "whoop": {}}, (), "oura"),
        ({"oura": {"value": None}, "whoop": {}}, (), "whoop"),
        ({"whoop": {"excluded": True, "override": 5}, "oura": {}}, (), "whoop"),
    ],
)
def test_which_source_stands(rows, order, winner):
    user = UserFactory()
    for source, values in rows.items():
        add(user, source, **values)
    value = standing(user, order=order)
    assert value.source == winner
    assert value.excluded == rows[winner].get("excluded", False)


def test_an_excluded_day_has_no_number_and_no_other_source_steps_in():
    user = UserFactory()
    add(user, "oura", excluded=True)
    add(user, "whoop")
    value = standing(user)
    assert (value.value, value.excluded, value.raw) == (None, True, 1_004)


def test_a_corrected_number_tells_what_the_source_says():
    user = UserFactory()
    add(user, "oura", override=5.0)
    value = standing(user)
    assert (value.value, value.raw, value.corrected, value.withdrawn) == (5, 1_004, True, False)


def test_zero_stands_and_null_is_absent():
    user = UserFactory()
    add(user, "oura", value=0.0)
    DailyMetricFactory(user=user, metric="sleep.naps", value=None)
    found = selectors.daily(user=user, metrics=[KEY, "sleep.naps", "sleep.rem"], start=DAY, end=DAY)
    assert found[KEY][DAY].value == 0
    assert found["sleep.naps"] == found["sleep.rem"] == {}


def test_many_metrics_of_many_days_are_one_query_and_no_one_elses():
    user = UserFactory()
    for n in range(5):
        add(user, "oura", day=DAY + timedelta(days=n))
    DailyMetricFactory(metric="sleep.deep")
    with CaptureQueriesContext(connection) as queries:
        found = selectors.daily(
            user=user, metrics=[KEY, "sleep.deep"], start=DAY, end=DAY + timedelta(days=3)
        )
    assert len(queries) == 1
    assert (len(found[KEY]), found["sleep.deep"]) == (4, {})


def test_a_number_from_a_corrected_night_is_marked_and_others_of_that_night_are_not():
    night = SleepPeriodFactory()
    act = corrections.correct_event(user=night.user, by=night.user, event=night, field="total", value=20_000)

    def marks():
        keys = ["sleep.main", "sleep.efficiency", "sleep.deep"]
        found = selectors.daily(user=night.user, metrics=keys, start=DAY, end=DAY)
        return {key: (values[DAY].corrected, values[DAY].raw) for key, values in found.items()}

    assert marks() == {
        "sleep.main": (True, None),
        "sleep.efficiency": (True, None),
        "sleep.deep": (False, 5_400),
    }
    corrections.undo(user=night.user, by=night.user, correction=act)
    assert marks() == {
        "sleep.main": (False, 27_000),
        "sleep.efficiency": (False, 94),
        "sleep.deep": (False, 5_400),
    }


def test_the_newest_number_passes_over_excluded_days_and_reaches_far_back():
    user = UserFactory()
    add(user, "oura", day=DAY, value=1)
    add(user, "oura", day=DAY + timedelta(days=1), excluded=True)
    old = DailyMetricFactory(user=user, metric="vital.weight", day=DAY - timedelta(days=400), value=70)
    found = selectors.latest(user=user, metrics=[KEY, "vital.weight", "sleep.rem"])
    assert {metric: (value.day, value.value) for metric, value in found.items()} == {
        KEY: (DAY, 1),
        "vital.weight": (old.day, 70),
    }
    assert selectors.latest(user=user, metrics=[KEY], before=DAY) == {}


def test_a_history_is_in_order_and_of_one_source_if_asked():
    user = UserFactory()
    for n in (2, 0, 1):
        add(user, "oura", day=DAY + timedelta(days=n), value=n)
    add(user, "manual", value=50)
    assert [value.value for value in selectors.history(user=user, metric=KEY).values()] == [50, 1, 2]
    assert [v.value for v in selectors.history(user=user, metric=KEY, source="oura").values()] == [0, 1, 2]


def test_what_a_person_has_and_since_when():
    user = UserFactory()
    assert (selectors.metrics_held(user), selectors.extent(user), selectors.years(user)) == (set(), None, [])
    keys = {"tag.cafe", "tag.café", "finance.spent.eur", KEY}
    for key in ("tag.cafe", "tag.café", "tag.Cafe"):
        CustomMetric.objects.create(user=user, key=key, label=key, group="journal")
    for n, metric in enumerate(sorted(keys)):
        for source in ("oura", "manual"):
            DailyMetricFactory(user=user, metric=metric, source=source, day=DAY - timedelta(days=200 * n))
    DailyMetricFactory(metric="vital.weight", day=DAY + timedelta(days=1))
    assert selectors.metrics_held(user) == keys
    assert selectors.extent(user) == (DAY - timedelta(days=600), DAY)
    assert selectors.years(user) == [2026, 2025, 2024]


def test_only_periods_that_count_are_listed_unless_everything_is_asked_for():
    night = SleepPeriodFactory()
    elsewhen = {"start": night.start - timedelta(hours=12), "end": night.start - timedelta(hours=11)}
    gone = {"withdrawn": True, "excluded": True, **elsewhen}
    for values in ({"excluded": True}, {"kind": "ignored"}, gone):
        SleepPeriodFactory(user=night.user, **values)
    SleepPeriodFactory()
    window = {"user": night.user, "start": DAY, "end": DAY}
    assert selectors.sleep_periods(**window) == [night]
    assert len(selectors.sleep_periods(**window, everything=True)) == 4


def test_the_main_night_is_of_the_preferred_source():
    night = SleepPeriodFactory(curves={"stages": {"interval": 30, "items": "42"}})
    other = SleepPeriodFactory(user=night.user, source="whoop", total=28_000)
    assert selectors.main_night(user=night.user, day=DAY) == night
    assert selectors.main_night(user=night.user, day=DAY, order=["whoop"]) == other
    assert selectors.main_night(user=night.user, day=DAY + timedelta(days=1)) is None
    assert selectors.main_nights(user=night.user, start=DAY, end=DAY) == {DAY: night}


def test_a_receipt_holds_every_source_its_events_and_every_act():
    night = SleepPeriodFactory()
    user = night.user
    on_event = corrections.correct_event(user=user, by=user, event=night, field="total", value=20_000)
    number = {"user": user, "by": user, "day": DAY, "metric": KEY}
    on_number = corrections.correct_daily(**number, source="oura", value=19_000)
    typed = corrections.add_manual(**number, value=18_000)
    corrections.correct_event(
        user=user,
        by=user,
        event=SleepPeriodFactory(user=user, day=DAY - timedelta(1)),
        field="total",
        value=1,
    )
    with CaptureQueriesContext(connection) as queries:
        receipt = selectors.provenance(user=user, metric=KEY, day=DAY)
    assert len(queries) == 3
    assert [row.source for row in receipt.rows] == ["oura", "manual"]
    assert receipt.standing.effective == 19_000
    assert receipt.events == [night]
    assert receipt.corrections == [typed, on_number, on_event]


def test_acts_are_listed_newest_first_and_narrowed():
    row = DailyMetricFactory()
    user = row.user
    number = {"user": user, "by": user, "day": DAY, "metric": KEY, "source": "oura"}
    first = corrections.correct_daily(**number, value=5)
    undoing = corrections.undo(user=user, by=user, correction=first)
    assert list(selectors.corrections_of(user=user, metric=KEY)) == [undoing, first]
    assert list(selectors.corrections_of(user=user, start=DAY + timedelta(days=1))) == []
    assert list(selectors.corrections_of(user=UserFactory())) == []
    assert DailyMetric.objects.get().override is None


ROWS = st.tuples(
    st.sampled_from([KEY, "sleep.deep"]),
    st.integers(0, 2),
    st.sampled_from(SOURCES),
    st.none() | st.integers(0, 3),
    st.none() | st.integers(4, 6),
    st.booleans(),
    st.booleans(),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROWS, max_size=15, unique_by=lambda row: row[:3]))
def test_all_that_stands_is_what_stands_of_each_day_alone(db, rows):
    user = UserFactory()
    for metric, day, source, value, override, excluded, from_correction in rows:
        words = {"override": override, "excluded": excluded, "from_correction": from_correction}
        add(user, source, metric=metric, day=DAY + timedelta(days=day), value=value, **words)
    end = DAY + timedelta(days=2)
    found = selectors.daily(user=user, metrics=[KEY, "sleep.deep"], start=DAY, end=end, order=["whoop"])
    expected: dict = {KEY: {}, "sleep.deep": {}}
    for row in DailyMetric.objects.filter(user=user).order_by("day"):
        of_day = [
            (one.metric, one.day, one.source, one.value, one.override, one.excluded)
            for one in DailyMetric.objects.filter(user=user, metric=row.metric, day=row.day)
        ]
        if (chosen := winner(of_day, ["whoop"])) and chosen[2] == row.source:
            expected[row.metric][row.day] = Value(
                value=None if row.excluded else row.effective,
                source=row.source,
                day=row.day,
                corrected=row.override is not None or row.from_correction,
                excluded=row.excluded,
                withdrawn=row.value is None,
                raw=None if row.from_correction else row.value,
            )
    assert found == expected
    assert [list(values) for values in found.values()] == [sorted(values) for values in found.values()]
    assert all(type(value.excluded) is bool for values in found.values() for value in values.values())
