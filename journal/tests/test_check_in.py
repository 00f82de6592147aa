"""A day in ten seconds, and what becomes of it."""

from datetime import UTC, date, datetime, time

import pytest
from django.test import Client

from accounts.services import bump_generation
from journal.models import DailyLog, Rested, TagAnswer
from journal.services.checkin import check_in_delete, rested_answer
from metrics import catalogue, selectors
from metrics.models import DailyMetric

from .conftest import TODAY, YESTERDAY, at, browser_of

PAGE = "/journal/check-in/"


def post(browser, day=TODAY, version=0, **fields):
    return browser.post(PAGE, {"day": day.isoformat(), "version": version, **fields})


def numbers(user, day=TODAY):
    rows = DailyMetric.objects.filter(user=user, day=day, source="journal", value__isnull=False)
    return dict(rows.values_list("metric", "value"))


def page(answer):
    return answer.content.decode()


def test_a_day_is_saved_and_becomes_numbers(browser, anna, coffee, walk, late_meal):
    fields = {
        "mood": 4,
        "energy": 3,
        "text": "A quiet day",
        f"tag-{coffee.pk}": "yes",
        f"detail-{coffee.pk}": "2",
        f"tag-{walk.pk}": "no",
        f"tag-{late_meal.pk}": "yes",
        f"detail-{late_meal.pk}": "22:30",
    }

    assert post(browser, **fields).status_code == 302

    log = DailyLog.objects.get(user=anna, day=TODAY)
    assert (log.mood, log.energy, log.stress, log.text) == (4, 3, None, "A quiet day")
    assert log.answers.get(tag=coffee).amount == 2
    assert log.answers.get(tag=late_meal).time == time(22, 30)
    assert numbers(anna) == {
        "mood.rating": 4,
        "mood.energy": 3,
        "tag.coffee": 1,
        "tag.a-walk": 0,
        "tag.late-meal": 1,
    }
    assert str(catalogue.for_user(anna, "tag.coffee").label) == "Coffee"


def test_a_tag_that_is_not_answered_is_absent_and_not_zero(browser, anna, coffee):
    post(browser, mood=4)

    assert "tag.coffee" not in numbers(anna)
    assert not TagAnswer.objects.exists()


def test_changing_a_day_changes_its_numbers_and_taking_an_answer_back_withdraws_it(browser, anna, coffee):
    post(browser, **{"mood": 4, "energy": 3, f"tag-{coffee.pk}": "yes"})
    post(browser, version=1, mood=2)

    assert numbers(anna) == {"mood.rating": 2}


def test_a_deleted_day_takes_its_numbers_with_it_and_a_correction_stays(browser, anna):
    post(browser, mood=4, energy=2)
    DailyMetric.objects.filter(metric="mood.energy").update(override=5)

    browser.post(f"/journal/check-in/{TODAY}/delete/")

    assert not DailyLog.objects.exists()
    assert numbers(anna) == {}
    kept = selectors.daily(user=anna, metrics=["mood.rating", "mood.energy"], start=TODAY, end=TODAY)
    assert kept["mood.rating"] == {}
    assert kept["mood.energy"][TODAY].value == 5


def test_taking_everything_back_leaves_no_check_in(browser, anna):
    post(browser, mood=4)
    post(browser, version=1)

    assert not DailyLog.objects.exists()
    assert numbers(anna) == {}


def test_nothing_answered_is_told_and_not_saved(browser):
    answer = post(browser)

    assert "Nothing is answered yet" in page(answer)
    assert not DailyLog.objects.exists()


def test_a_change_is_a_new_generation(browser, anna):
    bump_generation(anna.pk)
    before = type(anna).objects.get(pk=anna.pk).generation
    post(browser, mood=4)

    assert type(anna).objects.get(pk=anna.pk).generation > before


def test_before_noon_it_is_about_yesterday(browser, monkeypatch):
    at(monkeypatch, datetime(2026, 11, 22, 11, 59, tzinfo=UTC))
    assert f'name="day" value="{YESTERDAY}"' in page(browser.get(PAGE))

    at(monkeypatch, datetime(2026, 11, 22, 12, 0, tzinfo=UTC))
    assert f'name="day" value="{TODAY}"' in page(browser.get(PAGE))


def test_noon_is_where_the_person_is(browser, anna):
    anna.timezone = "America/New_York"  # half past seven in the morning
    anna.save()

    assert f'name="day" value="{YESTERDAY}"' in page(browser.get(PAGE))


def test_who_has_travelled_east_keeps_both_days_apart(browser, anna):
    """Half past twelve in London is half past one tomorrow in Kiritimati: a new day, the old one stays."""
    post(browser, mood=4)
    anna.timezone = "Pacific/Kiritimati"
    anna.save()
    tomorrow = date(2026, 11, 23)

    assert post(browser, day=tomorrow, mood=2).status_code == 302
    assert numbers(anna) == {"mood.rating": 4}
    assert numbers(anna, tomorrow) == {"mood.rating": 2}


def test_who_has_travelled_west_keeps_the_day_that_has_not_come_there_yet(browser, anna, monkeypatch):
    """Checked in on the evening of the 22nd in Kiritimati, then in Pago Pago, where it is still the 21st."""
    anna.timezone = "Pacific/Kiritimati"
    anna.save()
    post(browser, day=TODAY, mood=4, text="Before the flight")
    at(monkeypatch, datetime(2026, 11, 22, 4, 0, tzinfo=UTC))
    anna.timezone = "Pacific/Pago_Pago"
    anna.save()

    assert "Before the flight" in page(browser.get("/journal/"))
    assert browser.get(PAGE).context["card"].day == YESTERDAY
    post(browser, day=YESTERDAY, mood=2)
    assert dict(DailyLog.objects.values_list("day", "mood")) == {TODAY: 4, YESTERDAY: 2}
    assert browser.get(f"{PAGE}?day={TODAY}").status_code == 404


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Berlin", date(2026, 3, 29)),
        ("Europe/Berlin", date(2026, 10, 25)),
        ("Asia/Beirut", date(2026, 3, 29)),
    ],
)
def test_a_day_on_which_the_clocks_change_is_one_day(browser, anna, zone, day):
    anna.timezone = zone
    anna.save()
    post(browser, day=day, mood=4)

    assert list(DailyLog.objects.values_list("day", "mood")) == [(day, 4)]
    assert list(DailyMetric.objects.values_list("day", "value")) == [(day, 4)]


def test_a_day_to_come_cannot_be_written(browser):
    assert post(browser, day=date(2026, 11, 23), mood=3).status_code == 404
    assert browser.get(f"{PAGE}?day=2026-02-30").status_code == 404
    assert browser.get(f"{PAGE}?day=tomorrow").status_code == 404


def test_a_day_that_a_zone_left_out_cannot_be_written(browser, anna):
    anna.timezone = "Pacific/Apia"
    anna.save()

    assert post(browser, day=date(2011, 12, 30), mood=3).status_code == 404
    assert post(browser, day=date(2011, 12, 31), mood=3).status_code == 302


def test_any_day_can_be_written_later(browser, anna):
    post(browser, day=date(2019, 3, 31), mood=5)

    assert numbers(anna, date(2019, 3, 31)) == {"mood.rating": 5}


@pytest.mark.parametrize("field", ["mood", "energy"])
@pytest.mark.parametrize("value", ["0", "6", "high", "3.5", "-1"])
def test_a_step_that_does_not_exist_is_refused_and_the_text_stays(browser, field, value):
    answer = post(browser, **{field: value, "text": "still here"})

    assert answer.status_code == 200
    assert "still here" in page(answer)
    assert not DailyLog.objects.exists()


@pytest.mark.parametrize("typed", ["many", "-2", "inf", "1e9", "99999999"])
def test_an_amount_that_is_none_is_told_and_nothing_typed_is_lost(browser, coffee, typed):
    fields = {f"tag-{coffee.pk}": "yes", f"detail-{coffee.pk}": typed, "text": "still here"}
    answer = post(browser, mood=4, **fields)

    assert "This is not a number." in page(answer)
    assert "still here" in page(answer)
    assert f'value="{typed}"' in page(answer)
    assert not DailyLog.objects.exists()


def test_a_line_may_be_of_any_script_and_of_any_length(browser, anna):
    words = "שלום עולם 👩‍👩‍👧‍👦 مرحبا\nzwei Zeilen " + "x" * 99_900
    post(browser, mood=4, text=words)

    assert DailyLog.objects.get().text == words
    assert "👩‍👩‍👧‍👦" in page(browser.get("/journal/"))


def test_a_hundred_thousand_characters_of_four_bytes_are_kept(browser):
    post(browser, text="🌙" * 100_000)

    assert DailyLog.objects.get().text == "🌙" * 100_000


def test_more_than_that_is_told_and_still_in_the_form(browser):
    answer = post(browser, text="y" * 100_001)

    assert "y" * 100_001 in page(answer)
    assert not DailyLog.objects.exists()


def test_a_script_in_the_line_is_text(browser):
    post(browser, mood=4, text="<script>alert(1)</script>")

    for address in ("/journal/", f"{PAGE}?day={TODAY}"):
        assert "<script>alert" not in page(browser.get(address))
        assert "&lt;script&gt;alert" in page(browser.get(address))


# --- Two tabs ----------------------------------------------------------------------------------------


def test_the_later_of_two_tabs_is_told_and_nothing_is_lost(browser, anna, coffee, walk):
    post(
        browser,
        **{"mood": 4, "text": "From the phone", f"tag-{coffee.pk}": "yes", f"detail-{coffee.pk}": "2"},
    )
    answer = post(browser, energy=2, text="From the desk", **{f"tag-{walk.pk}": "no"})

    shown = page(answer)
    assert "changed in another tab" in shown
    assert "From the phone" in shown and "From the desk" in shown
    stored = DailyLog.objects.get()
    assert (stored.mood, stored.energy, stored.text) == (4, None, "From the phone")

    form = answer.context["card"].form
    merged = {name: form[name].value() for name in form.fields}
    post(browser, **{name: value for name, value in merged.items() if value and name != "day"})
    stored.refresh_from_db()
    assert (stored.mood, stored.energy, stored.text) == (4, 2, "From the phone\nFrom the desk")
    assert stored.answers.get(tag=coffee).amount == 2
    assert stored.answers.get(tag=walk).yes is False


def test_a_tab_that_edits_what_another_deleted_is_told(browser):
    post(browser, mood=4)
    browser.post(f"/journal/check-in/{TODAY}/delete/")
    answer = post(browser, version=1, mood=2, text="kept")

    assert "was deleted meanwhile" in page(answer)
    assert "kept" in page(answer)
    assert post(browser, version=0, mood=2, text="kept").status_code == 302


# --- Without JavaScript: each press is a form ----------------------------------------------------------


def test_a_press_turns_a_chip_and_keeps_what_is_typed(browser, coffee):
    states = []
    state = ""
    for _turn in range(3):
        fields = {f"tag-{coffee.pk}": state, "press": f"tag-{coffee.pk}", "text": "typed", "mood": 4}
        answer = post(browser, **fields)
        state = answer.context["card"].form[f"tag-{coffee.pk}"].value()
        states.append(state)
        assert "typed" in page(answer)

    assert states == ["yes", "no", ""]
    assert not DailyLog.objects.exists()


def test_everything_else_no_answers_only_what_is_open(browser, coffee, walk):
    answer = post(browser, **{f"tag-{coffee.pk}": "yes", f"tag-{walk.pk}": "", "press": "rest-no"})

    form = answer.context["card"].form
    assert (form[f"tag-{coffee.pk}"].value(), form[f"tag-{walk.pk}"].value()) == ("yes", "no")


def test_the_date_switch_takes_what_is_typed_along(browser):
    answer = post(browser, text="typed", mood=2, press=f"day-{YESTERDAY}")

    assert f'name="day" value="{YESTERDAY}"' in page(answer)
    assert "typed" in page(answer)


def test_switching_to_a_day_that_is_done_puts_both_together(browser):
    post(browser, day=YESTERDAY, mood=5, text="Yesterday's")
    answer = post(browser, text="New", press=f"day-{YESTERDAY}")

    form = answer.context["card"].form
    assert "has a check-in already" in page(answer)
    assert (form["mood"].value(), form["text"].value()) == ("5", "Yesterday's\nNew")


def test_the_first_check_in_offers_starter_tags_once(browser, anna):
    assert page(browser.get(PAGE)).count('name="starter"') == 12

    answer = post(browser, press="starters", starter=["coffee", "walk"], text="typed")
    assert "typed" in page(answer)
    assert set(anna.tags.values_list("slug", flat=True)) == {"coffee", "walk"}
    assert 'name="starter"' not in page(browser.get(PAGE))


# --- Who may ---------------------------------------------------------------------------------------------


def test_another_person_sees_and_changes_nothing_of_it(browser, anna, other, coffee):
    post(browser, mood=4, text="Anna's words")
    stranger = browser_of(other)

    assert "Anna" not in page(stranger.get(f"{PAGE}?day={TODAY}"))
    assert "Anna" not in page(stranger.get("/journal/"))
    assert stranger.post(f"/journal/check-in/{TODAY}/delete/").status_code == 404
    post(stranger, mood=1, **{f"tag-{coffee.pk}": "yes"})
    assert DailyLog.objects.get(user=anna).mood == 4
    assert not TagAnswer.objects.filter(tag=coffee).exists()


def test_staff_sees_no_more_than_anybody(browser, other):
    post(browser, mood=4, text="Anna's words")
    other.is_staff = other.is_superuser = True
    other.save()
    staff = browser_of(other)

    assert "Anna" not in page(staff.get("/journal/"))
    assert "/admin/journal/" not in page(staff.get("/admin/"))


@pytest.mark.parametrize(
    "path", [PAGE, "/journal/", "/journal/tags/", "/journal/settings/", "/journal/tags/1/"]
)
def test_nobody_gets_in_without_a_log_in(path, db):
    answer = Client().get(path)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_how_rested_is_of_today_and_a_number_of_its_own(anna):
    rested_answer(user=anna, value=4)
    check_in_delete(user=anna, day=TODAY)

    assert numbers(anna) == {"mood.rested": 4}
    rested_answer(user=anna, value=None)
    assert numbers(anna) == {}
    assert Rested.objects.get().value is None
