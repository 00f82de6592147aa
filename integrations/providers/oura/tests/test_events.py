"""What becomes of workouts, heart rates, tags, sessions, rest mode, advice and rings."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.contract import Context
from integrations.providers.oura import activity, heart, notes

from .samples import sample

BERLIN = Context(zone="Europe/Berlin")


def one(normalise, record, context=BERLIN):
    [found] = normalise(record, context)
    return found


def test_a_workout_lasts_from_its_start_to_its_end():
    workout = one(activity.workout, sample("workout"))
    assert workout.end - workout.start == timedelta(minutes=47)
    assert (workout.activity, workout.intensity, workout.title) == ("cycling", "moderate", "Along the river")
    assert (workout.calories, workout.distance, workout.utc_offset) == (312.5, 14200, 3600)


def test_a_workout_with_words_that_we_do_not_know_is_kept():
    workout = one(
        activity.workout, sample("workout", activity="Quidditch" * 20, intensity="brutal", label=None)
    )
    assert workout.activity.startswith("Quidditch") and len(workout.activity) == 60
    assert (workout.intensity, workout.title) == ("brutal", "")


def test_a_workout_stays_on_oura_s_day_whatever_its_offset_says():
    record = sample(
        "workout", start_datetime="2026-03-09T23:30:00+00:00", end_datetime="2026-03-09T23:50:00+00:00"
    )
    assert one(activity.workout, record).day == date(2026, 3, 10)


def test_a_workout_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="before"):
        one(activity.workout, sample("workout", end_datetime="2026-03-10T16:00:00+01:00"))


def test_a_tag_keeps_the_person_s_words_in_the_text_that_is_encrypted():
    tag = one(notes.tag, sample("enhanced_tag"))
    assert (tag.kind, tag.code, tag.text) == ("tag", "custom", "Late espresso\ntwo of them")
    assert (tag.day, tag.end, tag.details) == (date(2026, 3, 10), None, {})


def test_a_tag_of_text_alone_has_no_code():
    tag = one(notes.tag, sample("enhanced_tag", tag_type_code=None, custom_name=None, comment="headache"))
    assert (tag.code, tag.text) == ("", "headache")


def test_a_tag_without_an_offset_is_read_in_the_person_s_zone():
    tag = one(notes.tag, sample("enhanced_tag", start_time="2026-07-10T16:30:00"))
    assert tag.start.astimezone(UTC) == datetime(2026, 7, 10, 14, 30, tzinfo=UTC)
    assert tag.utc_offset == 7200


def test_a_tag_has_no_day_of_its_own_and_goes_by_the_day_it_starts():
    record = sample("enhanced_tag", start_day="2026-03-10", end_day="2026-03-12")
    assert "day" not in record
    assert notes.identify_by_start(record) == ("tag-1", date(2026, 3, 10))


def test_half_a_character_in_a_comment_does_not_stop_the_database():
    tag = one(notes.tag, sample("enhanced_tag", comment="ok \ud83d"))
    tag.text.encode()


def test_a_session_tells_its_kind_its_mood_and_its_pulse():
    session = one(notes.session, sample("session"))
    assert (session.kind, session.code) == ("session", "meditation")
    assert session.details == {"mood": "good", "heart_rate": {"interval": 5, "items": [61, None, 58]}}


def test_rest_mode_has_no_end_while_it_lasts():
    rest = one(notes.rest_mode, sample("rest_mode_period", end_day=None, end_time=None))
    assert (rest.kind, rest.end, rest.details) == ("rest", None, {"tags": ["tag_generic_fever"]})


def test_rest_mode_with_days_alone_lasts_through_its_last_day():
    rest = one(notes.rest_mode, sample("rest_mode_period", start_time=None, end_time=None, episodes=[]))
    assert rest.start.isoformat() == "2026-03-10T00:00:00+01:00"
    assert rest.end.isoformat() == "2026-03-13T00:00:00+01:00"


def test_bedtime_advice_is_a_window_around_midnight():
    advice = one(notes.bedtime_advice, sample("sleep_time"))
    assert advice.start.isoformat() == "2026-03-09T22:30:00+01:00"
    assert advice.end.isoformat() == "2026-03-09T23:30:00+01:00"
    assert (advice.code, advice.details) == ("earlier_bedtime", {"status": "optimal_found"})


def test_no_advice_is_no_note():
    record = sample("sleep_time", optimal_bedtime=None, recommendation=None, status="not_enough_nights")
    assert list(notes.bedtime_advice(record, BERLIN)) == []


def test_a_ring_belongs_to_the_day_it_was_set_up():
    ring = one(notes.ring, sample("ring_configuration", set_up_at="2025-11-02T23:20:00+00:00"))
    assert (ring.day, ring.kind, ring.code) == (date(2025, 11, 3), "device", "gen4")
    assert notes.identify_ring(sample("ring_configuration")) == ("ring-1", date(2025, 11, 2))


def test_a_ring_that_was_never_set_up_is_no_event():
    record = sample("ring_configuration", set_up_at=None)
    assert list(notes.ring(record, BERLIN)) == []
    assert notes.identify_ring(record) == ("ring-1", None)


def heart_day(*samples):
    named = {heart.split(sample)[1]: sample for sample in samples}
    ordered = [named[name] for name in sorted(named)]
    return list(heart.normalise({"day": "2026-03-10", "samples": ordered}, Context()))


def beat(time, bpm=60, source="awake"):
    return {"timestamp": f"2026-03-10T{time}Z", "bpm": bpm, "source": source}


def test_a_sample_belongs_to_its_day_in_utc():
    late = sample("heartrate", timestamp="2026-03-10T23:30:00-02:00")
    assert heart.split(late)[0] == date(2026, 3, 11)


def test_samples_are_in_order_whatever_order_they_came_in():
    [samples] = heart_day(beat("00:10:00", 61), beat("00:05:00", 58))
    assert (samples.seconds, samples.values) == ([300, 600], [58, 61])


def test_a_sample_read_twice_counts_once_and_two_sources_at_once_both_count():
    [samples] = heart_day(beat("01:00:00"), beat("01:00:00"), beat("01:00:00", 90, "workout"))
    assert list(samples.contexts) == ["awake", "workout"]
    assert list(samples.values) == [60, 90]


def test_a_day_without_a_pulse_is_no_series():
    assert heart_day() == []
    assert heart_day(beat("01:00:00", None), beat("02:00:00", 0)) == []


@pytest.mark.parametrize(
    "broken",
    [{"bpm": "fast"}, {"bpm": float("nan")}, {"timestamp": None}, {"timestamp": "noon"}, {"source": 3}],
)
def test_a_sample_that_cannot_be_understood_is_refused(broken):
    with pytest.raises((KeyError, TypeError, ValueError)):
        heart.split(sample("heartrate", **broken))


@given(
    st.lists(
        st.tuples(st.integers(0, 86399), st.integers(30, 200), st.sampled_from(["awake", "sleep", "live"])),
        max_size=40,
    ),
    st.randoms(),
)
def test_pages_may_overlap_and_come_in_any_order(beats, random):
    unique = {(second, source): bpm for second, bpm, source in beats}
    samples = [
        beat(f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}", bpm, source)
        for (second, source), bpm in unique.items()
    ]
    shuffled = samples + samples[: len(samples) // 2]
    random.shuffle(shuffled)
    assert heart_day(*shuffled) == heart_day(*samples)
