"""Connecting in Chromium: from our page over the vendor's and back, under our own security policy."""

import copy

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory
from integrations.models import Connection
from integrations.sandbox.server import SandboxServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def anna(page: Page, sandbox: SandboxServer, settings: Settings) -> User:
    """Logged in, on a server whose policy lets a form lead to this test's sandbox."""
    policy = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["form-action"].append(sandbox.url)
    settings.CONTENT_SECURITY_POLICY = policy
    user = UserFactory(email="anna@example.org")
    page.goto("/accounts/login/?next=/connections/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    return user


def test_a_person_connects_and_sees_it(page: Page, anna: User) -> None:
    page.get_by_role("button", name="Connect the sandbox of Oura").click()
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_text("Oura is connected. Its history is being read.")).to_be_visible()
    assert Connection.objects.get().user == anna


def test_a_person_refuses_and_is_back_where_they_were(page: Page, anna: User) -> None:
    page.get_by_role("button", name="Connect the sandbox of Oura").click()
    page.get_by_role("button", name="Refuse").click()
    expect(page.get_by_text("You did not give access on the page of Oura.")).to_be_visible()
    expect(page.get_by_role("button", name="Connect the sandbox of Oura")).to_be_visible()
    assert not Connection.objects.exists()
