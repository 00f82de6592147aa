"""The app on a home screen: what a browser may keep, and what not."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.tests.factories import UserFactory
from journal.models import DailyLog

pytestmark = pytest.mark.django_db


def test_the_card_names_icons_that_there_are(client):
    answer = client.get("/manifest.webmanifest")
    card = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert (card["start_url"], card["display"]) == ("/", "standalone")
    assert {icon["sizes"] for icon in card["icons"]} == {"192x192", "512x512"}
    assert any(icon["purpose"] == "maskable" for icon in card["icons"])


def test_every_page_leads_to_the_card(client):
    assert 'rel="manifest" href="/manifest.webmanifest"' in client.get("/accounts/login/").content.decode()


def test_the_worker_keeps_the_page_without_a_connection_and_static_files_only(client):
    script = client.get("/service-worker.js")
    assert script["Content-Type"].startswith("text/javascript")
    kept = re.findall(r'"(/[^"]+)"', re.search(r"KEPT = \[(.*?)\]", script.content.decode()).group(1))
    assert kept[0] == "/offline/"
    assert all(address.replace("\\u002D", "-").startswith("/static/") for address in kept[1:])


@pytest.mark.parametrize("name", ["manifest", "service_worker", "offline"])
def test_none_of_it_knows_who_asks(client, name):
    user = UserFactory(name="A Name Of My Own")
    nobody = client.get(reverse(name)).content
    client.force_login(user)
    somebody = client.get(reverse(name))
    assert user.name.encode() not in somebody.content
    if name != "offline":  # the worker fetches that page without cookies
        assert somebody.content == nobody


def test_logging_out_clears_what_waits_on_the_device(client):
    client.force_login(UserFactory())
    assert "Clear-Site-Data" not in client.get("/")
    assert client.post(reverse("account_logout"))["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in client.get("/accounts/login/")


def test_a_form_that_somebody_else_filled_in_is_not_saved_as_mine():
    one, other = UserFactory(), UserFactory()
    theirs, mine = Client(), Client()
    theirs.force_login(one)
    mine.force_login(other)
    who = theirs.get(reverse("check_in")).context["card"].who
    day = other.today().isoformat()
    said = {"day": day, "version": "0", "mood": "4", "text": "Words for nobody else", "who": who}
    answer = mine.post(reverse("check_in"), said)
    assert "Somebody else filled in" in answer.content.decode()
    assert "Words for nobody else" not in answer.content.decode()
    assert not DailyLog.objects.exists()
    assert mine.post(reverse("check_in"), said | {"who": ""}).status_code == 302


@pytest.mark.parametrize(("address", "can"), [("https://a.example", True), ("http://10.0.0.2:8000", False)])
def test_settings_say_whether_it_can_be_installed(client, settings, address, can):
    settings.PUBLIC_URL = address
    client.force_login(UserFactory())
    page = client.get(reverse("settings")).content.decode()
    assert ("Add to home screen" in page) is can
    assert ("without a secure address" in page) is not can
