"""The names of time zones that a person may choose."""

import zoneinfo
from functools import cache

# Of the machine, not of a place.
NOT_PLACES = {"localtime", "posixrules", "Factory"}


@cache
def zone_names() -> frozenset[str]:
    """Listing them walks through a folder, so it is done once."""
    return frozenset(zoneinfo.available_timezones() - NOT_PLACES)
