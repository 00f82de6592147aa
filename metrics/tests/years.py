"""Years of one person's numbers and nights, through the one writer of synced values."""

import math
from datetime import UTC, date, datetime, timedelta
from typing import Any

from accounts.models import User
from metrics import ingest, records

# Key, middle, swing: enough of them that pages have everything they can show.
DELIVERED = {
    "sleep.score": (80, 8),
    "readiness.score": (78, 9),
    "readiness.temperature_deviation": (0.0, 0.2),
    "activity.score": (82, 6),
    "activity.steps": (8_400, 2_600),
    "spo2.average": (96.5, 0.8),
}
OF_NIGHTS = {
    "sleep.total": (26_400, 2_700),
    "sleep.main": (26_400, 2_700),
    "sleep.deep": (5_400, 900),
    "sleep.rem": (6_300, 1_200),
    "sleep.light": (14_700, 1_500),
    "sleep.awake": (2_400, 700),
    "sleep.efficiency": (89, 4),
    "sleep.in_bed": (28_800, 2_400),
    "sleep.bedtime": (-3_000, 1_800),
    "sleep.waketime": (25_800, 1_800),
    "sleep.lowest_hr": (49, 3),
    "sleep.average_hr": (56, 3),
    "sleep.hrv": (46, 8),
    "sleep.breath": (14.2, 0.5),
}
STAGES = "4" * 20 + "2" * 60 + "1" * 70 + "2" * 50 + "3" * 40 + "4" * 4


def wave(day: date, key: str) -> float:
    """Between -1 and 1, the same for the same day and key, without a plain rhythm."""
    seed = day.toordinal() * 12.9898 + sum(map(ord, key)) * 78.233
    share = math.sin(seed) * 43758.5453
    return (share - math.floor(share)) * 2 - 1


def numbers(day: date) -> list[records.Record]:
    said = DELIVERED | OF_NIGHTS
    return [records.Daily(day, key, middle + swing * wave(day, key)) for key, (middle, swing) in said.items()]


def night(day: date) -> records.Sleep:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(minutes=50)
    curve = [55 + 6 * math.sin(n / 9) for n in range(96)]
    curves: dict[str, Any] = {
        "stages": {"interval": 30, "items": STAGES * 4},
        "heart_rate": {"interval": 300, "items": [None, *curve[1:]]},
        "hrv": {"interval": 300, "items": [105 - value for value in curve]},
    }
    return records.Sleep(
        external_id=f"night-{day}",
        day=day,
        kind="night",
        start=start,
        end=start + timedelta(hours=8),
        utc_offset=3600,
        total=26_400,
        deep=5_400,
        rem=6_300,
        light=14_700,
        awake=2_400,
        in_bed=28_800,
        efficiency=91.0,
        lowest_hr=49.0,
        average_hr=56.0,
        hrv=46.0,
        breath=14.2,
        curves=curves,
    )


def live(
    user: User, days: int, *, until: date, nights: int = 40, skip: frozenset[date] = frozenset()
) -> None:
    """Give a person that many days up to `until`; the last `nights` of them with their curves."""
    now = datetime.now(UTC)
    for back in range(days):
        day = until - timedelta(days=back)
        if day in skip:
            continue
        found = [*numbers(day), *([night(day)] if back < nights else [])]
        ingest.store(user_id=user.pk, source="oura", records=found, now=now)
