"""The frame of every page, the style guide, and the pages for what went wrong."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from healthdash import context
from healthdash.pages.errors import server_error
from integrations.models import Connection
from metrics.models import DailyMetric
from metrics.tests.factories import DailyMetricFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return User.objects.create_user("ada@example.org", "a long password", theme="dark")


@pytest.fixture
def logged_in(client, person):
    client.force_login(person)
    return client


def guide(client):
    return client.get(reverse("styleguide"))


def test_staff_see_every_component(client):
    client.force_login(User.objects.create_superuser("staff@example.org", "a long password"))
    page = guide(client).content.decode()
    assert "Highest in 60 days" in page
    assert 'data-figure="#figure"' in page


def test_other_people_do_not_learn_of_the_style_guide(logged_in):
    assert guide(logged_in).status_code == 404


def test_who_is_not_logged_in_is_asked_to_before_the_style_guide(client):
    assert guide(client).url.startswith(reverse("account_login"))


def test_a_page_wears_the_theme_that_the_person_chose(logged_in):
    assert 'data-theme="dark"' in logged_in.get("/").content.decode()


def test_without_a_choice_the_system_decides(client):
    client.force_login(User.objects.create_user("bo@example.org", "a long password"))
    assert "data-theme" not in client.get("/").content.decode()


def links(page):
    return page.split('<nav class="nav"')[1].split("</nav>")[0]


def test_the_navigation_shows_where_one_is(logged_in):
    nav = links(logged_in.get("/").content.decode())
    assert nav.count('aria-current="page"') == 1


def test_a_domain_is_in_the_navigation_once_it_holds_data(person):
    other = User.objects.create_user("bo@example.org", "a long password")
    now = "2026-11-22T08:00:00Z"
    row = {"day": "2026-11-22", "metric": "sleep.score", "source": "oura", "value": 84}
    DailyMetric.objects.create(user=person, first_seen=now, changed_at=now, **row)
    assert "sleep" in context.held_groups(person)
    assert "sleep" not in context.held_groups(other)
    assert "work" not in context.held_groups(person)


def test_a_new_number_is_seen_in_the_navigation_once_the_generation_moved(person):
    assert "sleep" not in context.held_groups(person)
    now = "2026-11-22T08:00:00Z"
    row = {"day": "2026-11-22", "metric": "sleep.score", "source": "oura", "value": 84}
    DailyMetric.objects.create(user=person, first_seen=now, changed_at=now, **row)
    person.generation += 1
    assert "sleep" in context.held_groups(person)


def test_a_wrong_address_says_that_nothing_is_lost(client):
    page = client.get("/nowhere/")
    assert page.status_code == 404
    assert "Your data is untouched." in page.content.decode()


def test_a_stale_form_says_that_nothing_was_saved():
    page = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x"})
    assert page.status_code == 403
    assert "nothing was saved" in page.content.decode()


@pytest.fixture
def broken(monkeypatch, logged_in):
    """The landing page fails, and so does the database for whoever asks it then."""

    def fail(*args, **kwargs):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("healthdash.context.navigation", fail)
    logged_in.raise_request_exception = False
    return logged_in


def test_a_failure_names_the_reference_that_stands_in_the_log(broken, caplog):
    with caplog.at_level(logging.ERROR):
        page = broken.get("/")
    text = page.content.decode()
    assert page.status_code == 500
    assert "your data is untouched" in text
    reference = text.split("Tell the person who runs this server: ")[1][:4]
    assert f"Reference {reference}: GET / failed" in caplog.text


def test_the_page_for_a_failure_needs_neither_request_nor_database(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = server_error(rf.get("/anywhere/"))
    assert page.status_code == 500
    assert b"base.css" in page.content


def test_the_navigation_says_when_a_source_needs_the_person(logged_in, person):
    assert "Reconnect" not in links(logged_in.get(reverse("settings")).content.decode())
    Connection.objects.create(user=person, provider="oura", state=Connection.State.NEEDS_RECONNECT)
    assert "Reconnect" in links(logged_in.get(reverse("settings")).content.decode())


@pytest.mark.parametrize("state", ["active", "paused", "needs_reconnect"])
def test_the_landing_page_opens_whatever_state_a_source_is_in(logged_in, person, state):
    Connection.objects.create(user=person, provider="oura", state=state, problem="Unavailable")
    assert logged_in.get("/").status_code == 200


def test_another_person_s_trouble_is_not_in_the_navigation(logged_in):
    other = User.objects.create_user("bo@example.org", "a long password")
    Connection.objects.create(user=other, provider="oura", state=Connection.State.NEEDS_RECONNECT)
    assert "Reconnect" not in links(logged_in.get(reverse("settings")).content.decode())


def test_the_navigation_asks_at_most_three_questions(rf, person, django_assert_max_num_queries):
    request = rf.get("/")
    request.user = person
    with django_assert_max_num_queries(3):
        context.navigation(request)


def test_a_phone_reaches_what_its_bar_has_no_room_for(logged_in):
    page = logged_in.get("/more/").content.decode()
    for address in ("/connections/", "/settings/", "/metrics/", "/corrections/"):
        assert f'<li><a href="{address}">' in page


def test_the_bar_of_a_phone_has_five_places(rf, person):
    DailyMetricFactory(user=person, metric="sleep.total", day=person.today(), value=1)
    DailyMetricFactory(user=person, metric="work.focus", day=person.today(), value=1)
    request = rf.get("/journal/check-in/")
    request.user = person
    items = [item for items in context.navigation(request) for item in items]
    assert [item.label for item in items if item.place != "rail"] == [
        *("Today", "Day", "Check in", "Journal", "More")
    ]
    assert [item.label for item in items if item.current] == ["Check in"]
