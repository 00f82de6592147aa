"""Rize's records as ours. All its times are seconds, `workHours` too."""

from collections import defaultdict
from collections.abc import Iterator

from integrations.contract import JSON, Context
from integrations.fields import mapping, offset, seconds, text
from metrics.records import CustomDaily, Daily, Work

from .fields import bucket_day, identify_session, moment, slug_of

FAMILY = "work.category."
TIMES = {
    "work.focus": "focusTime",
    "work.break": "breakTime",
    "work.meeting": "meetingTime",
    "work.tracked": "trackedTime",
    "work.hours": "workHours",
}


def session(record: JSON, context: Context) -> Iterator[Work]:
    """`sessions`: one stretch of focus, meeting, break, or a word that we do not know yet."""
    external_id, day = identify_session(record)
    start, end = moment(record, "startTime"), moment(record, "endTime")
    if end < start:
        raise ValueError("ends before it began")
    yield Work(
        external_id=external_id,
        day=day,
        kind=_kind(record),
        start=start,
        end=end,
        utc_offset=offset(start),
        end_utc_offset=offset(end),
        title=text(record.get("title")),
        description=text(record.get("description")),
    )


def _kind(record: JSON) -> str:
    kind = text(record["type"], 32).strip().lower()
    if not kind.isprintable():
        raise ValueError("not a word")
    return kind or "other"


def summary(record: JSON, context: Context) -> Iterator[Daily]:
    """`summaries`: the times of a day. A day without a second in it was not tracked, which is no zero."""
    found = {key: seconds(record.get(name)) for key, name in TIMES.items()}
    day = bucket_day(record)
    if any(found.values()):
        for key, value in found.items():
            if value is not None:
                yield Daily(day, key, float(value))


def categories(record: JSON, context: Context) -> Iterator[CustomDaily]:
    """`categories`: what the time of a day went into; idle time went into nothing."""
    day = bucket_day(record)
    spent: dict[str, float] = defaultdict(float)
    labels: dict[str, str] = {}
    for entry in record.get("categories") or ():
        category, time = mapping(entry["category"]), seconds(entry["timeSpent"])
        if category.get("idle") is True or not time:
            continue
        key = FAMILY + slug_of(text(category["key"]))
        spent[key] += time
        labels.setdefault(key, _label(category))
    for key, total in sorted(spent.items()):
        yield CustomDaily(day, key, total, label=labels[key], unit="s", group="work", aggregate="sum")


def _label(category: JSON) -> str:
    """One line of printable words."""
    words = text(category.get("name")) or text(category["key"])
    return "".join(letter if letter.isprintable() else " " for letter in words).strip()[:80] or "?"
