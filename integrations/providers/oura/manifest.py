"""What Oura has and how it is read."""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from integrations.contract import Auth, EventScope, Provider, Shape, Stream
from integrations.fields import identify

from . import activity, daily, heart, notes, oauth, sleep, webhook
from .client import OuraClient
from .scopes import normalise_scopes


def keys(group: str, *names: str) -> frozenset[str]:
    """Catalogue keys of one group."""
    return frozenset(f"{group}.{name}" for name in names)


# A year of most collections is less than a megabyte; a night and a day of activity are eight kilobytes each.
light = partial(Stream, identify=identify, scope="daily", chunk_days=365)
heavy = partial(Stream, identify=identify, scope="daily", chunk_days=90)

STREAMS = (
    heavy(
        slug="sleep",
        label=_("Nights and naps"),
        normalise=sleep.normalise,
        events=(EventScope("sleep"),),
    ),
    light(
        slug="daily_sleep",
        label=_("Sleep scores"),
        normalise=daily.sleep_score,
        delivers=keys("sleep", "score") | keys("sleep.contributor", *daily.SLEEP_CONTRIBUTORS),
    ),
    light(
        slug="daily_readiness",
        label=_("Readiness"),
        normalise=daily.readiness,
        delivers=keys("readiness", "score", "temperature_deviation", "temperature_trend_deviation")
        | keys("readiness.contributor", *daily.READINESS_CONTRIBUTORS),
    ),
    heavy(
        slug="daily_activity",
        label=_("Activity"),
        normalise=activity.daily_activity,
        delivers=keys(
            "activity",
            "score",
            "steps",
            "active_calories",
            "total_calories",
            "high",
            "medium",
            "low",
            "sedentary",
            "distance",
        )
        | keys("activity.contributor", *activity.CONTRIBUTORS),
    ),
    light(
        slug="daily_stress",
        label=_("Daytime stress"),
        normalise=daily.stress,
        delivers=keys("stress", "high", "recovery", "summary"),
    ),
    light(
        slug="daily_spo2",
        label=_("Blood oxygen"),
        normalise=daily.spo2,
        scope="spo2",
        delivers=keys("spo2", "average", "breathing_disturbance"),
    ),
    light(
        slug="daily_resilience",
        label=_("Resilience"),
        normalise=daily.resilience,
        scope="stress",
        delivers=keys("resilience", "level") | keys("resilience.contributor", *daily.RESILIENCE_CONTRIBUTORS),
    ),
    light(
        slug="daily_cardiovascular_age",
        label=_("Cardiovascular age"),
        normalise=daily.cardiovascular_age,
        identify=daily.identify_by_day,
        scope="heart_health",
        delivers=keys("cardio", "age", "pulse_wave_velocity"),
    ),
    light(
        slug="vO2_max",
        label=_("VO₂ max"),
        normalise=daily.vo2_max,
        scope="heart_health",
        delivers=keys("cardio", "vo2_max"),
    ),
    light(
        slug="workout",
        label=_("Workouts"),
        normalise=activity.workout,
        scope="workout",
        events=(EventScope("workout"),),
    ),
    light(
        slug="session",
        label=_("Sessions"),
        normalise=notes.session,
        scope="session",
        events=(EventScope("annotation", "session"),),
    ),
    light(
        slug="enhanced_tag",
        label=_("Tags"),
        normalise=notes.tag,
        identify=notes.identify_by_start,
        scope="tag",
        events=(EventScope("annotation", "tag"),),
    ),
    light(
        slug="rest_mode_period",
        label=_("Rest mode"),
        normalise=notes.rest_mode,
        identify=notes.identify_by_start,
        events=(EventScope("annotation", "rest"),),
    ),
    light(
        slug="sleep_time",
        label=_("Bedtime advice"),
        normalise=notes.bedtime_advice,
        events=(EventScope("annotation", "advice"),),
    ),
    Stream(
        slug="heartrate",
        label=_("Heart rate around the clock"),
        normalise=heart.normalise,
        split=heart.split,
        shape=Shape.SERIES,
        scope="heartrate",
        series_kind=heart.KIND,
        pad=timedelta(minutes=10),
        chunk_days=28,  # the API takes 30 days at most, pads included
    ),
    Stream(
        slug="ring_configuration",
        label=_("Rings"),
        normalise=notes.ring,
        identify=notes.identify_ring,
        shape=Shape.SNAPSHOT,
        scope="ring_configuration",
        events=(EventScope("annotation", "device"),),
        pad=timedelta(),
        sets_floor=True,
    ),
)

# Computed from nights, workouts and samples, so that a corrected event corrects the day.
ROLLS_UP = (
    keys(
        "sleep",
        "total",
        "main",
        "naps",
        "deep",
        "rem",
        "light",
        "awake",
        "latency",
        "efficiency",
        "in_bed",
        "bedtime",
        "waketime",
        "lowest_hr",
        "average_hr",
        "hrv",
        "breath",
    )
    | keys("activity", "workouts", "workout_time")
    | keys("heart", "average", "lowest")
)


def is_set_up(world: str) -> bool:
    """Whether this server can connect anyone in that world."""
    if world == "sandbox":
        return bool(settings.SANDBOX_URL)
    return bool(settings.OURA["client_id"] and settings.OURA["client_secret"])


PROVIDER = Provider(
    slug="oura",
    label="Oura",
    auth=Auth.OAUTH,
    streams=STREAMS,
    client=OuraClient,
    is_set_up=is_set_up,
    refresh=oauth.refresh,
    revoke=oauth.revoke,
    normalise_scopes=normalise_scopes,
    oauth_provider_class="integrations.providers.oura.oauth.OuraProvider",
    rolls_up=ROLLS_UP,
    not_worn={"daily_activity": activity.not_worn},
    off_over_night={"daily_activity": activity.off_over_night},
    webhook=webhook.WEBHOOK,
    set_up_doc="connect-oura.md",
)
