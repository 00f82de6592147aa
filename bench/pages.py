"""What the server does for a page, in a process that has shown it before."""

from datetime import timedelta
from functools import partial

from bench.inside import answer, asked, seconds  # first: it sets Django up

# isort: split
from django.test import Client

from accounts.models import User
from bench.counting import queries

# `day` is one that is over, with something of every source.
PAGES = {
    "Today": "/",
    "Sleep": "/sleep/",
    "Recovery": "/recovery/",
    "Activity": "/activity/",
    "Work": "/work/",
    "Money": "/money/",
    "Vitals": "/vitals/",
    "Day": "/day/",
    "Numbers of a day": "/day/{day}/numbers/",
    "Night": "/sleep/{day}/",
    "Explore": "/explore/",
    "Journal": "/journal/",
    "Year of the journal": "/journal/year/{day:%Y}/",
    "All numbers": "/metrics/",
    "Year of nights": "/sleep/year/",
    "Metric": "/metrics/sleep.score/",
    "Receipt": "/metrics/sleep.total/{day}/",
    "Corrections": "/corrections/",
    "Money, entry by entry": "/money/entries/",
    "Measurements": "/vitals/entries/",
    "Connections": "/connections/",
    "First days of a source": "/connections/oura/first/",
    "Coverage": "/connections/oura/coverage/",
    "Settings": "/settings/",
}


def main(times: int) -> None:
    user, client = User.objects.get(), Client(SERVER_NAME="localhost")
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    day = user.today() - timedelta(days=2)
    found = {}
    for name, address in PAGES.items():
        show = partial(client.get, address.format(day=day))
        for _ in range(3):
            page = show()
            assert page.status_code == 200, (name, page.status_code, page.headers.get("Location"))
        found[name] = {
            "ms": [seconds(show) * 1000 for _ in range(times)],
            "queries": queries(show),
            "kib": len(page.content) / 1024,
        }
    answer(**found)


main(**asked())
