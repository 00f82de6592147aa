"""Today of a person who wears no ring: what they have stands there, whatever it is."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.services import bump_generation
from accounts.tests.factories import UserFactory
from metrics.models import CustomMetric
from metrics.tests.factories import DailyMetricFactory
from metrics.tests.years import live

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    # Where it is noon: before it, Today asks less.
    return UserFactory(timezone=f"Etc/GMT{timezone.now().hour - 12:+d}")


@pytest.fixture
def client(person):
    client = Client()
    client.force_login(person)
    return client


def give(user, key, *values, last=0, source="files"):
    """One a day; the last one of so many days ago."""
    for back, value in enumerate(reversed(values)):
        day = user.today() - timedelta(days=last + back)
        DailyMetricFactory(user=user, metric=key, day=day, value=value, source=source)
    bump_generation(user.pk)


def own(user, key, label, group="vitals"):
    CustomMetric.objects.create(user=user, key=key, label=label, group=group, decimals=1)


def tiles(client):
    return [tile.url.split("/")[2] for tile in client.get("/").context.get("tiles", [])]


def rail(client):
    return client.get("/").content.decode().split("<main")[0]


def plain(response):
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def assert_true_today(client):
    page = plain(client.get("/"))
    assert "Nothing has been recorded" not in page
    assert "Connect a source" not in page
    assert "All your numbers" in page
    assert 'class="strip"' in page
    assert "data-figure" in page


def test_money_alone_makes_a_true_today(client, person):
    give(person, "finance.spent.eur", *[10.0 + n % 3 for n in range(30)], source="entries")

    assert tiles(client) == ["finance.spent.eur"]
    assert_true_today(client)
    assert 'href="/money/"' in rail(client)


def test_money_of_another_currency_stands_there_too_the_own_one_first(client, person):
    give(person, "finance.spent.chf", 10.0, 12.0, source="entries")
    give(person, "finance.income.eur", 10.0, 12.0, source="entries")
    give(person, "finance.spent.eur", 10.0, 12.0, source="entries")

    assert tiles(client) == ["finance.spent.eur", "finance.spent.chf", "finance.income.eur"]


def test_money_of_today_alone_is_said_so_far(client, person):
    give(person, "finance.spent.eur", 12.5, source="entries")

    page = plain(client.get("/"))

    assert "Nothing recorded; €12.50 so far today" in page
    assert "Nothing has been recorded" not in page


def test_the_last_spending_stands_with_its_date(client, person):
    """Nobody spends every day: yesterday without an entry is nothing that is missing."""
    give(person, "finance.spent.eur", *[10.0] * 20, last=3, source="entries")

    [tile] = client.get("/").context["tiles"]

    assert [str(part) for part in tile.number] == ["€10.00"]
    assert tile.when not in {"yesterday", "today"}


def test_blood_pressure_alone_makes_a_true_today(client, person):
    give(person, "vital.systolic", *[121.0] * 10)
    give(person, "vital.diastolic", *[78.0] * 10)

    assert tiles(client) == ["vital.systolic", "vital.diastolic"]
    assert_true_today(client)
    assert 'href="/vitals/"' in rail(client)


def test_columns_of_a_table_make_a_true_today_and_are_reached_from_it(client, person):
    own(person, "custom.grip", "Grip")
    give(person, "custom.grip", *[40.0 + n % 2 for n in range(10)])

    assert tiles(client) == ["custom.grip"]
    assert_true_today(client)
    assert "Grip" in plain(client.get("/"))
    assert 'href="/vitals/"' in rail(client)


def test_tags_alone_make_a_true_today(client, person):
    own(person, "tag.coffee", "Coffee", "journal")
    give(person, "tag.coffee", *[1.0, 0.0, 0.0] * 7, source="journal")

    [tile] = client.get("/").context["tiles"]

    assert [str(part) for part in tile.number] == ["no"]
    assert tile.words == "Yes on 7 of 21 answered days"
    assert (tile.level, tile.range_bar) == ("none", None)
    assert_true_today(client)
    assert "usual day" not in client.get("/").context["sentence"].casefold()


def test_the_ring_comes_first_and_what_else_there_is_fills_up_to_six(client, person):
    for key in ("sleep.total", "readiness.score", "work.hours", "vital.glucose", "finance.spent.eur"):
        give(person, key, *[50.0] * 10)
    own(person, "custom.grip", "Grip")
    own(person, "tag.coffee", "Coffee", "journal")
    give(person, "custom.grip", *[40.0] * 10)
    give(person, "tag.coffee", *[1.0] * 10)

    assert tiles(client) == [
        "sleep.total", "readiness.score", "finance.spent.eur", "vital.glucose", "work.hours", "custom.grip",
    ]  # fmt: skip


def test_parts_of_a_score_and_kinds_of_work_fill_no_place(client, person):
    own(person, "work.category.writing", "Writing", "work")
    give(person, "vital.glucose", *[5.0] * 10)
    give(person, "work.category.writing", *[5.0] * 10)
    give(person, "sleep.contributor.timing", *[5.0] * 10)

    assert tiles(client) == ["vital.glucose"]


def test_what_has_stopped_for_long_is_said_and_can_still_be_reached(client, person):
    give(person, "vital.weight", *[72.0] * 10, last=61)

    page = plain(client.get("/"))

    assert "Nothing has been recorded in the last 60 days." in page
    assert "All your numbers" in page
    assert "Connect a source" in page


def test_who_hid_everything_is_not_told_that_nothing_was_recorded(client, person):
    give(person, "vital.weight", *[72.0] * 10)
    client.post("/today/tiles/hide/vital.weight/")

    page = plain(client.get("/"))

    assert "Nothing has been recorded" not in page
    assert "None of your numbers stands on Today." in page
    assert 'href="/today/arrange/"' in page
    assert "Connect a source" not in page


def test_a_number_of_little_can_be_moved_hidden_and_arranged(client, person):
    give(person, "vital.systolic", *[121.0] * 10)
    give(person, "vital.diastolic", *[78.0] * 10)

    client.post("/today/tiles/later/vital.systolic/")

    assert tiles(client) == ["vital.diastolic", "vital.systolic"]
    assert "Diastolic" in plain(client.get("/today/arrange/"))


def test_somebody_elses_money_is_not_there(client, person):
    give(UserFactory(), "finance.spent.eur", *[10.0] * 10)

    assert "Connect a source" in plain(client.get("/"))


@pytest.mark.parametrize("kinds", [0, 1, 3])
def test_of_little_today_takes_one_query_more_and_no_more_with_more(
    client, person, kinds, django_assert_max_num_queries
):
    live(person, 30, until=person.today(), nights=1) if kinds == 3 else None
    for at in range(kinds):
        own(person, f"custom.c{at}", f"C {at}")
        own(person, f"tag.t{at}", f"T {at}", "journal")
        give(person, f"custom.c{at}", *[4.0] * 20)
        give(person, f"tag.t{at}", *[1.0] * 20)
    give(person, "vital.glucose", *[5.0] * 20)
    client.get("/")

    with django_assert_max_num_queries(12):
        client.get("/")
