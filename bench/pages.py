"""What the server does for a page, in a process that has shown it before."""

from functools import partial

from bench.inside import answer, asked, seconds  # first: it sets Django up

# isort: split
from django.test import Client

from accounts.models import User
from bench.counting import queries

PAGES = {
    "Today": "/",
    "Sleep": "/sleep/",
    "Recovery": "/recovery/",
    "Activity": "/activity/",
    "Work": "/work/",
    "Money": "/money/",
    "Vitals": "/vitals/",
    "Day": "/day/",
    "Explore": "/explore/",
    "Journal": "/journal/",
    "All numbers": "/metrics/",
    "Year of nights": "/sleep/year/",
    "Metric": "/metrics/sleep.score/",
}


def main(times: int) -> None:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(), "allauth.account.auth_backends.AuthenticationBackend")
    found = {}
    for name, address in PAGES.items():
        show = partial(client.get, address)
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
