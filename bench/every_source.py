"""The other sources of the person whose Oura history is there: work, money, measured values, check-ins,
and what the person put right.

Not measured: the same amount is brought in by the measurements of each source.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from bench.inside import answer, asked  # first: it sets Django up

# isort: split
from django.utils import timezone

from accounts.models import User
from journal.models import DailyLog
from metrics import corrections, ingest, rollups
from metrics.records import Daily, Measurement, Money, Record

BATCH = 5_000
CORRECTED = 200
CATEGORIES = ("Rent", "Food", "Travel", "Books", "Health", "Other")


def main(years: int) -> None:
    user, now = User.objects.get(), timezone.now()
    today = user.today()
    days = [today - timedelta(days=back) for back in range(years * 365)]
    for source, records in (("rize", work(days)), ("files", tables(days)), ("journal", said(days))):
        store(user, source, list(records))
    DailyLog.objects.bulk_create(
        DailyLog(user=user, day=day, mood=1 + day.day % 5, text=f"A line about {day}", created_at=now)
        for day in days[1:]
    )
    for day in days[2 : CORRECTED + 2]:
        corrections.correct_daily(
            user=user, by=user, day=day, metric="vital.weight", source="files", value=71.0, reason="Wet hair"
        )
    answer(days=len(days))


def work(days: list[date]) -> Iterator[Record]:
    hours_of = {"work.focus": 3, "work.meeting": 1, "work.tracked": 6, "work.hours": 8}
    for at, day in enumerate(days):
        if day.weekday() < 5:
            for key, hours in hours_of.items():
                yield Daily(day, key, hours * 3600.0 + at % 37 * 60)


def tables(days: list[date]) -> Iterator[Record]:
    for at, day in enumerate(days):
        for n in range(2):
            category = CATEGORIES[(at + n) % len(CATEGORIES)]
            amount = Decimal(at % 90) + Decimal("4.20")
            yield Money(f"1:{day}:{n}", day, "spent", amount, "EUR", category=category, account="Giro")
        if day.day == 1:
            yield Money(f"1:{day}:pay", day, "income", Decimal("2800"), "EUR", category="Pay", account="Giro")
        for key, value in (("vital.weight", 72.0), ("vital.systolic", 121.0), ("vital.diastolic", 78.0)):
            yield Measurement(f"2:{day}:{key}", day, key, value + at % 9 / 3)


def said(days: list[date]) -> Iterator[Record]:
    for at, day in enumerate(days[1:]):
        yield Daily(day, "mood.rating", 1.0 + (at * 7) % 5)
        yield Daily(day, "mood.energy", 1.0 + (at * 3) % 5)


def store(user: User, source: str, records: list[Record]) -> None:
    now, touched = timezone.now(), set[date]()
    for start in range(0, len(records), BATCH):
        batch = records[start : start + BATCH]
        touched |= ingest.store(user_id=user.pk, source=source, records=batch, now=now).days
    for table in ("finance", "vital"):
        if source == "files":
            rollups.roll_up(
                user_id=user.pk,
                source=source,
                days=touched,
                zone=user.zone,
                keys=rollups.KEYS_OF[table],
                now=now,
            )


main(**asked())
