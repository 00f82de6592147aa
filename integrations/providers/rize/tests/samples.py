"""Made-up records in the shape of the schema, one per stream, complete."""

import copy
from typing import Any

SAMPLES: dict[str, dict[str, Any]] = {
    "sessions": {
        "id": "12434423422125",
        "type": "focus",
        "title": "Launch plan",
        "description": "the part with the prices",
        "source": "auto",
        "startTime": "2026-03-10T09:05:00+01:00",
        "endTime": "2026-03-10T10:35:30+01:00",
        "createdAt": "2026-03-10T08:05:04Z",
        "updatedAt": "2026-03-10T09:35:31Z",
    },
    "summaries": {
        "date": "2026-03-10 00:00:00 +0100",
        "startTime": "2026-03-10T04:00:00+01:00",
        "endTime": "2026-03-11T04:00:00+01:00",
        "focusTime": 12840,
        "breakTime": 2700,
        "meetingTime": 5400,
        "trackedTime": 24660,
        "workHours": 22140,
    },
    "categories": {
        "date": "2026-03-10",
        "categories": [
            {
                "timeSpent": 9600,
                "category": {
                    "key": "code",
                    "name": "Code & tests",
                    "focus": True,
                    "work": True,
                    "idle": False,
                },
            },
            {
                "timeSpent": 3300,
                "category": {
                    "key": "Übersetzung_A",
                    "name": "Übersetzung",
                    "focus": True,
                    "work": True,
                    "idle": False,
                },
            },
            {
                "timeSpent": 1200,
                "category": {"key": "idle", "name": "Idle", "focus": False, "work": False, "idle": True},
            },
        ],
    },
}

# What the vendor answers where there is nothing, and to the question whose account it is.
EMPTY_ANSWER: dict[str, Any] = {"data": {"sessions": [], "summaries": {"buckets": []}}}
ACCOUNT_ANSWER: dict[str, Any] = {"data": {"currentUser": {"email": "Anna@example.org"}}}
SECRET = {"api_key": "tok-rize-5e1d-very-secret"}


def sample(stream: str, **changes: Any) -> dict[str, Any]:
    """A record of that stream, with some fields changed."""
    return {**copy.deepcopy(SAMPLES[stream]), **changes}
