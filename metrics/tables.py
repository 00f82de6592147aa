"""The tables of events, by the name that records and corrections use."""

from metrics.models import Annotation, FinanceEntry, SleepPeriod, Vital, Workout, WorkSession
from metrics.models.event import Event

TABLES: dict[str, type[Event]] = {
    "sleep": SleepPeriod,
    "workout": Workout,
    "annotation": Annotation,
    "work": WorkSession,
    "finance": FinanceEntry,
    "vital": Vital,
}


def table_of(event: Event) -> str:
    """The name of an event's table."""
    return next(name for name, model in TABLES.items() if isinstance(event, model))
