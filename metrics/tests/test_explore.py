"""Two metrics over the same days: the page, both figures, the words, and the arithmetic behind them."""

from datetime import UTC, date, datetime, timedelta

import plotly.graph_objects as go
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from metrics import catalogue, selectors
from metrics.charts.explore import pair_of, pair_sentence, panels, scatter
from metrics.charts.window import Window
from metrics.models import CustomMetric
from metrics.selectors import Value
from metrics.stats import rank_correlation, ranks
from metrics.tests.factories import DailyMetricFactory

START = date(2026, 3, 2)
NOW = datetime(2026, 3, 16, tzinfo=UTC)
numbers = st.lists(st.integers(-50, 50).map(float), min_size=2, max_size=40)


@pytest.fixture
def user() -> User:
    return User.objects.create_user("owner@example.org")


@pytest.fixture
def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def give(user: User, key: str, values: list[float | None], start: date = START) -> None:
    for back, value in enumerate(values):
        if value is not None:
            DailyMetricFactory(user=user, metric=key, day=start + timedelta(days=back), value=value)


def of_march(a: str = "sleep.hrv", b: str = "activity.steps", **more: str) -> dict[str, str]:
    return {"a": a, "b": b, "from": "2026-03-02", "to": "2026-03-15", **more}


# --- Arithmetic ----------------------------------------------------------------------------------------


def test_equal_values_share_the_mean_of_their_places():
    assert ranks([10, 30, 20, 20]) == [1, 4, 2.5, 2.5]


@given(st.lists(st.integers(-3, 3) | st.floats(-3, 3)))
def test_a_rank_counts_those_below_and_half_of_those_that_are_equal(values):
    assert ranks(values) == [
        sum(other < value for other in values) + (sum(other == value for other in values) + 1) / 2
        for value in values
    ]


@given(numbers)
def test_the_order_alone_decides(values):
    found = rank_correlation(values, [value**3 for value in values])
    assert found is None if len(set(values)) < 2 else found == pytest.approx(1)


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=2, max_size=40))
def test_it_is_the_same_both_ways_and_turns_with_the_sign(pairs):
    one, other = [float(a) for a, _ in pairs], [float(b) for _, b in pairs]
    found = rank_correlation(one, other)
    if found is None:
        assert len(set(one)) == 1 or len(set(other)) == 1
        return
    assert -1 <= found <= 1
    assert rank_correlation(other, one) == pytest.approx(found)
    assert rank_correlation(one, [-value for value in other]) == pytest.approx(-found)


# --- Figures -------------------------------------------------------------------------------------------


def pair(user: User, a: str = "sleep.hrv", b: str = "activity.steps", days: int = 14):
    window = Window(START, START + timedelta(days=days - 1), "dates")
    series = selectors.daily(user=user, metrics=[a, b], start=window.before(60), end=window.end)
    metrics, today = (catalogue.get(a), catalogue.get(b)), window.end + timedelta(days=1)
    return pair_of(metrics, series, window, today, user)


@pytest.mark.django_db
def test_only_days_with_both_numbers_are_compared(user):
    give(user, "sleep.hrv", [40, 41, None, 43, 44, 45, 46, 47, 48])
    give(user, "activity.steps", [4000, 4100, 4200, 4300, None, 4500, 4600, 4700, 4800])
    data = pair(user)
    assert len(data.both) == 7
    figure = scatter(data)
    go.Figure(figure.as_plotly())
    assert sum(len(trace["x"]) for trace in figure.traces) == 7
    assert figure.summary == (
        "7 days compared, rank correlation 1.00. Exploration, not tested: it may be chance."
    )


@pytest.mark.django_db
def test_a_running_day_is_not_compared(user):
    give(user, "sleep.hrv", [40.0 + n for n in range(14)])
    give(user, "activity.steps", [4000.0 + n for n in range(14)])
    data = pair(user)
    running = pair_of(
        (data.first.metric, data.second.metric),
        {half.metric.key: half.values for half in (data.first, data.second)},
        data.window,
        data.window.end,
        user,
    )
    assert (len(data.both), len(running.both)) == (14, 13)


@pytest.mark.django_db
def test_weekends_are_dots_of_their_own(user):
    give(user, "sleep.hrv", [40.0 + n for n in range(14)])
    give(user, "activity.steps", [4000.0 + n for n in range(14)])
    week, weekend = scatter(pair(user)).traces
    assert (week["meta"]["role"], len(week["x"])) == ("pair", 10)
    assert (weekend["meta"]["role"], len(weekend["x"])) == ("pair-weekend", 4)


@pytest.mark.django_db
def test_too_few_days_say_nothing_of_a_correlation(user):
    give(user, "sleep.hrv", [40, 41])
    give(user, "activity.steps", [4000, 4100])
    assert pair_sentence(pair(user)) == ("2 days have both numbers; at least 7 are needed to compare them.")


@pytest.mark.django_db
def test_what_never_changes_has_no_order(user):
    give(user, "sleep.hrv", [40.0] * 8)
    give(user, "activity.steps", [4000.0 + n for n in range(8)])
    assert "nothing can be ranked" in pair_sentence(pair(user))


@pytest.mark.django_db
def test_two_panels_share_the_days_and_a_gap_is_a_gap(user):
    give(user, "sleep.hrv", [40, 41, None, 43, 44, 45, 46, 47, 48])
    give(user, "sleep.breath", [14.0 + n / 10 for n in range(9)])
    figure = panels(pair(user, b="sleep.breath"))
    go.Figure(figure.as_plotly())
    upper = [trace for trace in figure.traces if trace.get("yaxis") is None]
    lower = [trace for trace in figure.traces if trace.get("yaxis") == "y2"]
    dots = next(trace for trace in upper if trace["meta"]["role"] == "dot")
    assert dots["y"][2] is None
    assert "line-second" in {trace["meta"]["role"] for trace in lower}
    assert len(figure.rows) == 9


@pytest.mark.django_db
def test_ten_years_are_weeks_and_every_day_is_still_counted(user):
    start = START - timedelta(days=3650)
    values = {
        key: {
            start + timedelta(days=n): Value(n % step + n / 9, "oura", START, False, False, False, None)
            for n in range(3650)
        }
        for key, step in (("sleep.hrv", 7), ("activity.steps", 11))
    }
    window = Window(start, START, "dates")
    metrics = (catalogue.get("sleep.hrv"), catalogue.get("activity.steps"))
    data = pair_of(metrics, values, window, START, user)
    assert all(len(trace["x"]) < 1200 for trace in panels(data).traces)
    (weeks,) = scatter(data).traces
    assert 520 <= len(weeks["x"]) <= 523
    assert weeks["hovertext"][0].startswith("<b>Week of ")
    assert scatter(data).summary.startswith("3650 days compared")


# --- The page ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_compares_what_the_address_says(client_of, user, django_assert_max_num_queries):
    give(user, "sleep.hrv", [40.0 + n for n in range(14)])
    give(user, "activity.steps", [4000.0 - n for n in range(14)])
    client_of.get(reverse("explore"))  # what is done once
    with django_assert_max_num_queries(8):
        answer = client_of.get(reverse("explore"), of_march())
    page = answer.content.decode()
    assert "14 days compared, rank correlation −1.00." in page
    assert "?a=sleep.hrv&amp;b=activity.steps&amp;range=365" in page
    for name in ("explore-panels", "explore-scatter"):
        for format in ("", "table", "csv"):
            assert client_of.get(reverse("figure", args=[name]), of_march(format=format)).status_code == 200


@pytest.mark.django_db
def test_own_metrics_and_tags_can_be_compared_too(client_of, user):
    asked = of_march(a="tag.coffee", b="sleep.hrv")
    own = {"label": "Coffee <b>", "unit": "count", "group": "journal"}
    CustomMetric.objects.create(user=user, key="tag.coffee", **own)
    give(user, "tag.coffee", [float(n % 2) for n in range(14)])
    give(user, "sleep.hrv", [40.0 + n for n in range(14)])
    page = client_of.get(reverse("explore"), asked).content.decode()
    assert "Coffee &lt;b&gt;" in page
    figure = client_of.get(
        reverse("figure", args=["explore-scatter"]), of_march(a="tag.coffee", b="sleep.hrv")
    )
    assert "Coffee <b>" not in figure.content.decode() and "Coffee &lt;b&gt;" in figure.content.decode()


@pytest.mark.django_db
def test_somebody_elses_metric_is_not_there(client_of, user):
    other = User.objects.create_user("other@example.org")
    CustomMetric.objects.create(user=other, key="tag.secret", label="Secret", unit="count", group="journal")
    give(other, "tag.secret", [1.0])
    give(user, "sleep.hrv", [40.0])
    give(user, "sleep.score", [80.0])
    page = client_of.get(reverse("explore"), of_march(a="tag.secret")).content.decode()
    assert "Secret" not in page
    asked = of_march(a="tag.secret", b="sleep.hrv")
    assert client_of.get(reverse("figure", args=["explore-scatter"]), asked).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked", [{}, {"a": "x"}, {"a": "sleep.hrv", "b": "sleep.hrv"}, {"a": "\x00", "range": "7"}]
)
def test_nonsense_shows_two_that_there_are(client_of, user, asked):
    give(user, "sleep.hrv", [40.0])
    give(user, "sleep.score", [80.0])
    page = client_of.get(reverse("explore"), asked)
    assert page.status_code == 200
    assert {metric.key for metric in page.context["pair"]} == {"sleep.hrv", "sleep.score"}


@pytest.mark.django_db
def test_a_new_person_reads_what_is_missing(client_of):
    assert "Two different numbers are needed" in client_of.get(reverse("explore")).content.decode()
