"""Tags and words are no quantities: they are counted, and have no band, no middle and no number to type."""

from datetime import timedelta
from statistics import mean

import pytest
from django.test import Client

from accounts.tests.factories import UserFactory
from metrics.catalogue import for_user, get
from metrics.models import CustomMetric, DailyMetric
from metrics.tests.factories import DailyMetricFactory

pytestmark = pytest.mark.django_db

TAG, WORD = "tag.coffee", "stress.summary"


@pytest.fixture
def person():
    user = UserFactory()
    CustomMetric.objects.create(user=user, key=TAG, label="Coffee", group="journal")
    return user


@pytest.fixture
def client(person):
    client = Client()
    client.force_login(person)
    return client


def give(user, key, *values):
    """One a day, the last one of yesterday."""
    last = user.today() - timedelta(days=len(values))
    for at, value in enumerate(values):
        DailyMetricFactory(
            user=user, metric=key, day=last + timedelta(days=at), value=value, source="journal"
        )


def trend_of(client, key, **asked):
    return client.get("/figures/trend/", {"metric": key, **asked}).json()


def roles(figure):
    return {trace["meta"]["role"] for trace in figure["data"]}


def test_only_words_and_answers_are_no_quantities(person):
    assert not for_user(person, TAG).is_quantity
    assert not get(WORD).is_quantity
    assert get("mood.rating").is_quantity
    assert get("sleep.total").is_quantity


def test_the_page_of_a_tag_speaks_of_yes_and_no(client, person):
    give(person, TAG, *[0.0, 0.0, 1.0] * 20)

    page = client.get(f"/metrics/{TAG}/").content.decode()

    assert "Yes on 20 of 60 answered days." in page
    assert "median" not in page
    assert "yes" in page.split('id="values"')[1].split("</table>")[0]
    assert "By weekday" not in page


def test_one_answer_is_one_day(client, person):
    give(person, TAG, 1.0)

    assert "Yes on 1 of 1 answered day." in client.get(f"/metrics/{TAG}/").content.decode()


@pytest.mark.parametrize("key", [TAG, WORD])
def test_their_trend_is_dots_on_rules_with_words(client, person, key):
    give(person, key, *[1.0, 0.0 if key == TAG else 3.0] * 30)

    figure = trend_of(client, key, range="90")

    assert roles(figure) == {"dot"}
    words = {"yes", "no"} if key == TAG else {str(word) for word in get(WORD).levels.values()}
    assert set(figure["layout"]["yaxis"]["ticktext"]) == words


def test_over_a_long_span_the_answers_of_a_week_are_counted(client, person):
    give(person, TAG, *[1.0, 0.0, 0.0] * 150)

    figure = trend_of(client, TAG, range="all")

    [bars] = figure["data"]
    assert bars["type"] == "bar"
    assert mean(bars["y"]) == pytest.approx(1 / 3, abs=0.02)
    assert any("answered days." in label for label in bars["hovertext"])


def test_over_a_long_span_a_week_has_its_most_frequent_word(client, person):
    give(person, WORD, *[3.0, 3.0, 1.0, 3.0, 1.0, 3.0, 3.0] * 60)

    [dots] = trend_of(client, WORD, range="all")["data"]

    assert set(dots["y"]) == {3}
    assert "Most often" in dots["hovertext"][1]


def test_an_answer_is_corrected_with_a_word(client, person):
    give(person, TAG, 1.0)
    row = DailyMetric.objects.get(user=person, metric=TAG)
    receipt = f"/metrics/{TAG}/{row.day}/"

    page = client.get(receipt).content.decode()

    assert '<option value="0">no</option>' in page
    assert '<option value="1" selected>yes</option>' in page
    client.post(f"{receipt}correct/", {"value": "0"})
    row.refresh_from_db()
    assert row.override == 0
    assert client.post(f"{receipt}correct/", {"value": "7"}).status_code == 200
    row.refresh_from_db()
    assert row.override == 0
