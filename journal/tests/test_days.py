"""Which day is meant, in every zone there is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from journal import days

ZONES = ["UTC", "Europe/Berlin", "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu",
         "America/Sao_Paulo", "Asia/Beirut"]  # fmt: skip


@given(
    moment=st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    zone=st.sampled_from(ZONES),
)
def test_the_day_in_question_was_and_can_be_written(moment, zone):
    user = User(email="a@example.org", timezone=zone)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: moment)
        day = days.day_in_question(user)
        local = moment.astimezone(ZoneInfo(zone))
        assert days.may_be_written(day, user)
        assert (day == local.date()) == (local.hour >= 12)
        assert not days.may_be_written(local.date() + timedelta(days=1), user)


def test_the_day_before_one_that_was_left_out():
    assert days.day_before(date(2011, 12, 31), ZoneInfo("Pacific/Apia")) == date(2011, 12, 29)


def test_the_days_on_which_clocks_change_exist():
    """In Beirut the hour after midnight is missing on that day, in São Paulo it was, too."""
    assert days.exists(date(2026, 3, 29), ZoneInfo("Asia/Beirut"))
    assert days.exists(date(2018, 11, 4), ZoneInfo("America/Sao_Paulo"))


@pytest.mark.parametrize(
    "text", ["", "2026-02-30", "20260301", "2026-3-1", "today", "2026-W10-1", "١٢٣٤-01-01"]
)
def test_anything_but_a_day_is_none(text):
    assert days.read(text) is None
