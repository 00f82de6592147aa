"""Whatever the order of syncs and corrections: each side keeps its own."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.tests.factories import UserFactory
from metrics import corrections, ingest, overrides, rollups, selectors
from metrics.models import Correction, DailyMetric, SleepPeriod
from metrics.records import Daily

from .factories import DAY, NOW, night

pytestmark = pytest.mark.django_db
KEY = "sleep.lowest_hr"
BPM = st.integers(30, 120).map(float)

quickly = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@contextmanager
def untouched_database():
    """Every example starts from the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# --- Daily numbers --------------------------------------------------------------------------------

ACTS = st.one_of(
    st.tuples(st.just("sync"), BPM),
    st.tuples(st.just("withdraw"), st.none()),
    st.tuples(st.just("correct"), BPM),
    st.tuples(st.just("exclude"), st.booleans()),
    st.tuples(st.just("use_source"), st.none()),
    st.tuples(st.just("undo"), st.none()),
)


class Expected:
    """What ought to stand: the source's number, the person's, and the way back."""

    def __init__(self):
        self.value = self.override = None
        self.excluded = False
        self.past = []

    @property
    def exists(self):
        return self.value is not None or self.override is not None or self.excluded

    def apply(self, act, value):
        """Whether the act is allowed, and its effect."""
        if act in ("sync", "withdraw"):
            self.value = value
            return True
        if act == "undo":
            if not self.past:
                return False
            self.override, self.excluded = self.past.pop()
            return True
        state = (self.override, self.excluded)
        wanted = {
            "correct": (value, self.excluded),
            "exclude": (self.override, value),
            "use_source": (None, self.excluded),
        }[act]
        if not self.exists or wanted == state:
            return False
        self.past.append(state)
        self.override, self.excluded = wanted
        return True


def perform(user, act, value):
    number = {"user": user, "by": user, "day": DAY, "metric": KEY, "source": "oura"}
    if act == "sync":
        ingest.store(user_id=user.pk, source="oura", records=[Daily(DAY, KEY, value)], now=NOW)
    elif act == "withdraw":
        ingest.withdraw_daily(
            user_id=user.pk, source="oura", metrics=[KEY], start=DAY, end=DAY, keep=set(), now=NOW
        )
    elif act == "correct":
        corrections.correct_daily(**number, value=value)
    elif act == "exclude":
        corrections.exclude_daily(**number, excluded=value)
    elif act == "use_source":
        corrections.use_source(**number)
    else:
        standing = Correction.objects.filter(user=user, undoes=None, undone_by=None).first()
        if standing is None:
            raise ValidationError("nothing to undo")
        corrections.undo(user=user, by=user, correction=standing)


@quickly
@given(st.lists(ACTS, max_size=12))
def test_of_a_number_the_sync_owns_the_value_and_the_person_the_rest(acts):
    with untouched_database():
        user, expected = UserFactory(), Expected()
        for act, value in acts:
            allowed = expected.apply(act, value)
            try:
                perform(user, act, value)
            except ValidationError:
                assert not allowed
            else:
                assert allowed
            found = DailyMetric.objects.filter(user=user).values_list("value", "override", "excluded")
            state = (expected.value, expected.override, expected.excluded)
            assert list(found) == ([state] if expected.exists else [])


# --- Events ---------------------------------------------------------------------------------------

START = datetime(2026, 2, 28, 22, tzinfo=UTC)
ENDS = st.integers(60, 600).map(lambda minutes: START + timedelta(minutes=minutes))
TOTALS = st.integers(0, 30_000)
EVENT_ACTS = st.one_of(
    st.tuples(st.just("sync"), st.tuples(ENDS, TOTALS)),
    st.tuples(st.just("withdraw"), st.none()),
    st.tuples(st.just("end"), ENDS),
    st.tuples(st.just("total"), TOTALS),
    st.tuples(st.just("drop"), st.sampled_from(["end", "total"])),
)


def perform_on_night(user, act, value):
    """One act on the person's only night; whether it was possible."""
    event = SleepPeriod.objects.filter(user=user).first()
    if act == "sync":
        record = night(end=value[0], total=value[1], in_bed=int((value[0] - START).total_seconds()))
        ingest.store(user_id=user.pk, source="oura", records=[record], now=NOW)
    elif act == "withdraw":
        window = {"start": DAY, "end": DAY, "keep": set(), "now": NOW}
        ingest.withdraw_events(user_id=user.pk, source="oura", table="sleep", kind=None, **window)
    elif event:
        try:
            if act == "drop":
                corrections.use_source_of_event(user=user, by=user, event=event, field=value)
            else:
                corrections.correct_event(user=user, by=user, event=event, field=act, value=value)
        except ValidationError:
            return False
        return True
    if act not in ("sync", "withdraw"):
        return False
    rollups.roll_up(user_id=user.pk, source="oura", days=[DAY], zone=user.zone, keys=rollups.KEYS, now=NOW)
    return True


@quickly
@given(st.lists(EVENT_ACTS, max_size=12))
def test_of_a_night_each_field_is_the_persons_or_the_sources(acts):
    with untouched_database():
        user = UserFactory()
        source, person = None, {}
        for act, value in acts:
            done = perform_on_night(user, act, value)
            if act == "sync":
                source = {"end": value[0], "total": value[1]}
            elif act in ("end", "total") and done:
                person[act] = value
            elif act == "drop" and done:
                person.pop(value)
            if act == "withdraw" and not person:
                source = None
            check_night(user, source, person)


def check_night(user, source, person):
    event = SleepPeriod.objects.filter(user=user).values().first()
    if event is None:
        assert not person
        assert not DailyMetric.objects.filter(user=user).exists()
        return
    said = overrides.source_columns(event)
    assert {name: said[name] for name in ("end", "total")} == source
    effective = source | person
    assert {name: event[name] for name in ("end", "total")} == effective
    assert event["in_bed"] == (effective["end"] - START).total_seconds()
    numbers = selectors.daily(user=user, metrics=["sleep.main", "sleep.waketime"], start=DAY, end=DAY)
    assert numbers["sleep.main"][DAY].value == effective["total"]
    assert numbers["sleep.main"][DAY].corrected == (
        effective["total"] != source["total"] or event["withdrawn"]
    )


# --- Upserts --------------------------------------------------------------------------------------

RECORDS = st.dictionaries(
    st.tuples(
        st.integers(0, 40).map(lambda n: DAY + timedelta(days=n)),
        st.sampled_from(["sleep.score", "tag.cafe", "tag.café", "tag.Cafe"]),
    ),
    st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False),
    max_size=30,
)


@quickly
@given(st.lists(RECORDS, max_size=4))
def test_storing_is_idempotent_and_the_last_word_counts(pages):
    with untouched_database():
        user = UserFactory()
        expected = {}
        for page in pages:
            records = [Daily(day, key, value) for (day, key), value in page.items()]
            news = sum(1 for at, value in page.items() if expected.get(at) != value)
            expected |= page
            for changed in (news, 0):
                stored = ingest.store(user_id=user.pk, source="oura", records=records, now=NOW)
                assert stored.changed == changed
        rows = DailyMetric.objects.filter(user=user).values_list("day", "metric", "value")
        assert {(day, key): value for day, key, value in rows} == expected
