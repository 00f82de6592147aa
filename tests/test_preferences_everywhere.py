"""Clock, units and marks of numbers as the person reads them: on pages of numbers and in figures."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client

from accounts.models import User
from metrics.charts.registry import FIGURES

from .plenty import figures_of, person_of, said_by

pytestmark = pytest.mark.django_db

AMERICAN = {
    "units": "imperial",
    "glucose": "mg/dL",
    "clock": "12",
    "number_format": "1,234.5",
    "week_start": 6,
}
GERMAN = {"units": "metric", "glucose": "mmol/L", "clock": "24", "number_format": "1.234,5", "week_start": 0}
SPACE = "[\u202f\xa0 ]"
LEAKS = {
    "American": (
        rf"(?<![\d:])(?:[01]?\d|2[0-3]):[0-5]\d(?!:|\d|{SPACE}[ap]m)"  # a clock of 24 hours
        rf"|\d{SPACE}?(?:kg|km|°C|mmol/L)\b"
        r"|\d,\d(?!\d\d)"  # a comma as decimal mark
    ),
    "German": (
        rf"\d{SPACE}?[ap]m\b|\d{SPACE}?(?:lb|mi|°F|mg/dL)\b"
        r"|(?<![\d.])\d+\.\d{1,2}(?![\d.])"  # a point as decimal mark
    ),
}
# What a machine reads, and what explains how to type.
SILENT = ("script", "style", "template", "option")
EXAMPLES = re.compile(r"like 7:28|7:28 or|like 23:10|23:10 or 11:10 pm|UTC[+−]\d+(?:\.\d+)?")


class Text(HTMLParser):
    """What stands on a page, and what is said of its drawings."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.silent, self.found = 0, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        self.found += [value for name, value in attrs if name in {"title", "aria-label"} and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def text_of(html: str) -> str:
    page = Text()
    page.feed(html)
    return EXAMPLES.sub("", "\n".join(page.found))


def addresses(user: User) -> list[str]:
    day = user.today() - timedelta(days=1)
    keys = ("vital.weight", "vital.glucose", "activity.distance", "finance.spent.eur", "sleep.bedtime")
    return [
        *(
            "/",
            f"/day/{day}/",
            f"/day/{day}/numbers/",
            "/sleep/",
            f"/sleep/{day}/",
            "/recovery/",
            "/activity/",
        ),
        *(
            "/work/",
            f"/work/{day}/",
            "/money/",
            "/money/entries/",
            "/vitals/",
            "/vitals/entries/",
            "/metrics/",
        ),
        *("/explore/?a=vital.weight&b=sleep.bedtime", "/corrections/", "/sleep/year/"),
        *(f"/metrics/{key}/" for key in keys),
        *(f"/metrics/{key}/{day}/" for key in keys if not key.startswith("sleep")),
    ]


@pytest.mark.parametrize(("who", "prefs"), [("American", AMERICAN), ("German", GERMAN)])
def test_no_clock_unit_or_mark_of_another_country(who, prefs):
    user = person_of(prefs)
    client = Client()
    client.force_login(user)
    leaks, seen = {}, 0
    for address in addresses(user):
        answer = client.get(address)
        assert answer.status_code == 200, address
        said = text_of(answer.content.decode())
        if found := sorted(
            {said[max(0, m.start() - 12) : m.end() + 8] for m in re.finditer(LEAKS[who], said)}
        ):
            leaks[address] = found[:4]
    for address in figures_of(user):
        answer = client.get(address, headers={"Accept": "application/json"})
        if answer.status_code != 200 or "json" not in answer["Content-Type"]:
            continue
        seen += 1
        said = "\n".join(said_by(answer.json()))
        if found := sorted(
            {said[max(0, m.start() - 12) : m.end() + 8] for m in re.finditer(LEAKS[who], said)}
        ):
            leaks[address] = found[:4]
    assert seen >= len(FIGURES) - 3
    assert leaks == {}
