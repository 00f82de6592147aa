"""Why a night is missing, where a source says that its device was off."""

from datetime import date, timedelta

from accounts.models import User

from . import registry
from .models import RawRecord

HOUR = 3600


def hours_off(user: User, day: date) -> int:
    """For how many whole hours the device was off over the night to a day; 0 where no source says so.

    One query. A source says it in what it sent of the two days that the night lies between.
    """
    streams = {
        (provider.slug, stream): says
        for provider in registry.PROVIDERS.values()
        for stream, says in provider.off_over_night.items()
    }
    if not streams:
        return 0
    sent = RawRecord.objects.filter(
        connection__user=user,
        connection__provider__in={slug for slug, _stream in streams},
        stream__in={stream for _slug, stream in streams},
        day__in=(day - timedelta(days=1), day),
    ).select_related("connection")
    found = {(one.connection.provider, one.stream, one.day): one.payload for one in sent}
    seconds = [
        says(found[(*which, day - timedelta(days=1))], found[(*which, day)])
        for which, says in streams.items()
        if {(*which, day - timedelta(days=1)), (*which, day)} <= found.keys()
    ]
    return int(max(seconds, default=0) // HOUR)
