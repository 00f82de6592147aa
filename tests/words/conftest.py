from collections.abc import Iterator

import pytest
from django.utils.translation import trans_real

from healthdash.lib.formats import common, days

from .brackets import Bracketing


@pytest.fixture
def bracketed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Not through `translation.override`, which would look the language up again when it ends."""
    forget_words()
    brackets = Bracketing()
    monkeypatch.setitem(trans_real._translations, "en-gb", brackets)
    monkeypatch.setattr(trans_real, "_default", brackets)
    monkeypatch.setattr(trans_real._active, "value", brackets, raising=False)
    yield
    forget_words()


def forget_words() -> None:
    """What is remembered by the language's name, which the made-up one shares."""
    for remembered in (common._said, days._short_day):
        remembered.cache_clear()
