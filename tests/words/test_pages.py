"""Every word of ours goes through translation: a made-up language brackets it and shows what was missed."""

import pytest
from django.db import transaction
from django.test import Client

from metrics.tests.years import live
from tests.test_every_address import NOT_FOUND, OF_ONES_OWN, PUBLIC, addresses_of, owner  # noqa: F401

from .brackets import bare_on

pytestmark = pytest.mark.django_db


def test_no_word_is_left_out(owner, bracketed):  # noqa: F811
    live(owner, days=12, until=owner.today())
    addresses, found = addresses_of(owner), {}
    client = Client()
    client.force_login(owner)
    for name in sorted(NOT_FOUND | OF_ONES_OWN | PUBLIC):
        with transaction.atomic():
            answer = client.get(addresses[name])
            transaction.set_rollback(True)
        if "html" in answer.headers.get("Content-Type", "") and (bare := bare_on(answer.content.decode())):
            found[name] = bare
    assert found == {}
