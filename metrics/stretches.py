"""Reads of stretches of work."""

from collections.abc import Iterable
from datetime import date

from accounts.models import User
from metrics.models import WorkSession
from metrics.nights import counted


def work_sessions(*, user: User, start: date, end: date, words: bool = False) -> list[WorkSession]:
    """The stretches of those days that count, in order of their start; `words`: with their titles."""
    rows = WorkSession.objects.filter(user=user, day__range=(start, end)).order_by("start", "pk")
    found = rows.defer("description") if words else rows.defer("title", "description")
    return standing(found)


def standing(sessions: Iterable[WorkSession]) -> list[WorkSession]:
    """Those that count and are over."""
    return [session for session in counted(sessions) if session.end is not None]


def last_day_of_work(*, user: User, start: date, end: date) -> date | None:
    """The latest day of a span on which a stretch began."""
    rows = WorkSession.objects.filter(user=user, day__range=(start, end), withdrawn=False, excluded=False)
    return rows.order_by("-day").values_list("day", flat=True).first()


def stretches_of(*, user: User, day: date) -> list[WorkSession]:
    """Everything of one day, what does not count as well, with titles: for putting it right."""
    rows = WorkSession.objects.filter(user=user, day=day).defer("description")
    return list(rows.order_by("start", "pk"))
