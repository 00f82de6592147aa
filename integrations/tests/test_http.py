"""What a vendor's HTTP comes to, where no vendor is needed to see it."""

import pytest

from healthdash.lib.http import Adapter, Session
from healthdash.tests.server import Answer, Server
from integrations.errors import BadPayload, Unavailable
from integrations.http import Vendor


@pytest.fixture
def server():
    with Server().running() as running:
        yield running


def test_an_object_is_handed_over_as_it_came(server):
    server.answer = lambda asked: Answer(body='{"words": "käse", "none": null}'.encode())
    assert Vendor("Acme", Session()).get(server.url, {"a": "b"}) == {"words": "käse", "none": None}
    assert server.asked[0].query == {"a": "b"}


def test_an_answer_without_end_is_bad(server):
    server.answer = lambda asked: Answer(body=b'{"data": "' + b"x" * 5000 + b'"}')
    session = Session()
    session.mount("http://", Adapter(max_bytes=1000))
    with pytest.raises(BadPayload, match="Acme sent more data than expected"):
        Vendor("Acme", session).get(server.url)


@pytest.mark.parametrize("url", ["http://api.example.com/", "http://10.0.0.7/x"])
def test_an_address_that_would_show_the_key_is_not_asked(url):
    vendor = Vendor("Acme", Session())
    with pytest.raises(Unavailable, match="must begin with https"):
        vendor.get(url)
    assert vendor.requests_made == 0


@pytest.mark.parametrize("url", ["https://", "nonsense", "https://a b/"])
def test_an_address_that_is_none_is_told_in_a_sentence(url):
    with pytest.raises(Unavailable, match=r"Acme could not be reached\."):
        Vendor("Acme", Session()).get(url)
