"""Tiles that a person pins, moves and hides; the week against the usual one."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.tests.factories import UserFactory
from healthdash.pages.tiles import reading
from healthdash.pages.week import week, week_row
from healthdash.tests.test_today import PREFS, SUNDAY, days
from metrics import catalogue
from metrics.layout import MOST, USUAL, Layout, layout_of
from metrics.models import CustomMetric, TodayLayout
from metrics.tests.factories import DailyMetricFactory
from metrics.tests.years import live

KEYS = st.lists(st.sampled_from("abcdefghijklmnop"), unique=True)


@pytest.fixture
def owner(db):
    user = UserFactory()
    live(user, days=70, until=user.today(), nights=1)
    return user


@pytest.fixture
def client_of(owner):
    client = Client()
    client.force_login(owner)
    return client


def on_today(client: Client) -> list[str]:
    return [tile.url.split("/")[2] for tile in client.get("/").context["tiles"]]


def press(client: Client, act: str, key: str, **more: str):
    return client.post(reverse("tile_act", args=[act, key]), more)


# --- The rule ------------------------------------------------------------------------------------------


@given(KEYS, KEYS, st.sets(st.sampled_from("abcdefghijklmnop")))
def test_pinned_ones_stand_first_hidden_ones_nowhere_and_no_place_stays_empty(pinned, held, hidden):
    pinned = [key for key in pinned if key not in hidden][:MOST]
    shown = Layout(tuple(pinned), frozenset(hidden)).shown(held)
    assert shown[: len(pinned)] == pinned
    assert len(set(shown)) == len(shown)
    assert not set(shown) & hidden
    possible = {*pinned, *held} - hidden
    assert len(shown) == max(len(pinned), min(USUAL, len(possible)))


# --- The page ------------------------------------------------------------------------------------------


def test_without_arranging_the_usual_six_stand_there(client_of):
    assert on_today(client_of)[:3] == ["sleep.total", "readiness.score", "sleep.lowest_hr"]


def test_a_tile_is_moved_from_its_menu_and_stays_there(client_of, owner):
    before = on_today(client_of)
    press(client_of, "later", before[0])
    assert on_today(client_of) == [before[1], before[0], *before[2:]]
    press(client_of, "earlier", before[0])
    assert on_today(client_of) == before
    press(client_of, "earlier", before[0])  # there is nothing before the first
    assert on_today(client_of) == before


def test_a_hidden_tile_gives_its_place_to_the_next_and_comes_back(client_of):
    before = on_today(client_of)
    press(client_of, "hide", before[0])
    after = on_today(client_of)
    assert before[0] not in after
    assert len(after) == len(before)
    press(client_of, "show", before[0])
    assert on_today(client_of) == before


def test_any_number_can_be_pinned_also_one_of_the_persons_own(client_of, owner):
    CustomMetric.objects.create(
        user=owner, key="tag.coffee", label="Coffee", unit="count", group="journal", aggregate="sum"
    )
    DailyMetricFactory(user=owner, metric="tag.coffee", day=owner.today(), value=2)
    client_of.post(reverse("arrange"), {"pin": "tag.coffee"})
    assert on_today(client_of)[0] == "tag.coffee"
    assert "Coffee" in client_of.get("/").content.decode()


def test_a_thirteenth_number_is_refused_and_drops_none(client_of, owner):
    for at in range(MOST + 1):
        key = f"custom.c{at}"
        CustomMetric.objects.create(user=owner, key=key, label=f"C {at}", group="vitals")
        DailyMetricFactory(user=owner, metric=key, day=owner.today(), value=2)
    keys = [f"custom.c{at}" for at in range(MOST)]
    client_of.post(reverse("arrange"), {"order": ",".join(keys)})

    answer = client_of.post(reverse("arrange"), {"pin": f"custom.c{MOST}"}, follow=True)

    assert on_today(client_of) == keys
    page = answer.content.decode()
    assert "Today holds twelve numbers and is full. Hide one of them, then pin C 12." in page
    client_of.post(reverse("arrange"), {"pin": "custom.c3"})  # one that stands there moves to the front
    assert on_today(client_of)[:2] == ["custom.c3", "custom.c0"]
    assert len(on_today(client_of)) == MOST


def test_a_moved_tile_is_where_the_keyboard_goes_on(client_of):
    first, second = on_today(client_of)[:2]

    assert press(client_of, "later", first)["Location"] == f"/#more-{first}"
    assert f'id="more-{first}"' in client_of.get("/").content.decode()
    assert press(client_of, "later", second, arrange="yes")["Location"] == f"/today/arrange/#later-{second}"
    assert press(client_of, "hide", second)["Location"] == "/"


def test_at_the_end_of_the_list_the_keyboard_goes_on_with_the_button_that_is_left(client_of):
    """The one that was pressed is switched off there, and holds no focus."""
    order = on_today(client_of)

    answer = press(client_of, "earlier", order[1], arrange="yes")

    assert answer["Location"] == f"/today/arrange/#later-{order[1]}"
    answer = press(client_of, "later", order[-2], arrange="yes")
    assert answer["Location"] == f"/today/arrange/#earlier-{order[-2]}"


def test_the_whole_order_can_be_sent_as_dragging_does(client_of):
    order = on_today(client_of)[::-1]
    client_of.post(reverse("arrange"), {"order": ",".join(order)})
    assert on_today(client_of) == order
    client_of.post(reverse("arrange"), {"reset": "yes"})
    assert on_today(client_of) == order[::-1]


@pytest.mark.parametrize("said", [{"order": "x,y"}, {"pin": "mood.rating"}, {"trend": "x"}, {}])
def test_nonsense_arranges_nothing(client_of, owner, said):
    before = on_today(client_of)
    assert client_of.post(reverse("arrange"), said).status_code == 302
    assert on_today(client_of) == before
    assert press(client_of, "explode", before[0]).status_code == 404
    assert press(client_of, "hide", "tag.nobody").status_code == 404


def test_the_trend_below_is_the_one_that_was_chosen(client_of):
    assert client_of.get("/").context["metric"].key == "sleep.total"
    client_of.post(reverse("arrange"), {"trend": "spo2.average"})
    assert client_of.get("/").context["metric"].key == "spo2.average"


def test_what_one_person_arranges_nobody_else_sees(client_of, owner):
    other = UserFactory()
    live(other, days=70, until=other.today(), nights=1)
    theirs = Client()
    theirs.force_login(other)
    before = on_today(theirs)
    press(client_of, "hide", before[0])
    assert on_today(theirs) == before
    assert layout_of(other) == Layout()


def test_a_pinned_number_whose_metric_is_gone_is_left_out(client_of, owner):
    TodayLayout.objects.create(user=owner, pinned=["tag.gone", "sleep.hrv"], trend="tag.gone")
    assert on_today(client_of)[0] == "sleep.hrv"
    assert client_of.get(reverse("arrange")).status_code == 200


# --- The week ------------------------------------------------------------------------------------------


def of(key, values):
    last = max(values)
    return reading(catalogue.get(key), values, last, PREFS)


def test_each_day_is_held_against_its_own_weekday():
    # Weekends are always longer; a usual week is no different from itself.
    start = date(2026, 9, 1)
    numbers = [30_600 if (start + timedelta(days=n)).weekday() >= 5 else 27_000 for n in range(70)]
    row = week_row(of("sleep.total", days(*numbers)))
    assert row is not None
    assert row.words == "the same as your usual"
    assert row.now == row.usual


def test_a_week_that_differs_says_by_how_much():
    row = week_row(of("sleep.total", days(*[27_000] * 63, *[28_800] * 7)))
    assert row is not None
    assert (row.words, row.drawing.now) == ("30\u202fmin more than your usual", "94%")


def test_missing_days_are_left_out_and_too_few_say_nothing():
    missing = days(*[27_000] * 63, *[None] * 3, *[28_800] * 4)
    assert week_row(of("sleep.total", missing)) is not None
    assert week_row(of("sleep.total", days(*[27_000] * 63, *[None] * 4, *[28_800] * 3))) is None
    assert week_row(of("sleep.total", days(*[27_000] * 20))) is None


def test_a_week_that_ended_long_ago_is_no_row_of_this_week():
    last_month = days(*[3.0] * 63, *[4.0] * 7, last=SUNDAY - timedelta(days=25))
    assert week_row(reading(catalogue.get("mood.rating"), last_month, SUNDAY, PREFS)) is None


@pytest.mark.parametrize("key", ["mood.rating", "vital.weight"])
def test_this_week_ends_today_whenever_the_newest_number_is_of(key):
    """Four days of the last seven, and three before them that would be of a week that ends earlier."""
    numbers = days(*[50.0] * 63, *[60.0] * 3, *[54.0] * 4, last=SUNDAY - timedelta(days=3))
    row = week_row(reading(catalogue.get(key), numbers, SUNDAY, PREFS))
    assert row is not None
    assert row.now.startswith("54")


def test_of_a_sum_the_week_ends_with_the_last_whole_day():
    steps = days(*[8_000.0] * 63, *[9_000.0] * 7, 100.0)
    row = week_row(reading(catalogue.get("activity.steps"), steps, SUNDAY, PREFS))
    assert row is not None
    assert row.now == "9,000"


def test_words_have_no_mean_and_five_rows_are_enough():
    many = [of("sleep.hrv", days(*[50] * 70))] * 8
    assert len(week(many)) == 5
    assert week([of("stress.summary", days(*[2] * 70))]) == []


def test_the_week_stands_on_today(client_of):
    page = client_of.get("/").content.decode()
    assert "This week against your usual" in page
    assert 'class="dumbbell"' in page
