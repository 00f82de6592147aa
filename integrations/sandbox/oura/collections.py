"""The collections of the API: which scope each needs, who builds it, how its windows are cut."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from . import activity, moments, scores, sleep
from .documents import Build


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection of documents. `day_field` holds its day; `enum_field` is one that may get new words.

    `skips_end_day`: the day of a bare `end_date` is not answered, even where the instant would lie within.
    """

    name: str
    scope: str
    build: Build
    enum_field: str = ""
    day_field: str = "day"
    skips_end_day: bool = False


_ALL = (
    Collection("sleep", "daily", sleep.build, "type", skips_end_day=True),
    Collection("daily_sleep", "daily", scores.daily_sleep),
    Collection("daily_readiness", "daily", scores.daily_readiness),
    Collection("daily_activity", "daily", activity.build),
    Collection("daily_stress", "daily", moments.daily_stress, "day_summary"),
    Collection("daily_spo2", "spo2", scores.daily_spo2),
    Collection("daily_resilience", "stress", scores.daily_resilience, "level"),
    Collection("daily_cardiovascular_age", "heart_health", scores.daily_cardiovascular_age),
    Collection("vO2_max", "heart_health", moments.vo2_max),
    Collection("workout", "workout", moments.workout, "intensity"),
    Collection("session", "session", moments.session, "type"),
    Collection("enhanced_tag", "tag", moments.enhanced_tag, "tag_type_code", day_field="start_day"),
    Collection("rest_mode_period", "daily", moments.rest_mode_period, day_field="start_day"),
    Collection("sleep_time", "daily", scores.sleep_time, "status"),
)
COLLECTIONS: Mapping[str, Collection] = MappingProxyType({each.name: each for each in _ALL})

# The three that are no documents of days.
HEARTRATE, RINGS, PERSONAL_INFO = "heartrate", "ring_configuration", "personal_info"
SCOPES: Mapping[str, str | None] = MappingProxyType(
    {each.name: each.scope for each in _ALL}
    | {HEARTRATE: "heartrate", RINGS: "ring_configuration", PERSONAL_INFO: None}
)
