"""Oura spells what it grants in several ways."""

import pytest

from integrations.providers.oura.scopes import normalise_scopes

from ..manifest import STREAMS


@pytest.mark.parametrize(
    ("granted", "ours"),
    [
        (["extapi:daily", "extapi:heartrate"], {"daily", "heartrate"}),
        (["spo2Daily"], {"spo2"}),
        (["extapi:spo2Daily", "spo2"], {"spo2"}),
        ("daily heartrate", {"daily", "heartrate"}),
        ("daily,extapi:workout, tag", {"daily", "workout", "tag"}),
        (["daily tag", "Session"], {"daily", "tag", "session"}),
        ([], set()),
        ("", set()),
    ],
)
def test_every_spelling_comes_to_the_same_name(granted, ours):
    assert normalise_scopes(granted) == ours


def test_streams_ask_for_scopes_as_we_spell_them(settings):
    asked = normalise_scopes(settings.OURA["scopes"])
    assert {stream.scope for stream in STREAMS} <= asked
