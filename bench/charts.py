"""What a figure costs over the whole history: time, size, and time for a browser that has it already."""

from functools import partial

from bench.inside import answer, asked, seconds  # first: it sets Django up

# isort: split
from django.test import Client
from django.urls import reverse

from accounts.models import User
from metrics import selectors
from metrics.charts.registry import FIGURES

ALL = {"range": "all"}
METRIC = {"trend", "distribution", "weekdays"}


def parameters(user: User) -> dict[str, dict[str, str]]:
    """What each figure is asked for: everything there is, and of a day the newest."""
    day = max(selectors.history(user=user, metric="sleep.total")).isoformat()
    found = {name: dict(ALL) for name in FIGURES}
    for name in found:
        if name in METRIC:
            found[name] |= {"metric": "sleep.hrv"}
        if name.startswith("explore"):
            found[name] |= {"a": "sleep.hrv", "b": "activity.steps"}
        if name.startswith("money"):
            found[name] |= {"currency": "EUR"}
        if name in {"night", "work-day", "activity-pulse"}:
            found[name] = {"day": day}
    return found


def main(times: int) -> None:
    user, client = User.objects.get(), Client(SERVER_NAME="localhost")
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    found = {}
    for name, params in parameters(user).items():
        ask = partial(client.get, reverse("figure", args=[name]), params)
        first = ask()
        assert first.status_code == 200, (name, first.status_code)
        again = partial(ask, headers={"If-None-Match": first["ETag"]})
        assert again().status_code == 304, name
        found[name] = {
            "ms": [seconds(ask) * 1000 for _ in range(times)],
            "kib": len(first.content) / 1024,
            "again_ms": [seconds(again) * 1000 for _ in range(times)],
        }
    answer(**found)


main(**asked())
