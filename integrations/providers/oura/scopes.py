"""Oura's names for what a person lets us read."""

import re
from collections.abc import Iterable

_RENAMED = {"spo2daily": "spo2"}


def normalise_scopes(scopes: Iterable[str]) -> frozenset[str]:
    """One spelling for all that Oura uses: `extapi:daily` and `daily`, `spo2Daily` and `spo2`.

    A grant may be one string, with spaces or commas in it.
    """
    given = scopes if isinstance(scopes, str) else " ".join(scopes)
    names = (name.removeprefix("extapi:") for name in re.split(r"[\s,]+", given.lower()) if name)
    return frozenset(_RENAMED.get(name, name) for name in names if name)
