"""What every template may know."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext, gettext_noop

from accounts.models import User
from integrations import selectors
from integrations.selectors import ConnectionStatus, State
from metrics.models import DailyMetric

Place = Literal["both", "rail", "bar"]


@dataclass(frozen=True)
class Page:
    """An entry of the navigation.

    `holds`: it is shown once the person has a number whose key begins with one of these. `also`: what
    stands under it elsewhere. `place`: where there is room for it: "both", the "rail" of a wide screen
    (on a phone it stands behind *More*), or the "bar" of a phone.
    """

    name: str
    label: str
    icon: str
    holds: tuple[str, ...] = ()
    at_foot: bool = False
    also: str = ""
    place: Place = "rail"


# What a ring measures at night stands on Vitals first, what a person measures below it.
VITALS = ("vital.", "custom.", "heart.", "sleep.lowest_hr", "sleep.hrv", "sleep.breath", "spo2.")

# In the order of the rail. A page whose URL does not exist is left out.
PAGES = [
    Page("today", gettext_noop("Today"), "sun", place="both"),
    Page("days", gettext_noop("Day"), "calendar-days", place="both"),
    Page("sleep", gettext_noop("Sleep"), "moon", holds=("sleep.",)),
    Page(
        "recovery",
        gettext_noop("Recovery"),
        "battery-charging",
        holds=("readiness.", "stress.", "resilience.", "spo2.", "sleep.hrv", "sleep.lowest_hr"),
    ),
    Page("activity", gettext_noop("Activity"), "activity", holds=("activity.",)),
    Page("work", gettext_noop("Work"), "briefcase", holds=("work.",)),
    Page("money", gettext_noop("Money"), "wallet", holds=("finance.",)),
    Page("vitals", gettext_noop("Vitals"), "heart-pulse", holds=VITALS),
    Page("check_in", gettext_noop("Check in"), "circle-check", place="bar"),
    Page("journal", gettext_noop("Journal"), "notebook-pen", place="both"),
    Page("explore", gettext_noop("Explore"), "chart-line"),
    Page("connections", gettext_noop("Connections"), "plug", at_foot=True, also="/tables/"),
    Page("settings", gettext_noop("Settings"), "settings", at_foot=True, also="/accounts/"),
    Page("more", gettext_noop("More"), "ellipsis", at_foot=True, place="bar"),
]


WORST_FIRST = (State.FAILING, State.RECONNECT, State.LATE)


@dataclass(frozen=True)
class NavItem:
    """A page as the navigation shows it; `state` only where something is wrong."""

    url: str
    label: str
    icon: str
    current: bool
    at_foot: bool
    place: Place = "rail"
    state: State | None = None


def held_groups(user: User) -> set[str]:
    """The pages of domains of which this person has any number, remembered until their data change."""
    pages = {page.name: page.holds for page in PAGES if page.holds}

    def look() -> set[str]:
        asked = {f"holds_{name}": any_number(starts) for name, starts in pages.items()}
        row = User.objects.filter(pk=user.pk).annotate(**asked).values(*asked).first() or {}
        return {name for name in pages if row.get(f"holds_{name}")}

    # The moment of joining tells people of the same number apart when a database was made anew.
    who = f"{user.pk}:{user.date_joined.timestamp()}:{user.generation}"
    return cache.get_or_set(f"holds:{who}:{','.join(pages)}", look) or set()


def any_number(starts: Sequence[str]) -> Exists:
    begins = reduce(or_, (Q(metric__startswith=start) for start in starts))
    return Exists(DailyMetric.objects.filter(begins, user=OuterRef("pk")))


def connection_states(request: HttpRequest) -> list[ConnectionStatus]:
    """The state of each of the person's connections, read once a request: views may ask for it too."""
    if not hasattr(request, "connection_states"):
        request.connection_states = selectors.connection_states(request.user)  # type: ignore[attr-defined, arg-type]
    return request.connection_states  # type: ignore[attr-defined]


def worst_state(request: HttpRequest) -> State | None:
    """What most needs the person's hand, or nothing."""
    wrong = {status.state for status in connection_states(request) if status.needs_attention}
    return next((state for state in WORST_FIRST if state in wrong), None)


def item(request: HttpRequest, page: Page, held: set[str]) -> NavItem | None:
    try:
        url = reverse(page.name)
    except NoReverseMatch:
        return None
    if page.holds and page.name not in held:
        return None
    here = request.path == url or (url != "/" and request.path.startswith((url, page.also or url)))
    state = worst_state(request) if page.name == "connections" else None
    return NavItem(url, gettext(page.label), page.icon, here, page.at_foot, page.place, state)


def navigation(request: HttpRequest) -> list[list[NavItem]]:
    """The rail's two lists, pages and foot; nothing for somebody who is not logged in."""
    if not request.user.is_authenticated:
        return []
    held = held_groups(request.user)
    items = [found for page in PAGES if (found := item(request, page, held))]
    # The check-in stands under the journal's address: only the closest page is where one is.
    nearest = max((len(one.url) for one in items if one.current), default=0)
    items = [replace(one, current=one.current and len(one.url) == nearest) for one in items]
    return [[one for one in items if not one.at_foot], [one for one in items if one.at_foot]]


def is_secure(address: str) -> bool:
    """Whether browsers trust an address with service workers: https, or this very machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or parts.hostname in {"localhost", "127.0.0.1"}


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "PUBLIC_URL": settings.PUBLIC_URL,
        "CAN_BE_INSTALLED": is_secure(settings.PUBLIC_URL),
        "MAIL_IS_SET_UP": settings.MAIL_IS_SET_UP,
        "navigation": SimpleLazyObject(lambda: navigation(request)),
    }
