"""Clock, units, marks of numbers and first weekday as the person has them: pages, figures, mail."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR

from accounts.models import DataAccess, User
from accounts.tests.factories import UserFactory
from integrations.models import Connection, StreamState, SyncRun
from integrations.sync import scheduling
from integrations.telling import tell_of_incidents
from integrations.tests.tables.files import begin, csv_file, read, save, say
from journal.models import JournalSettings, Tag
from journal.services.checkin import Answer, Said, check_in
from metrics.charts.registry import FIGURES
from metrics.tests.years import live

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
    # A unit in an element of its own is tied to its number all the same.
    return EXAMPLES.sub("", "\n".join(page.found).replace("\n\u202f", "\u202f"))


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


PLACES_OF_ONES_OWN = (
    *("/settings/", "/settings/opened/", "/accounts/sessions/", "/accounts/email/", "/accounts/2fa/"),
    *("/connections/", "/connections/oura/coverage/", "/connections/oura/first/", "/connections/oura/reset/"),
    *("/journal/", "/journal/check-in/", "/journal/calendar/", "/journal/find/?q=word", "/journal/settings/"),
    *("/journal/tags/", "/journal/prompts/", "/journal/import/", "/today/arrange/", "/corrections/days/"),
    *("/tables/", "/tables/new/", "/more/", "/vitals/entries/add/", "/money/entries/add/"),
)


def lived(user: User) -> list[str]:
    """Gives a person what settings, connections and the journal tell of, each with a time after noon."""
    now = timezone.now()
    at = now.astimezone(user.zone).replace(hour=14, minute=5) - timedelta(days=2)
    connection = Connection.objects.create(
        user=user,
        provider="oura",
        created_at=at - timedelta(days=30),
        last_success_at=at,
        next_sync_at=at + timedelta(days=4),
        every_hours=24,
        at_time=time(15, 40),
    )
    StreamState.objects.create(connection=connection, stream="sleep", synced_to=at.date(), read_at=at)
    SyncRun.objects.create(
        connection=connection, trigger="schedule", status="ok", started_at=at, finished_at=at
    )
    opened = DataAccess.objects.create(person=user, by_email="staff@example.org", what="A list")
    DataAccess.objects.filter(pk=opened.pk).update(at=at)
    tag = Tag.objects.create(user=user, slug="late", name="Late meal", kind=Tag.Kind.TIME)
    day = at.date()
    said = Said(mood=4, text="word", answers={tag.pk: Answer(yes=True, at=time(21, 45))})
    check_in(user=user, day=day, said=said, version=0)
    JournalSettings.objects.update_or_create(user=user, defaults={"remind_at": time(21, 15)})
    return [*PLACES_OF_ONES_OWN, f"/journal/{day}/", f"/journal/year/{day.year}/"]


BOTH = pytest.mark.parametrize(("who", "prefs"), [("American", AMERICAN), ("German", GERMAN)])


def leaks_in(who: str, said: str) -> list[str]:
    """What another country's reader would have got, with a little around it. An offset is no time of day."""
    said = re.sub(r"UTC[+\u2212]\d+:\d\d", "UTC", said)
    found = re.finditer(LEAKS[who], said)
    return sorted({said[max(0, match.start() - 12) : match.end() + 8] for match in found})[:4]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def pages_of(client: Client, addresses: Iterable[str]) -> dict[str, str]:
    """The text of each page."""
    found = {}
    for address in addresses:
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        found[address] = text_of(answer.content.decode())
    return found


def assert_no_leak(who: str, said: Mapping[str, str]) -> None:
    leaks = {place: leaks_in(who, text) for place, text in said.items()}
    assert {place: found for place, found in leaks.items() if found} == {}


@BOTH
def test_no_clock_unit_or_mark_of_another_country(who, prefs):
    user = person_of(prefs)
    client = client_of(user)
    assert_no_leak(who, pages_of(client, addresses(user)))
    answers = {address: client.get(address) for address in figures_of(user)}
    drawn = {
        address: "\n".join(said_by(answer.json()))
        for address, answer in answers.items()
        if answer.status_code == 200
    }
    assert len({address.split("/")[2] for address in drawn}) == len(FIGURES)
    assert_no_leak(who, drawn)


@BOTH
def test_settings_connections_and_the_journal_follow_too(who, prefs):
    user = person_of(prefs)
    pages = pages_of(client_of(user), lived(user))
    assert_no_leak(who, pages)
    afternoon, evening = ("2:05", "9:45") if who == "American" else ("14:05", "21:45")
    assert all(afternoon in pages[place] for place in ("/settings/opened/", "/connections/"))
    assert evening in pages["/journal/"]


@BOTH
def test_the_steps_of_a_table_and_what_it_left_out_follow_too(who, prefs, monkeypatch):
    monkeypatch.setattr(scheduling, "enqueue", lambda *_args: None)
    user = UserFactory(timezone="Europe/Berlin", **prefs)
    unit = "lb" if who == "American" else "kg"
    rows = "".join(f"0{day}.03.2026;{150 + day};{140 + day}\n" for day in range(1, 9))
    draft = begin(client_of(user), csv_file(f"Date;Weight ({unit});Steps\n{rows}09.03.2026;1;1200\n"))
    client = client_of(user)
    steps = [reverse(name, args=[draft.pk]) for name in ("table_columns", "table_check")]
    say(client, draft, **{"c2-kind": "own", "c2-name": "Steps", "c2-aggregate": "mean"})
    pages = pages_of(client, steps)
    for metric in ("vital.weight", "custom.steps"):
        address = f"{reverse('table_figure', args=[draft.pk])}?metric={metric}"
        pages |= {address: "\n".join(said_by(client.get(address).json()))}
        pages |= pages_of(client, [f"{address}&format=table"])
    table = save(client, draft)
    read(table)
    pages |= pages_of(client, ["/tables/", reverse("table", args=[table.pk]), "/connections/"])
    assert "too low" in pages[steps[1]] and "too low" in pages[reverse("table", args=[table.pk])]
    assert_no_leak(who, pages)


@BOTH
def test_mail_follows_too(who, prefs, settings):
    settings.MAIL_IS_SET_UP = True
    now = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
    user = UserFactory(timezone="Europe/Berlin", **prefs)
    Connection.objects.create(
        user=user,
        provider="oura",
        created_at=now - timedelta(days=9),
        last_success_at=now - timedelta(hours=17, minutes=55),
        next_sync_at=now - timedelta(hours=4),
    )
    assert tell_of_incidents(now) == 1
    [sent] = mail.outbox
    bodies = {"subject": str(sent.subject), "text": sent.body, "html": text_of(str(sent.alternatives[0][0]))}
    without_addresses = {part: re.sub(r"https?://\S+", "", text) for part, text in bodies.items()}
    assert_no_leak(who, without_addresses)
    moment = "3:05\u202fpm" if who == "American" else "15:05"
    assert moment in bodies["text"] and moment in bodies["html"]


# Some that have days along them.
OVER_TIME = (
    "trend",
    "sleep-durations",
    "sleep-times",
    "activity-intensity",
    "money-weeks",
    "vitals-pressure",
)


@pytest.mark.parametrize("first", [0, 5, 6])
def test_a_week_begins_with_the_persons_first_weekday_everywhere(first):
    user = person_of({"week_start": first})
    live(user, 450, until=user.today(), nights=1)
    client = client_of(user)

    def asked(name: str, **params: str) -> dict[str, Any]:
        return client.get(f"/figures/{name}/", {"metric": "sleep.score", **params}).json()

    def begins(days: Iterable[str]) -> set[int]:
        return {date.fromisoformat(day[:10]).weekday() for day in days if day}

    def line_of(figure: dict[str, Any], *roles: str) -> list[str]:
        [found] = [trace["x"] for trace in figure["data"] if trace["meta"]["role"] in roles]
        return found

    word = str(WEEKDAYS_ABBR[first])
    calendar = client.get("/journal/calendar/").content.decode()
    assert re.findall(r'<th scope="col">(\w+)</th>', calendar)[0] == word
    assert asked("weekdays", range="365")["layout"]["xaxis"]["ticktext"][0] == word
    assert asked("work-hours", range="30")["layout"]["yaxis"]["ticktext"][0] == word
    # Ticks of a month; weeks in place of days where there are many; whole weeks of money.
    month, years = {"range": "30"}, {"from": "2020-01-01"}
    for name in OVER_TIME:
        assert begins(asked(name, **month)["layout"]["xaxis"]["tickvals"]) == {first}, name
    assert begins(line_of(asked("trend", **years), "line")) == {first}
    assert begins(line_of(asked("sleep-durations", range="365"), "label")) == {first}
    pairs = asked("explore-scatter", a="sleep.score", b="activity.steps", **years)
    assert begins(day for trace in pairs["data"] for day in trace.get("customdata", [])) <= {first}
    table = client.get("/figures/money-weeks/?range=90&format=csv")
    rows = b"".join(table).decode("utf-8-sig").splitlines()[1:]
    assert len(rows) > 3 and begins(row.split(",")[0] for row in rows) == {first}
