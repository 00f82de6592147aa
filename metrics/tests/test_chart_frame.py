"""What all charts share: rules that are seen, one kind of label, and ticks where something happened."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.tests.factories import UserFactory
from metrics.charts import axes
from metrics.charts.registry import build
from metrics.models import Annotation, CustomMetric, FinanceEntry

from .factories import DailyMetricFactory, WorkoutFactory

pytestmark = pytest.mark.django_db
BY_DAY = {
    "trend": {"metric": "sleep.total"},
    "sleep-durations": {},
    "sleep-times": {},
    "recovery-stress": {},
    "recovery-temperature": {},
    "activity-intensity": {},
    "work-days": {},
    "vitals-pressure": {},
    "explore-scatter": {"a": "sleep.total", "b": "sleep.deep"},
}
VALUES = {
    "sleep.total": 27_000,
    "sleep.deep": 5_400,
    "sleep.light": 15_000,
    "sleep.rem": 6_600,
    "sleep.bedtime": -3_600,
    "sleep.waketime": 25_200,
    "stress.high": 3_600,
    "stress.recovery": 5_400,
    "readiness.temperature_deviation": 0.2,
    "activity.high": 1_200,
    "activity.medium": 1_800,
    "activity.low": 9_000,
    "work.focus": 10_800,
    "work.meeting": 3_600,
    "work.break": 1_800,
    "vital.systolic": 124,
    "vital.diastolic": 80,
}


@pytest.fixture
def person():
    return UserFactory(timezone="Europe/Berlin", currency="EUR")


@pytest.fixture
def lived(person):
    """Ten days of everything, today among them."""
    for key, value in VALUES.items():
        for back in range(10):
            day = person.today() - timedelta(days=back)
            DailyMetricFactory(user=person, metric=key, day=day, value=value + back % 3)
    return person


def spend(person):
    day, now = person.today() - timedelta(days=40), datetime.now(UTC)
    for n, direction in enumerate(("spent", "income")):
        FinanceEntry.objects.create(
            user=person,
            source="entries",
            external_id=str(n),
            day=day,
            amount=Decimal(900),
            currency="EUR",
            direction=direction,
            first_seen=now,
            changed_at=now,
        )


def labels(figure):
    return {
        day: text
        for trace in figure.traces
        for day, text in zip(trace.get("customdata", ()), trace.get("hovertext", ()), strict=True)
        if text
    }


# --- Rules -------------------------------------------------------------------------------------------------


@given(
    st.floats(-1e5, 1e5),
    st.floats(0.5, 1e5),
    st.sampled_from(["s", "clock", "count", "bpm", "EUR"]),
)
def test_there_are_never_more_than_five_rules_and_they_hold_what_is_drawn(low, span, unit):
    found = axes.rules(low, low + span, unit)
    assert 2 <= len(found) <= 5
    assert found[0] <= low + 1e-3 and found[-1] >= low + span - 1e-3


@pytest.mark.parametrize("name", BY_DAY)
def test_the_outermost_rules_are_not_on_the_edge_where_they_would_not_be_drawn(lived, name):
    axis = build(name, lived, {**BY_DAY[name], "range": "30"}).layout["yaxis"]
    (bottom, top), ticks = sorted(axis["range"]), axis["tickvals"]
    # A panel of 110 px leaves out what is within one pixel of its edge.
    assert bottom + (top - bottom) / 110 < min(ticks)
    assert max(ticks) < top - (top - bottom) / 110


def test_bars_have_round_tops_and_gaps_of_a_quarter(lived):
    for name in ("sleep-durations", "work-days"):
        layout = build(name, lived, {"range": "30"}).layout
        assert (layout["barcornerradius"], layout["bargap"]) == (2, 0.25)
    [bars] = build("distribution", lived, {"metric": "vital.systolic", "range": "30"}).traces
    assert bars["width"] == pytest.approx(0.75 * (bars["x"][1] - bars["x"][0]))


def test_two_series_have_no_legend_but_words(lived):
    spend(lived)
    for name, words in (
        ("money-months", "Filled: spent. Hollow: income."),
        ("recovery-stress", "Above: recovery. Below: high stress."),
    ):
        figure = build(name, lived, {"range": "90"})
        go.Figure(figure.as_plotly())
        assert figure.layout["showlegend"] is False
        assert words in [note["text"] for note in figure.layout["annotations"]]
    assert build("work-days", lived, {"range": "30"}).layout["showlegend"], "three series need a word each"


# --- Labels ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BY_DAY)
def test_a_label_begins_with_its_day_in_bold(lived, name):
    found = labels(build(name, lived, {**BY_DAY[name], "range": "30"}))
    assert len(found) >= 9
    assert all(text.startswith("<b>") and text.count("<b>") == 1 for text in found.values())


@pytest.mark.parametrize("name", ["work-days", "activity-intensity", "recovery-stress"])
def test_the_bar_of_a_running_day_says_so(lived, name):
    found = labels(build(name, lived, {"range": "30"}))
    today = lived.today().isoformat()
    assert [day for day, text in found.items() if "so far today" in text] == [today]


def test_a_night_is_whole_in_the_morning(lived):
    assert "so far today" not in repr(labels(build("sleep-durations", lived, {"range": "30"})))


# --- What happened -----------------------------------------------------------------------------------------


@pytest.fixture
def eventful(lived):
    """Yesterday a yes, a source's tag and a workout; the day before a no; a yes on a day without a number."""
    today = lived.today()
    CustomMetric.objects.create(user=lived, key="tag.late", label="Late <meal>", unit="", group="journal")
    for back, value in ((1, 1), (2, 0), (20, 1)):
        DailyMetricFactory(
            user=lived, metric="tag.late", source="journal", day=today - timedelta(days=back), value=value
        )
    now = datetime.now(UTC)
    common = {"user": lived, "source": "oura", "day": today - timedelta(days=1), "start": now}
    common |= {"first_seen": now, "changed_at": now}
    Annotation.objects.create(**common, external_id="1", kind=Annotation.Kind.TAG, code="tag_generic_sauna")
    Annotation.objects.create(
        **common, external_id="2", kind=Annotation.Kind.TAG, code="tag_generic_wine", excluded=True
    )
    WorkoutFactory(user=lived, day=today - timedelta(days=1), activity="trail_running")
    return lived


def test_what_happened_is_a_tick_whose_words_are_in_the_label_and_the_table(eventful):
    figure = build("trend", eventful, {"metric": "sleep.total", "range": "30"})
    go.Figure(figure.as_plotly())
    today = eventful.today()
    yesterday, alone = ((today - timedelta(days=n)).isoformat() for n in (1, 20))
    [ticks] = [trace for trace in figure.traces if trace["meta"]["role"] == "tick"]
    assert ticks["x"] == [alone, yesterday]
    found = labels(figure)
    assert found[yesterday].endswith("<br>Late &lt;meal&gt;<br>Sauna<br>Trail running")
    assert found[alone].endswith("</b><br>Late &lt;meal&gt;"), "a day without a number has its own label"
    notes = {str(row[0].raw): row[-1].text for row in figure.rows}
    assert notes[yesterday] == "Late <meal>, Sauna, Trail running"
    assert "Wine" not in repr(figure.as_plotly())


def test_ticks_stand_along_the_bottom_whatever_the_values_are(eventful):
    figure = build("trend", eventful, {"metric": "sleep.total", "range": "30"})
    [ticks] = [trace for trace in figure.traces if trace["meta"]["role"] == "tick"]
    axis = figure.layout["yaxis2"]
    assert ticks["yaxis"] == "y2" and axis["overlaying"] == "y" and axis["range"] == [0, 1]
    assert set(ticks["y"]) == {0.025} and axis["fixedrange"]


def test_a_tag_does_not_mark_itself_and_years_have_no_ticks(eventful):
    own = build("trend", eventful, {"metric": "tag.late", "range": "30"})
    assert "Late" not in repr(own.traces)
    start = eventful.today() - timedelta(days=500)
    long = build("trend", eventful, {"metric": "sleep.total", "from": str(start)})
    assert "tick" not in [trace["meta"]["role"] for trace in long.traces]
    assert "yaxis2" not in long.layout


def test_nobody_sees_what_happened_to_another(eventful):
    other = UserFactory(timezone="Europe/Berlin")
    DailyMetricFactory(user=other, metric="sleep.total", day=other.today(), value=27_000)
    drawn = repr(build("trend", other, {"metric": "sleep.total", "range": "30"}).as_plotly())
    assert "Late" not in drawn and "Sauna" not in drawn
