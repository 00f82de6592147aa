"""Every page of a source, however it is doing: one heading, what happens next, and the button that helps."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from integrations.mapping.spec import DateColumn, Measure, Spec
from integrations.models import Connection, Credential, Heartbeat, TableMapping
from integrations.registry import PROVIDERS

pytestmark = pytest.mark.django_db

PAGES = (
    *("connection", "connection_coverage", "connection_disconnect"),
    *("connection_first", "connection_first_now", "connection_reset"),
)
WEIGHT = Spec(date=DateColumn("Date"), measures=(Measure("Weight", metric="vital.weight", unit="kg"),))


@pytest.fixture
def anna() -> User:
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
    return UserFactory(email="anna@example.org")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def connected(user: User, slug: str, **fields: object) -> Connection:
    soon = timezone.now() + timedelta(hours=1)
    due = {"next_sync_at": None if slug == "files" else soon}
    world = "live" if PROVIDERS[slug].is_set_up("live") else "sandbox"
    connection = Connection.objects.create(user=user, provider=slug, **{"world": world, **due, **fields})
    Credential.objects.create(connection=connection, secret={"access_token": "a", "api_key": "k"})
    return connection


def with_a_table(user: User, slug: str, **fields: object) -> None:
    connection = connected(user, slug, **fields)
    if PROVIDERS[slug].streams_of:
        TableMapping.objects.create(connection=connection, name="Weight", spec=WEIGHT.as_json(), tab="1")


# What is so, the sentence that says it, and the button that stands out ("%s": the vendor).
State = tuple[Callable[[User, str], object], str, str]
READ = {"last_success_at": timezone.now()}
STATES: dict[str, State] = {
    "not connected": (lambda user, slug: None, "Connect %s to see your days", "Connect the sandbox of %s"),
    "new": (with_a_table, "Nothing has been read yet. First look", "Sync now"),
    "in order": (lambda u, s: with_a_table(u, s, **READ), "Everything is read.", "Sync now"),
    "reading": (
        lambda u, s: with_a_table(u, s, claimed_until=timezone.now() + timedelta(minutes=1)),
        "Reading the last days.",
        "",
    ),
    "paused": (
        lambda u, s: with_a_table(u, s, state="paused", next_sync_at=None),
        "Nothing is fetched until you resume.",
        "Resume",
    ),
    "reconnect": (
        lambda u, s: with_a_table(u, s, state="needs_reconnect", reason="It has ended our access."),
        "It has ended our access. Reconnect, and reading goes on",
        "Reconnect %s",
    ),
    "failing": (
        lambda u, s: with_a_table(u, s, problem="Unavailable", reason="It is down."),
        "It is down. The next try comes by itself",
        "Sync now",
    ),
    "waiting": (
        lambda u, s: with_a_table(u, s, problem="RateLimited"),
        "asked us to wait",
        "",
    ),
}
# A file needs no access, and is read when it is uploaded.
OF_FILES = {
    "not connected": ("Upload a CSV or XLSX file", "Upload a table"),
    "new": ("A newer file is read when you upload it.", "See its tables"),
    "in order": ("A newer file is read when you upload it.", "See its tables"),
}


def read(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    html = answer.content.decode()
    assert len(re.findall(r"<h1\b", html)) == 1 == len(re.findall(r"<main\b", html)), address
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    assert heading and heading[1].strip(), address
    return html


def card_of(page: str, slug: str) -> str:
    return page.split(f'id="{slug}"')[1].split('<section class="card"')[0]


def stands_out(html: str) -> list[str]:
    return re.findall(r'button-primary"[^>]*>(?:<span.*?>)*([^<]+)', html)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("slug", sorted({*PROVIDERS} - {"files"}))
def test_a_source_says_how_it_is_and_what_helps_on_every_page(
    sandbox, anna: User, slug: str, state: str
) -> None:
    make, sentence, button = STATES[state]
    make(anna, slug)
    assert_told(anna, slug, sentence, button)


@pytest.mark.parametrize("state", OF_FILES)
def test_so_do_files(anna: User, state: str) -> None:
    STATES[state][0](anna, "files")
    assert_told(anna, "files", *OF_FILES[state])


def assert_told(user: User, slug: str, sentence: str, button: str) -> None:
    label, client = str(PROVIDERS[slug].label), browser(user)
    sources = read(client, reverse("connections"))
    card = card_of(sources, slug)
    assert sentence.replace("%s", label) in card
    if button.startswith("Connect ") and PROVIDERS[slug].is_set_up("live"):
        button = "Connect %s"
    button = button.replace("%s", label)
    assert button in card and len(stands_out(sources)) == 1
    if user.connections.exists():  # where nothing is, one of the offers stands out
        assert stands_out(card) == ([button] if button else [])
    for name in PAGES:
        page = read(client, reverse(name, args=[slug]))
        assert label in page or slug == "files", name
        assert 'class="button' in page.split("<main")[1], name


def test_of_several_sources_the_one_in_need_has_the_button_that_stands_out(sandbox, anna: User) -> None:
    client = browser(anna)
    STATES["in order"][0](anna, "oura")
    assert stands_out(read(client, reverse("connections"))) == ["Sync now"]
    STATES["reconnect"][0](anna, "rize")
    page = read(client, reverse("connections"))
    assert stands_out(page) == stands_out(card_of(page, "rize")) == ["Reconnect Rize"]
    alone = client.get(reverse("connection", args=["oura"]), headers={"HX-Request": "true"}).content.decode()
    assert stands_out(alone) == [], "the part that asks for itself again is no other than the page"


@pytest.mark.parametrize("slug", ["oura", "files"])
def test_a_button_that_deletes_does_not_stand_out(anna: User, slug: str) -> None:
    with_a_table(anna, slug)
    table = TableMapping.objects.filter(connection__user=anna).values_list("pk", flat=True).first()
    pages = [reverse("connection_disconnect", args=[slug]), reverse("connection_reset", args=[slug])]
    pages += [reverse("table_delete", args=[table])] if table else []
    for page in pages:
        assert stands_out(read(browser(anna), page)) == []


@pytest.mark.parametrize(
    "slug", sorted(slug for slug, one in PROVIDERS.items() if one.oauth_provider_class is not None)
)
@pytest.mark.parametrize("is_staff", [False, True])
def test_a_source_that_is_not_set_up_says_whose_matter_that_is(settings, slug: str, is_staff: bool) -> None:
    settings.SANDBOX_URL = ""
    settings.OURA = {**settings.OURA, "client_id": ""}
    settings.GOOGLE = {**settings.GOOGLE, "client_id": ""}
    client = browser(UserFactory(is_staff=is_staff))
    for name in ("connections", *PAGES):
        page = read(client, reverse(name, args=[slug] if name != "connections" else []))
        card = card_of(page, slug)
        assert "is not set up on this server. The person who runs it can set it up." in card
        assert ("register an app" in card) is is_staff and stands_out(card) == []


def test_a_connected_google_without_a_table_asks_for_one(sandbox, anna: User) -> None:
    connected(anna, "google_sheets", **READ)
    client = browser(anna)
    card = card_of(read(client, reverse("connections")), "google_sheets")
    assert "no table of it is chosen yet. Choose a sheet" in card and stands_out(card) == ["Add a table"]
    first = read(client, reverse("connection_first", args=["google_sheets"]))
    assert "One thing is left to do." in first and stands_out(first) == ["Add a table"]
    assert "hx-get" not in first.split("<main")[1], "nothing is to come by itself"


def test_the_first_minutes_of_a_source_that_is_not_read_promise_nothing(sandbox, anna: User) -> None:
    STATES["reconnect"][0](anna, "oura")
    page = read(browser(anna), reverse("connection_first", args=["oura"]))
    assert "Oura is connected" not in page and "Your history is read from" not in page
    assert stands_out(page) == ["See the connection"]


def test_who_cannot_reconnect_because_the_source_is_no_longer_set_up_is_told_so(anna: User) -> None:
    STATES["reconnect"][0](anna, "oura")
    Connection.objects.update(world="sandbox")
    card = card_of(read(browser(anna), reverse("connections")), "oura")
    assert "It has ended our access. Oura is not set up on this server" in card
    assert stands_out(card) == [] and "Reconnect, and" not in card


def test_a_source_that_is_not_connected_loses_nothing_to_a_post(anna: User) -> None:
    for name in ("connection_disconnect", "connection_reset"):
        assert browser(anna).post(reverse(name, args=["oura"]), {"keep": "delete"}).status_code == 404
