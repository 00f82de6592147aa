"""A value of every kind is put right once: it then stands, marked, wherever it is shown, and stays.

Everything goes the way of a person: what sources sent comes through the writer of synced values, what is put
right through the services that the forms call, and what is read comes from the pages, figures and files.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from integrations.models import Connection
from integrations.sandbox.server import SandboxServer
from integrations.sync.replaying import replay
from integrations.sync.running import Options, sync
from integrations.tests import oura_world
from integrations.tests.conftest import oura, oura_server  # noqa: F401  fixtures
from journal.models import Tag
from journal.services.checkin import Answer, Said, check_in
from journal.services.tags import tag_save
from metrics import corrections, ingest, own_vitals, rollups
from metrics.models import (
    Correction,
    DailyMetric,
    FinanceEntry,
    SleepPeriod,
    Vital,
    Workout,
    WorkSession,
)
from metrics.records import Daily, Measurement, Money
from metrics.selectors import daily
from metrics.tests.factories import night, work, workout

pytestmark = pytest.mark.django_db

PENCIL = 'aria-label="corrected"'
MARKS = (PENCIL, "corrected by you", "left out by you", "is-excluded", "Left out by you", "<s>")
STAGES = {"deep": 5_400, "rem": 6_600, "light": 15_000}
NUMBERS = {
    "sleep.score": 81.0,
    "readiness.score": 77.0,
    "activity.steps": 8_000.0,
    "stress.high": 3_600.0,
    "stress.recovery": 7_200.0,
    "readiness.temperature_deviation": 0.1,
}


@pytest.fixture
def person() -> User:
    return UserFactory(timezone="Europe/Berlin", currency="EUR")


@pytest.fixture
def day(person: User) -> date:
    """Yesterday: whole, and on every page that opens by itself."""
    return person.today() - timedelta(days=1)


@pytest.fixture
def told(person: User, day: date) -> Callable[[], None]:
    """Says what the sources send, for some weeks; said again it is what a second sync finds."""

    def tell() -> None:
        for back in range(-1, 19):
            send(person, day - timedelta(days=back))

    tell()
    return tell


def send(user: User, day: date) -> None:
    instant = datetime(day.year, day.month, day.day, tzinfo=UTC)
    bed = instant - timedelta(hours=2)
    ring = [
        *(Daily(day, key, value) for key, value in NUMBERS.items()),
        night(f"night-{day}", day=day, start=bed, end=bed + timedelta(hours=8), **STAGES),
        workout(f"run-{day}", day=day, start=instant.replace(hour=15), end=instant.replace(hour=16)),
    ]
    store(user, "oura", ring, day, "sleep", "workout")
    focus = work(f"focus-{day}", day=day, start=instant.replace(hour=8), end=instant.replace(hour=10))
    store(user, "rize", [focus, Daily(day, "work.focus", 7200.0)], day, "work")
    table = [
        Money(f"1:{day}", day, "spent", Decimal("12.5"), "EUR", category="food"),
        Measurement(f"2:{day}", day, "vital.weight", 72.4),
    ]
    store(user, "files", table, day, "finance", "vital")


def store(user: User, source: str, records: list[Any], day: date, *tables: str) -> None:
    now = timezone.now()
    ingest.store(user_id=user.pk, source=source, records=records, now=now)
    for table in tables:
        keys = rollups.KEYS_OF[table]
        rollups.roll_up(user_id=user.pk, source=source, days={day}, zone=user.zone, keys=keys, now=now)


@dataclass(frozen=True)
class Case:
    """What is put right, and where it must then be found.

    `number`: the day's number that follows, `expected` its effective value (None: left out). `text`: how
    pages say it. `pages`: with it, marked. `figures`: name and query of charts, whose table notes it.
    `source`: whose row of the exports holds it. A number that was typed in has
    no other source: it says "you".
    """

    act: Callable[[User, date], Any]
    number: str
    expected: float | None
    text: str
    pages: tuple[str, ...]
    source: str = "oura"
    figures: tuple[str, ...] = ()
    also: tuple[str, ...] = ()  # pages that mark the event itself
    marks: tuple[str, ...] = MARKS


def number(metric: str, value: float, source: str = "oura") -> Callable[[User, date], Any]:
    def act(user: User, day: date) -> Correction:
        return corrections.correct_daily(
            user=user, by=user, day=day, metric=metric, source=source, value=value, reason="typed wrong"
        )

    return act


def left_out(metric: str, source: str = "oura") -> Callable[[User, date], Any]:
    def act(user: User, day: date) -> Correction:
        return corrections.exclude_daily(
            user=user, by=user, day=day, metric=metric, source=source, excluded=True
        )

    return act


def event(model: Any, name: str, change: Callable[[Any], Any]) -> Callable[[User, date], Any]:
    def act(user: User, day: date) -> Correction:
        row = model.objects.get(user=user, day=day)
        return corrections.correct_event(user=user, by=user, event=row, field=name, value=change(row))

    return act


def spanned(user: User, day: date) -> Correction:
    first = day - timedelta(days=2)
    return corrections.mark_days(user=user, by=user, start=first, end=day, text="ill", domains=["recovery"])


def typed_in(user: User, day: date) -> Correction:
    return corrections.add_manual(user=user, by=user, day=day, metric="spo2.average", value=91.5)


def no_night(user: User, day: date) -> Correction:
    """Oura took an afternoon's sleep for a second night."""
    start = datetime(day.year, day.month, day.day, 13, tzinfo=UTC)
    short = night(f"short-{day}", day=day, start=start, end=start + timedelta(hours=2), total=5_400)
    store(user, "oura", [short], day, "sleep")
    row = SleepPeriod.objects.get(user=user, external_id=f"short-{day}")
    return corrections.correct_event(user=user, by=user, event=row, field="kind", value="nap")


def said(user: User, day: date) -> None:
    """A check-in with a tag, as the journal takes it."""
    tag = tag_save(Tag(user=user, name="Coffee", kind=Tag.Kind.YES_NO))
    check_in(user=user, day=day, said=Said(mood=2, answers={tag.pk: Answer(True)}), version=0)


def mood(user: User, day: date) -> Correction:
    said(user, day)
    return number("mood.rating", 5.0, "journal")(user, day)


def tag_answer(user: User, day: date) -> Correction:
    said(user, day)
    return number("tag.coffee", 0.0, "journal")(user, day)


def own_metric(user: User, day: date) -> Correction:
    made = own_vitals.add(user=user, label="Grip", unit="", decimals=1)
    assert made.key == "custom.grip"
    store(user, "files", [Measurement(f"3:{day}", day, made.key, 40.0)], day, "vital")
    row = Vital.objects.get(user=user, day=day, metric=made.key)
    return corrections.correct_event(user=user, by=user, event=row, field="value", value=47.5)


# Beginning and end of work stand in the table of that chart alone.
NOT_DRAWN = ("work-days/",)
CASES = {
    "a vendor's number of a day": Case(
        number("readiness.score", 33.0), "readiness.score", 33.0, "33",
        ("/", "/recovery/", "/day/{day}/numbers/", "/sleep/{day}/", "/metrics/readiness.score/"),
        figures=("trend/?metric=readiness.score", "explore-panels/?a=readiness.score&b=sleep.score",
                 "explore-scatter/?a=readiness.score&b=sleep.score"),
    ),
    "a number in a chart of several": Case(
        number("stress.high", 600.0), "stress.high", 600.0, "10 min",
        ("/recovery/", "/day/{day}/numbers/", "/metrics/stress.high/"),
        figures=("recovery-stress/?range=30", "trend/?metric=stress.high"),
    ),
    "the times of a night": Case(
        event(SleepPeriod, "start", lambda row: row.start - timedelta(hours=1)),
        "sleep.in_bed", 9 * 3600.0, "9 h",
        ("/day/{day}/numbers/", "/sleep/{day}/", "/metrics/sleep.in_bed/"),
        figures=("sleep-times/?range=30", "trend/?metric=sleep.in_bed"),
        also=("/day/{day}/", "/sleep/"),
    ),
    "a night that was a nap": Case(
        no_night, "sleep.naps", 5_400.0, "1 h 30 min",
        ("/day/{day}/numbers/", "/sleep/{day}/", "/metrics/sleep.naps/"),
        figures=("trend/?metric=sleep.naps",), also=("/day/{day}/",),
    ),
    "the end of a workout": Case(
        event(Workout, "end", lambda row: row.end + timedelta(hours=1)),
        "activity.workout_time", 7_200.0, "2 h",
        ("/day/{day}/numbers/", "/metrics/activity.workout_time/"),
        figures=("trend/?metric=activity.workout_time",), also=("/activity/", "/day/{day}/"),
    ),
    "a stretch of work": Case(
        event(WorkSession, "start", lambda row: row.start - timedelta(hours=1)),
        "work.first_start", 8 * 3600.0, "08:00",
        ("/work/", "/day/{day}/numbers/", "/metrics/work.first_start/"),
        source="rize", figures=("work-days/?range=30", "trend/?metric=work.first_start"),
        also=("/work/{day}/", "/day/{day}/"),
    ),
    "an entry of money": Case(
        event(FinanceEntry, "amount", lambda row: Decimal("987")), "finance.spent.eur", 987.0, "987",
        ("/day/{day}/numbers/", "/metrics/finance.spent.eur/", "/money/entries/"),
        source="entries", figures=("trend/?metric=finance.spent.eur",), also=("/money/", "/day/{day}/"),
    ),
    "a measured value": Case(
        event(Vital, "value", lambda row: 83.1), "vital.weight", 83.1, "83.1",
        ("/vitals/", "/day/{day}/numbers/", "/metrics/vital.weight/", "/vitals/entries/"),
        source="files", figures=("trend/?metric=vital.weight",), also=("/day/{day}/",),
    ),
    "a check-in's mood": Case(
        mood, "mood.rating", 5.0, "5",
        ("/day/{day}/numbers/", "/metrics/mood.rating/"),
        source="journal", figures=("trend/?metric=mood.rating",),
    ),
    "an answer to a tag": Case(
        tag_answer, "tag.coffee", 0.0, "no", ("/metrics/tag.coffee/",),
        source="journal", figures=("trend/?metric=tag.coffee",),
    ),
    "a metric of one's own": Case(
        own_metric, "custom.grip", 47.5, "47.5",
        ("/vitals/", "/metrics/custom.grip/", "/vitals/entries/"),
        source="files", figures=("trend/?metric=custom.grip",), also=("/day/{day}/",),
    ),
    "a number that was typed in": Case(
        typed_in, "spo2.average", 91.5, "91.5",
        ("/day/{day}/numbers/", "/metrics/spo2.average/"), source="manual", marks=("you",),
    ),
    "a number that was left out": Case(
        left_out("sleep.score"), "sleep.score", None, "81",
        ("/sleep/", "/day/{day}/numbers/", "/sleep/{day}/", "/metrics/sleep.score/"),
        figures=("trend/?metric=sleep.score", "explore-panels/?a=sleep.score&b=readiness.score",
                 "explore-scatter/?a=readiness.score&b=sleep.score"),
    ),
    "a span of days in one act": Case(
        spanned, "readiness.score", None, "77",
        ("/recovery/", "/day/{day}/numbers/", "/sleep/{day}/", "/metrics/readiness.score/"),
        figures=("trend/?metric=readiness.score", "recovery-stress/?range=30",
                 "recovery-temperature/?range=30"),
    ),
}  # fmt: skip


@pytest.fixture(params=CASES, ids=lambda name: name.replace(" ", "-"))
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


@pytest.fixture
def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def corrected(case: Case, person: User, day: date, told: Callable[[], None]) -> Case:
    case.act(person, day)
    return case


def effective(user: User, case: Case, day: date) -> float | None:
    found = daily(user=user, metrics=[case.number], start=day, end=day)[case.number][day]
    assert found.excluded == (case.expected is None)
    assert found.corrected or found.source == "manual" or case.expected is None
    return found.value


def test_it_stands_and_stays_when_the_sources_say_theirs_again(
    case: Case, person: User, day: date, told: Callable[[], None], corrected: Case
) -> None:
    assert effective(person, case, day) == pytest.approx(case.expected)
    told()
    assert effective(person, case, day) == pytest.approx(case.expected)
    assert Correction.objects.filter(user=person).count() == 1


def test_every_page_shows_it_with_its_mark(
    corrected: Case, client_of: Client, person: User, day: date
) -> None:
    for page in corrected.pages:
        shown = about(read(client_of, page, day), corrected, day)
        assert corrected.text in shown, f"{page}: {shown}"
        assert any(mark in shown for mark in corrected.marks), f"{page}: {shown}"
    for page in corrected.also:
        assert any(mark in read(client_of, page, day) for mark in MARKS), page


def about(html: str, case: Case, day: date) -> str:
    """The rows and items of a page that speak about the number, or all of a page that is about it alone."""
    receipt = f"/metrics/{case.number}/{day}/"
    parts = re.findall(r"<(?:tr|li|article)\b.*?</(?:tr|li|article)>", html, re.S)
    found = [part for part in parts if receipt in part or f'id="day-{day}"' in part]
    cells = re.findall(rf'<a href="/day/{day}/"[^>]*class="strip-cell.*?</a>', html, re.S)
    found += [cell for cell in cells if case.text in cell]
    if not found:  # entries have pages of their own instead of a receipt
        found = [part for part in parts if "/entries/" in part and any(mark in part for mark in MARKS)]
    return "".join(found)


def read(client: Client, page: str, day: date) -> str:
    answer = client.get(page.format(day=day))
    assert answer.status_code == 200, page
    # Narrow spaces and signs are the formats' own business.
    return answer.content.decode().split("<main", 1)[1].replace("\u202f", " ").replace("\u00a0", " ")


def test_every_figure_marks_it_in_its_drawing_its_table_and_its_csv(
    corrected: Case, client_of: Client, day: date
) -> None:
    word = "excluded" if corrected.expected is None else "corrected"
    for address in corrected.figures:
        name, query = address.split("?")
        params = dict(pair.split("=") for pair in query.split("&"))
        drawn = client_of.get(f"/figures/{name}", params).json()
        roles = {trace["meta"]["role"] for trace in drawn["data"]}
        assert word in roles or name in NOT_DRAWN, address
        lines = csv.DictReader(
            client_of.get(f"/figures/{name}", {**params, "format": "csv"}).content.decode().splitlines()
        )
        rows = [row for row in lines if row["day"] == str(day)]
        assert rows, address
        assert all(word in row["note"] for row in rows), address
        table = client_of.get(f"/figures/{name}", {**params, "format": "table"}).content.decode()
        said = "left out by you" if corrected.expected is None else "corrected by you"
        assert said in table, address


def test_weeks_and_months_that_hold_it_say_so(
    corrected: Case, client_of: Client, person: User, day: date
) -> None:
    """Where a point stands for many days: a ring if one was corrected, and how many they are in its label."""
    said = "1 day corrected by you" if corrected.expected is not None else "left out by you"
    for address in corrected.figures:
        name, query = address.split("?")
        params = dict(pair.split("=") for pair in query.split("&"))
        long = {**params, "from": str(day - timedelta(days=600)), "to": str(person.today())}
        drawn = client_of.get(f"/figures/{name}", long).json()
        labels = [text for trace in drawn["data"] for text in trace.get("hovertext", ())]
        roles = {trace["meta"]["role"] for trace in drawn["data"]}
        assert any(said in text for text in labels) or name in NOT_DRAWN, address
        assert "corrected" in roles or corrected.expected is None or name in NOT_DRAWN, address


def test_its_receipt_says_what_was_done_and_can_take_it_back(
    corrected: Case, client_of: Client, person: User, day: date
) -> None:
    page = read(client_of, f"/metrics/{corrected.number}/{day}/", day)
    assert "What has been changed" in page or "Worked out from" in page
    act = Correction.objects.get(user=person)
    assert f"/corrections/{act.pk}/undo/" in read(client_of, "/corrections/", day)
    before = Correction.objects.count()
    assert client_of.post(f"/corrections/{act.pk}/undo/").status_code == 302
    assert Correction.objects.count() == before + 1
    values = daily(user=person, metrics=[corrected.number], start=day, end=day)[corrected.number]
    left = values.get(day)
    assert left is None or not (left.corrected or left.excluded)


def test_every_export_holds_it(corrected: Case, client_of: Client, person: User, day: date) -> None:
    for rows in exports(client_of, person):
        [row] = [
            row
            for row in rows
            if (row["day"], row["metric"], row["source"]) == (str(day), corrected.number, corrected.source)
        ]
        effective = row["effective"]
        found = float(effective) if effective not in ("", None) else None
        assert found == pytest.approx(corrected.expected), row


def exports(client: Client, person: User) -> Iterator[list[dict[str, Any]]]:
    """The command's two formats, the table of the settings, and the same in the archive of everything."""
    for form in ("csv", "jsonl"):
        out = io.StringIO()
        call_command("export_metrics", person.email, format=form, stdout=out)
        lines = out.getvalue().splitlines()
        yield list(csv.DictReader(lines)) if form == "csv" else [json.loads(line) for line in lines]
    yield table_of(client.get("/settings/download/").getvalue())
    archive = zipfile.ZipFile(io.BytesIO(client.get("/settings/download/everything/").getvalue()))
    yield table_of(archive.read("healthdash.csv"))


def table_of(content: bytes) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_the_journal_keeps_the_person_s_own_words(
    client_of: Client, person: User, day: date, told: Callable[[], None]
) -> None:
    """A number that is put right in a chart rewrites nothing that was said in a check-in."""
    mood(person, day)
    written = json.loads(b"".join(client_of.get("/journal/export/json/")))
    [one] = [each for each in written["days"] if each["day"] == str(day)]
    assert one["mood"] == 2
    assert "5" in about(read(client_of, "/metrics/mood.rating/", day), CASES["a check-in's mood"], day)


def test_a_sync_from_the_vendor_and_a_replay_leave_it(
    oura: SandboxServer,  # noqa: F811
) -> None:
    """Through the sandbox over HTTP: the source changes its own number, and the whole is made again."""
    connection: Connection = oura_world.connect(oura)
    person = connection.user
    recent = Options(since=person.today() - timedelta(days=6))
    sync(connection, recent)
    day = person.today() - timedelta(days=2)
    period = SleepPeriod.objects.filter(user=person, day=day, kind="night").first()
    start = period.start - timedelta(minutes=49)
    number("sleep.score", 12.0)(person, day)
    corrections.correct_event(user=person, by=person, event=period, field="start", value=start)
    left_out("activity.steps")(person, day)
    oura.change("daily_sleep", day=str(day), set={"score": 99})

    for again in (lambda: sync(connection, recent), lambda: replay(connection)):
        again()
        values = daily(user=person, metrics=["sleep.score", "activity.steps"], start=day, end=day)
        assert values["sleep.score"][day].value == 12.0
        assert values["sleep.score"][day].raw == 99.0
        assert values["activity.steps"][day].excluded
        assert SleepPeriod.objects.get(pk=period.pk).start == start
        assert DailyMetric.objects.get(user=person, day=day, metric="sleep.bedtime").from_correction


def test_the_newest_number_is_marked_on_today_and_above_its_page_and_in_the_list_of_all(
    client_of: Client, person: User, told: Callable[[], None]
) -> None:
    today = person.today()
    number("readiness.score", 33.0)(person, today)

    [tile] = re.findall(r"<article.*?</article>", article(read(client_of, "/", today), "readiness"), re.S)
    assert "33, corrected by you" in tile
    assert f"/metrics/readiness.score/{today}/" in tile
    hero = read(client_of, "/recovery/", today).split("</header>")[0]
    assert PENCIL in hero
    assert f'href="/metrics/readiness.score/{today}/"' in hero
    listed = about(read(client_of, "/metrics/", today), CASES["a vendor's number of a day"], today)
    assert PENCIL in listed
    assert "33" in listed
    assert '<s class="was">77</s>' in listed


def article(html: str, key: str) -> str:
    return next(part for part in re.findall(r"<article.*?</article>", html, re.S) if f"/{key}." in part)
