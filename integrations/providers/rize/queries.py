"""What is asked of Rize's GraphQL.

One unknown field fails a whole document. So each stream has its documents in order, the fullest first: where
Rize does not know a field, the next one asks for less. Names follow the schema in `contract/`.
"""

from dataclasses import dataclass

WHO = "query Who { currentUser { email } }"
# Newer than the rest of the schema, so it may be refused.
WHERE = "query Where { currentUser { timezone } }"

_SESSIONS = """query Sessions($start: ISO8601DateTime!, $end: ISO8601DateTime!) {{
  sessions(startTime: $start, endTime: $end) {{ {fields} }}
}}"""
_SUMMARIES = """query Summaries($start: ISO8601Date!, $end: ISO8601Date!) {{
  summaries(startDate: $start, endDate: $end, bucketSize: "day"{more}) {{ buckets {{ {fields} }} }}
}}"""
_TIMES = "date focusTime breakTime meetingTime trackedTime workHours"
_CATEGORIES = "date categories { timeSpent category { key name focus work idle } }"


@dataclass(frozen=True, slots=True)
class Question:
    """The documents of one stream, and the way to its records in the answer.

    `by_day`: bounds are dates, both included; else instants. An `optional` question may find no answer at
    all: the vendor does not have it, and the rest goes on.
    """

    documents: tuple[str, ...]
    path: tuple[str, ...]
    by_day: bool = False
    optional: bool = False


QUESTIONS = {
    "sessions": Question(
        documents=(
            _SESSIONS.format(fields="id type title description source startTime endTime createdAt updatedAt"),
            _SESSIONS.format(fields="id type title startTime endTime"),
        ),
        path=("sessions",),
    ),
    "summaries": Question(
        documents=(
            _SUMMARIES.format(fields=f"{_TIMES} startTime endTime", more=""),
            _SUMMARIES.format(fields=_TIMES, more=""),
        ),
        path=("summaries", "buckets"),
        by_day=True,
    ),
    "categories": Question(
        documents=(_SUMMARIES.format(fields=_CATEGORIES, more=", includeCategories: true"),),
        path=("summaries", "buckets"),
        by_day=True,
        optional=True,
    ),
}
