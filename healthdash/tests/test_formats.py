"""Numbers, times and days as a person reads and types them."""

import contextlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthdash.lib import formats


@dataclass(frozen=True)
class Likes:
    units: str = "metric"
    clock: str = "24"
    number_format: str = "1,234.5"
    week_start: int = 0
    currency: str = "EUR"


HERE = Likes()
GERMAN = Likes(number_format="1.234,5")
FRENCH = Likes(number_format="1 234,5")
AMERICAN = Likes(units="imperial", clock="12")
PEOPLE = [HERE, GERMAN, FRENCH, AMERICAN, Likes(units="imperial", number_format="1.234,5")]
people = st.sampled_from(PEOPLE)


def spaced(text: str) -> str:
    """With ordinary spaces, to read the examples more easily."""
    return text.replace(formats.NNBSP, " ").replace(formats.NBSP, " ")


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "prefs", "says"),
    [
        (84, "score", 0, HERE, "84"),
        (26880, "s", 0, HERE, "7 h 28 min"),
        (2520, "s", 0, HERE, "42 min"),
        (7 * 3600, "s", 0, HERE, "7 h"),
        (0, "s", 0, HERE, "0 min"),
        (83400, "clock", 0, HERE, "23:10"),
        (-3000, "clock", 0, HERE, "23:10"),
        (-3000, "clock", 0, AMERICAN, "11:10 pm"),
        (0, "clock", 0, AMERICAN, "12:00 am"),
        (57, "bpm", 0, HERE, "57 bpm"),
        (41.4, "ms", 0, HERE, "41 ms"),
        (14.2, "/min", 1, HERE, "14.2 /min"),
        (8412, "count", 0, HERE, "8,412"),
        (8412, "count", 0, GERMAN, "8.412"),
        (8412, "count", 0, FRENCH, "8 412"),
        (72.4, "kg", 1, HERE, "72.4 kg"),
        (72.4, "kg", 1, AMERICAN, "159.6 lb"),
        (36.6, "°C", 1, AMERICAN, "97.9 °F"),
        (96.5, "%", 1, HERE, "96.5%"),
        (8400, "m", 0, HERE, "8.4 km"),
        (8400, "m", 0, AMERICAN, "5.2 mi"),
        (1240.5, "EUR", 2, HERE, "€1,240"),
        (1240.5, "EUR", 2, GERMAN, "1.240 €"),
        (1240.5, "EUR", 3, HERE, "€1,240.50"),
        (12.5, "EUR", 2, HERE, "€12.50"),
        (1200, "CHF", 2, HERE, "CHF 1,200"),
        (1, "year", 0, HERE, "1 year"),
        (41, "year", 0, HERE, "41 years"),
        (None, "bpm", 0, HERE, "–"),
    ],
)
def test_a_value_is_written_as_its_kind_asks(value, unit, decimals, prefs, says):
    assert spaced(formats.number(value, unit, decimals, prefs)) == says


@pytest.mark.parametrize(
    ("value", "decimals", "says"),
    [(0.3, 1, "+0.3 °C"), (-0.25, 2, "−0.25 °C"), (0, 1, "0.0 °C")],
)
def test_a_deviation_carries_its_sign(value, decimals, says):
    assert spaced(formats.number(value, "°C", decimals, HERE, deviation=True)) == says


def test_units_are_tied_to_their_number_by_a_narrow_no_break_space():
    assert formats.number(57, "bpm", 0, HERE) == "57\u202fbpm"
    assert formats.duration(26880) == "7\u202fh\u00a028\u202fmin"


def test_a_tile_can_set_units_apart_from_digits():
    assert formats.parts(26880, "s", 0, HERE) == (formats.Part("7", "h"), formats.Part("28", "min"))


def test_a_value_is_spoken_in_words():
    assert formats.spoken(26880, "s", 0, HERE) == "7 hours 28 minutes"
    assert formats.spoken(3660, "s", 0, HERE) == "1 hour 1 minute"
    assert formats.spoken(57, "bpm", 0, HERE) == "57 beats per minute"


@pytest.mark.parametrize(
    ("value", "usual", "unit", "decimals", "says"),
    [
        (78, 84, "score", 0, "6 under your usual"),
        (26880, 26040, "s", 0, "14 min more than your usual"),
        (-1500, -3000, "clock", 0, "25 min later than your usual"),
        (41, 50, "ms", 0, "9 ms under your usual"),
        (7190, 8412, "count", 0, "1,200 fewer than your usual"),
        (3, 1, "count", 0, "2 more than your usual"),
        (1240, 1060, "EUR", 2, "€180 more than your usual"),
        (72.4, 71.8, "kg", 1, "0.6 kg more than your usual"),
        (57.2, 56.8, "bpm", 0, "the same as your usual"),
        (None, 50, "ms", 0, ""),
    ],
)
def test_a_difference_is_said_in_words(value, usual, unit, decimals, says):
    assert spaced(formats.difference(value, usual, unit, decimals, HERE)) == says


def test_a_deviation_has_no_difference_because_it_is_one():
    assert formats.difference(0.3, 0.1, "°C", 1, HERE, deviation=True) == ""


@given(
    value=st.floats(0, 300), usual=st.floats(0, 300), decimals=st.integers(0, 2), prefs=people,
    unit=st.sampled_from(["bpm", "ms", "kg", "%", "score", "°C"]),
)  # fmt: skip
def test_a_difference_is_the_subtraction_of_the_numbers_as_shown(value, usual, decimals, prefs, unit):
    now, then = (
        formats.parse_number(formats.parts(number, unit, decimals, prefs)[0].text, prefs)
        for number in (value, usual)
    )
    gap = formats.amount(value, usual, unit, decimals, prefs)
    assert gap.sign * formats.parse_number(
        gap.plain.split(formats.NNBSP)[0].rstrip("%"), prefs
    ) == pytest.approx(now - then)


@given(value=st.floats(0, 100_000), usual=st.floats(0, 100_000))
def test_a_difference_of_two_lengths_is_that_of_the_minutes_shown(value, usual):
    now, then = (formats.parse_duration(formats.duration(seconds)) for seconds in (value, usual))
    gap = formats.amount(value, usual, "s", 0, HERE)
    assert gap.sign * formats.parse_duration(gap.text) == now - then


def words(level, **kwargs):
    given = {"n": 60, "value": 41, "median": 50, "unit": "ms", "decimals": 0, "prefs": HERE, **kwargs}
    return spaced(formats.verdict_words(level, **given))


def test_the_verdict_speaks_as_the_levels_ask():
    assert words("growing", n=3, night=True) == "3 nights so far; your usual range appears after 7"
    assert words("growing", n=1, night=True) == "1 night so far; your usual range appears after 7"
    assert words("growing", n=1) == "1 day so far; your usual range appears after 7"
    assert words("usual") == "Usual for you"
    assert words("usual", kind="weekend") == "Usual for a weekend day"
    assert words("low") == "On the low side: 9 under your usual"
    assert words("high", value=55) == "On the high side: 5 above your usual"
    assert words("highest") == "Highest in 60 days"
    assert words("lowest", days=90) == "Lowest in 90 days"
    assert words("highest", kind="weekend", days=90) == "Highest weekend day in 90 days"
    assert words("lowest", kind="working", days=90) == "Lowest working day in 90 days"
    assert words("low", value=24000, median=26700, unit="s") == "On the low side: 45 min under your usual"
    assert words("high", value=1800, median=0, unit="clock") == "On the late side: 30 min after your usual"


def test_with_few_values_the_verdict_says_so_far():
    assert words("early", n=10, low=40, high=60) == "Usual for you so far"
    assert words("early", n=10, low=45, high=60) == "On the low side so far: 9 under your usual"
    assert words("highest", n=10) == "Highest so far"
    assert words("highest", n=10, kind="weekend") == "Highest weekend day so far"


def test_where_there_is_room_the_verdict_names_the_unit_and_the_usual():
    assert words("low", with_usual=True) == "On the low side: 9 ms under your usual 50"
    assert words("low", n=10, with_usual=True) == "On the low side so far: 9 ms under your usual 50"
    weight = {"value": 73.0, "median": 72.4, "unit": "kg", "decimals": 1}
    assert words("high", with_usual=True, **weight) == "On the high side: 0.6 kg above your usual 72.4"
    slept = {"value": 24000, "median": 26700, "unit": "s"}
    assert words("low", with_usual=True, **slept) == "On the low side: 45 min under your usual 7 h 25 min"
    bedtime = {"value": 1800, "median": 0, "unit": "clock"}
    assert words("high", with_usual=True, **bedtime) == "On the late side: 30 min after your usual 00:00"
    money = {"value": 1420, "median": 1240, "unit": "EUR", "decimals": 2}
    assert words("high", with_usual=True, **money) == "On the high side: €180 above your usual €1,240"
    assert words("usual", with_usual=True) == "Usual for you"


def test_a_share_is_more_or_less_as_a_weight_is():
    gap = formats.difference(97.1, 96.5, "%", 1, HERE)
    assert gap == "0.6% more than your usual"
    spo2 = {"value": 95.9, "median": 96.5, "unit": "%", "decimals": 1}
    assert words("low", **spo2) == "On the low side: 0.6% under your usual"


def test_a_side_without_a_visible_difference_names_no_zero():
    assert words("low", value=50.1, median=50.4) == "On the low side"


def test_days_are_last_night_yesterday_or_a_short_date():
    today = date(2026, 11, 22)
    assert formats.day_label(today, today, HERE, night=True) == "last night"
    assert formats.day_label(today, today, HERE) == "today"
    assert formats.day_label(today - timedelta(days=1), today, HERE) == "yesterday"
    assert formats.day_label(today - timedelta(days=1), today, HERE, night=True) == "Sat 21 Nov"
    assert formats.day_label(date(2026, 11, 17), today, HERE) == "Tue 17 Nov"
    assert formats.day_label(date(2025, 11, 17), today, HERE) == "Mon 17 Nov 2025"


def test_relative_times_stop_at_24_hours():
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert spaced(formats.ago(now - timedelta(hours=3, minutes=20), now)) == "3 h ago"
    assert spaced(formats.ago(now - timedelta(minutes=12), now)) == "12 min ago"
    assert spaced(formats.ago(now + timedelta(minutes=5), now)) == "in 5 min"
    assert formats.ago(now, now) == "just now"
    assert formats.ago(now - timedelta(hours=24), now) == ""


def test_an_exact_time_is_where_the_person_is():
    moment = datetime(2026, 11, 17, 22, 10, tzinfo=UTC)
    assert (
        formats.exact_time(moment, ZoneInfo("Europe/Paris"), date(2026, 11, 22), HERE) == "Tue 17 Nov, 23:10"
    )


@pytest.mark.parametrize(
    ("text", "prefs", "value"),
    [
        ("72,4", HERE, 72.4),
        ("72.4", GERMAN, 72.4),
        ("8,412", HERE, 8412),
        ("8,412", GERMAN, 8.412),
        ("8.412", GERMAN, 8412),
        ("1.234,5", HERE, 1234.5),
        ("1,234.5", GERMAN, 1234.5),
        ("1 234,5", FRENCH, 1234.5),
        ("0,125", HERE, 0.125),
        ("−0.3", HERE, -0.3),
        (" 57 ", HERE, 57),
    ],
)
def test_comma_and_point_are_both_taken(text, prefs, value):
    assert formats.parse_number(text, prefs) == value


@pytest.mark.parametrize("text", ["", "72,4kg", "1,2,3", "1.2.3,4", "--3", "nan", "inf", ".", "1e5", "12 34"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError):
        formats.parse_number(text, HERE)


@pytest.mark.parametrize(
    "text", ["7:28", "7 h 28 min", "7h28", "448", "448 min", "7\u202fh\u00a028\u202fmin"]
)
def test_a_length_of_time_may_be_typed_in_several_ways(text):
    assert formats.parse_duration(text) == 26880


@pytest.mark.parametrize("text", ["", "h", "7:75", "7 h 60 min", "seven", "-5", "7:28:30"])
def test_what_is_no_length_of_time_is_refused(text):
    with pytest.raises(ValueError):
        formats.parse_duration(text)


@pytest.mark.parametrize("text", ["23:10", "11:10 pm", "11.10pm", "23.10", "11:10 P.M."])
def test_a_time_of_day_may_be_typed_in_several_ways(text):
    assert formats.parse_clock(text) == 83400


def test_a_bedtime_from_noon_on_is_of_the_evening_before():
    assert formats.parse_clock("23:10", evening_before=True) == -3000
    assert formats.parse_clock("00:30", evening_before=True) == 1800


@pytest.mark.parametrize("text", ["", "7", "24:00", "23:60", "13 pm", "0 am", "late"])
def test_what_is_no_time_of_day_is_refused(text):
    with pytest.raises(ValueError):
        formats.parse_clock(text)


@given(value=st.floats(-500, 500_000), decimals=st.integers(0, 2), prefs=people,
       unit=st.sampled_from(["bpm", "count", "kg", "°C", "m", "EUR"]))  # fmt: skip
def test_what_stands_in_an_input_is_read_back_as_the_same_shown_number(value, decimals, prefs, unit):
    typed = formats.input_text(value, unit, decimals, prefs)
    again = formats.parse_value(typed, unit, prefs)
    assert formats.input_text(again, unit, decimals, prefs) == typed


@given(seconds=st.integers(0, 200_000))
def test_a_length_of_time_is_read_back_to_the_minute(seconds):
    assert abs(formats.parse_value(formats.input_text(seconds, "s", 0, HERE), "s", HERE) - seconds) <= 30


@given(seconds=st.integers(-43_200, 43_199), prefs=people)
def test_a_bedtime_is_read_back_to_the_minute(seconds, prefs):
    typed = formats.input_text(seconds, "clock", 0, prefs)
    assert formats.parse_value(typed, "clock", prefs, evening_before=True) == seconds // 60 * 60


@given(text=st.text(max_size=12))
def test_anything_typed_is_a_number_or_refused(text):
    for parse in (formats.parse_number, formats.parse_duration, formats.parse_clock):
        with contextlib.suppress(ValueError):
            assert isinstance(parse(text), int | float)


@pytest.mark.parametrize(
    ("currency", "cents", "exact", "tile"),
    [
        ("JPY", "12.5", "¥13", "¥13"),
        ("KRW", "1240.5", "₩1,241", "₩1,241"),
        ("KWD", "1.25", "KWD 1.250", "KWD 1.250"),
        ("BHD", "240.1256", "BHD 240.126", "BHD 240"),
        ("EUR", "1240.5", "€1,240.50", "€1,240"),
    ],
)
def test_a_currency_has_the_decimals_that_it_has(currency, cents, exact, tile):
    prefs = Likes(number_format="1,234.5")
    assert formats.money(Decimal(cents), currency, prefs).replace("\u202f", " ") == exact
    assert formats.number(float(cents), currency, 2, prefs).replace("\u202f", " ") == tile


@pytest.mark.parametrize("style", ["1,234.5", "1.234,5", "1 234,5"])
@pytest.mark.parametrize("currency", ["JPY", "KWD", "EUR"])
def test_what_stands_in_an_input_of_money_is_read_as_itself(currency, style):
    prefs = Likes(number_format=style)
    for amount in (0, 7, 1250, 123456):
        value = amount / 10 ** formats.places(currency)
        text = formats.input_text(value, currency, 2, prefs)
        assert float(formats.parse_decimal(text, prefs)) == pytest.approx(value), text
