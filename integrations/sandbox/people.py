"""The invented people: what each is like, and what happens to them every year."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from .constants import BENCH_YEARS, HISTORY_DAYS


@dataclass(frozen=True, slots=True)
class Trip:
    """A stay in another zone: it begins on the Monday of that ISO week, at noon."""

    week: int
    days: int
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: they are keys of caches
class Person:
    """One invented person. Times in seconds, from local midnight where they are times of day."""

    slug: str
    name: str
    email: str
    zone: ZoneInfo
    age: int
    weight: float
    height: float
    sex: str
    bedtime: int
    need: int
    heart: float
    hrv: float
    steps: int
    sick_week: int
    away_week: int  # the ring lies in a drawer for three days of it
    drinks: float  # how likely on a Friday or Saturday
    trains: tuple[int, ...]  # weekdays
    sport: str
    naps: float
    trip: Trip | None = None
    history_days: int = HISTORY_DAYS

    def has_begun(self, anchor: date) -> date:
        """The first day of the history, for an installation that first ran on `anchor`."""
        return anchor - timedelta(days=self.history_days)


HOME = ZoneInfo("Europe/Berlin")

ALEX = Person(
    slug="alex",
    name="Alex",
    email="alex@example.org",
    zone=HOME,
    age=38,
    weight=78.4,
    height=1.81,
    sex="male",
    bedtime=-3000,
    need=27000,
    heart=51.0,
    hrv=58.0,
    steps=8600,
    sick_week=6,
    away_week=32,
    drinks=0.6,
    trains=(1, 3, 6),
    sport="running",
    naps=0.04,
    trip=Trip(week=38, days=9, zone=ZoneInfo("America/New_York")),
)
SAM = Person(
    slug="sam",
    name="Sam",
    email="sam@example.org",
    zone=HOME,
    age=35,
    weight=64.0,
    height=1.69,
    sex="female",
    bedtime=-5400,
    need=28600,
    heart=56.0,
    hrv=66.0,
    steps=10400,
    sick_week=11,
    away_week=45,
    drinks=0.35,
    trains=(0, 2, 4, 5),
    sport="cycling",
    naps=0.03,
    trip=Trip(week=20, days=7, zone=ZoneInfo("Europe/Lisbon")),
)
ROBIN = Person(
    slug="robin",
    name="Robin",
    email="robin@example.org",
    zone=HOME,
    age=67,
    weight=71.2,
    height=1.74,
    sex="female",
    bedtime=-7200,
    need=25200,
    heart=60.0,
    hrv=27.0,
    steps=6100,
    sick_week=49,
    away_week=27,
    drinks=0.2,
    trains=(2,),
    sport="walking",
    naps=0.22,
)
BENCH = Person(
    slug="bench",
    name="Bench",
    email="bench@example.org",
    zone=HOME,
    age=44,
    weight=80.0,
    height=1.78,
    sex="male",
    bedtime=-2400,
    need=26400,
    heart=54.0,
    hrv=48.0,
    steps=7800,
    sick_week=8,
    away_week=30,
    drinks=0.4,
    trains=(0, 3),
    sport="running",
    naps=0.05,
    trip=Trip(week=40, days=7, zone=ZoneInfo("America/New_York")),
    history_days=BENCH_YEARS * 365 + 3,
)

# No account of the demo connects Kim: whoever signs up has somebody to connect.
KIM = replace(
    SAM,
    slug="kim",
    name="Kim",
    email="kim@example.org",
    age=29,
    weight=68.5,
    height=1.74,
    sick_week=4,
    trip=None,
)

HOUSEHOLD = (ALEX, SAM, ROBIN)
OFFERED = (*HOUSEHOLD, KIM)  # on the vendors' pages
PEOPLE: Mapping[str, Person] = MappingProxyType({person.slug: person for person in (*OFFERED, BENCH)})
