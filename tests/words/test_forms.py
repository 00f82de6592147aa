"""What a form answers to nonsense, to nothing at all, and when it did what it was asked."""

from typing import Any

import pytest
import requests
from django.test import Client

from accounts.tests.conftest import browser_of, confirm_password
from accounts.tests.factories import PASSWORD
from accounts.tests.test_every_page import PAGES
from integrations.sync import scheduling
from metrics.tests.years import live
from tests.test_every_address import NOT_FOUND, OF_ONES_OWN, PUBLIC, addresses_of, owner  # noqa: F401

from .brackets import bare_on
from .forms import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_answers(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Neither a vendor nor a queue; mail goes out."""

    def refuse(*_args: Any, **_options: Any) -> None:
        raise requests.ConnectionError

    monkeypatch.setattr("requests.adapters.HTTPAdapter.send", refuse)
    monkeypatch.setattr(scheduling, "enqueue", lambda *_args: None)
    settings.MAIL_IS_SET_UP = True
    settings.SIGNUP_POLICY = "open"


def test_no_answer_to_a_form_leaves_a_word_out(owner, bracketed):  # noqa: F811
    live(owner, days=12, until=owner.today())
    owner.set_password(PASSWORD)
    owner.save()
    own, of_accounts = addresses_of(owner), [path for _name, path in PAGES]
    client = browser_of(owner)
    confirm_password(client)
    asked = {
        Browser(client): [*(own[name] for name in sorted(NOT_FOUND | OF_ONES_OWN)), *of_accounts],
        Browser(Client()): [*(own[name] for name in sorted(PUBLIC)), *of_accounts],
    }
    found, refused, done = {}, set(), set()
    for browser, addresses in asked.items():
        for form in browser.forms(addresses):
            for way, html in browser.answers(form):
                refused |= {form.key} if 'class="field-error"' in html else set()
                done |= {form.key} if 'class="stack messages"' in html else set()
                if bare := bare_on(html):
                    found[form.key, way] = bare
    assert found == {}
    # Enough of them refused something, or said that it is done.
    assert len(refused) >= 30 and len(done) >= 20, (len(refused), len(done))
