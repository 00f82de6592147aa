"""What an operator does with people's data, and what everybody else may not."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import DataAccess, User
from accounts.tests.factories import UserFactory
from metrics import corrections, ingest
from metrics.models import (
    Annotation,
    Correction,
    CustomMetric,
    DailyMetric,
    SleepPeriod,
    Workout,
    WorkSession,
)
from metrics.records import Daily, Note

from .factories import DAY, NOW, DailyMetricFactory, measured, money, night, work, workout

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LISTS = (
    "dailymetric",
    "night",
    "nap",
    "sleepperiod",
    "workout",
    "worksession",
    "financeentry",
    "vital",
    "annotation",
    "correction",
    "custommetric",
)
# What our Content-Security-Policy would block.
INLINE = re.compile(r"<script(?![^>]*(src=|application/json))|<style|\sstyle=|\son[a-z]+=")
MARKER = "the-words-that-nobody-else-reads"


def sync(user, *records, later=0):
    with transaction.atomic():
        ingest.store(user_id=user.pk, source="oura", records=records, now=NOW + timedelta(hours=later))


def client_of(user):
    client = Client()
    client.force_login(user, BACKEND)
    return client


def note(**values):
    start = datetime(2026, 3, 1, 20, tzinfo=UTC)
    fields = {"kind": "tag", "start": start, "end": None, "utc_offset": 3600, "text": MARKER}
    return Note(external_id="tag-1", day=DAY, **fields | values)


@pytest.fixture
def person():
    """A day, a night, a nap, a workout and a tag of Anna's."""
    user = UserFactory(email="anna@example.org", timezone="Europe/Berlin")
    nap_start = datetime(2026, 3, 1, 13, tzinfo=UTC)
    nap = night(
        "nap-1", kind="nap", start=nap_start, end=nap_start + timedelta(hours=1), total=3_000, in_bed=3_600
    )
    sync(user, Daily(DAY, "sleep.score", 81), night(), nap, workout(title=MARKER), note(), work(title=MARKER))
    sync(user, money(note=MARKER), measured())
    CustomMetric.objects.create(user=user, key="tag.wine", label="Wine", group="journal")
    sync(user, Daily(DAY, "tag.wine", 1))
    return user


@pytest.fixture
def operator():
    return UserFactory(email="operator@example.org", is_staff=True, is_superuser=True)


@pytest.fixture
def client(operator):
    return client_of(operator)


@pytest.fixture
def score(person):
    return DailyMetric.objects.get(metric="sleep.score")


@pytest.fixture
def main(person):
    return SleepPeriod.objects.get(kind="night")


def page(row, model=None):
    return f"/admin/metrics/{model or row._meta.model_name}/{row.pk}/change/"


def listed(model, **query):
    return f"/admin/metrics/{model}/?" + "&".join(f"{k}={v}" for k, v in query.items())


def text(answer):
    return answer.content.decode()


def inputs(answer):
    """What a browser would send back untouched."""
    form = answer.context["form"]
    sent = {"act": "correct"}
    for field in form:
        sent[field.html_name] = field.value() or ""
        if field.field.show_hidden_initial:
            sent[field.html_initial_name] = field.initial or ""
    return sent


class TestDoor:
    @pytest.mark.parametrize("model", LISTS)
    def test_a_stranger_is_sent_to_log_in(self, person, model):
        assert Client().get(f"/admin/metrics/{model}/").status_code == 302

    @pytest.mark.parametrize("model", LISTS)
    def test_a_person_cannot_open_it_not_even_their_own(self, person, model):
        assert client_of(person).get(f"/admin/metrics/{model}/", follow=True).status_code == 403

    @pytest.mark.parametrize("model", LISTS)
    def test_staff_without_the_right_are_refused(self, person, model):
        staff = client_of(UserFactory(is_staff=True))
        assert staff.get(f"/admin/metrics/{model}/").status_code == 403

    def test_staff_who_may_only_look_change_nothing(self, score, main):
        staff = UserFactory(is_staff=True)
        staff.user_permissions.set(Permission.objects.filter(codename__in=["view_dailymetric", "view_night"]))
        looking = client_of(staff)
        for address in (page(score), page(main, "night")):
            answer = looking.get(address)
            assert answer.status_code == 200
            assert "Save correction" not in text(answer)
            for act in ("correct", "exclude", "undo"):
                assert looking.post(address, {"act": act, "value": "50"}).status_code == 403
        assert looking.get("/admin/metrics/dailymetric/add/").status_code == 403
        bulk = {"action": "exclude_rows", "_selected_action": [score.pk]}
        looking.post("/admin/metrics/dailymetric/", bulk)
        assert not Correction.objects.exists()

    def test_the_right_to_see_nights_is_not_the_right_to_see_numbers(self, score):
        staff = UserFactory(is_staff=True)
        staff.user_permissions.set(Permission.objects.filter(codename="view_night"))
        assert client_of(staff).get(page(score)).status_code == 403
        assert not DataAccess.objects.exists()


class TestEveryPage:
    def test_every_list_and_row_opens(self, client, person, score, main):
        corrections.correct_daily(
            user=person, by=person, day=DAY, metric="sleep.score", source="oura", value=60
        )
        corrections.exclude_event(user=person, by=person, event=main, excluded=True)
        for model, its_admin in admin.site._registry.items():
            if model._meta.app_label != "metrics":
                continue
            answer = client.get(f"/admin/metrics/{model._meta.model_name}/")
            assert answer.status_code == 200
            rows = its_admin.get_queryset(answer.wsgi_request)
            assert rows
            for row in rows:
                shown = client.get(page(row, model._meta.model_name))
                assert shown.status_code == 200
                assert not INLINE.search(text(shown))
            assert not INLINE.search(text(answer))
        assert not INLINE.search(text(client.get("/admin/metrics/dailymetric/add/")))

    def test_nothing_is_deleted_here(self, client, score, main):
        for row in (score, main, Workout.objects.get(), Annotation.objects.get()):
            assert client.post(page(row).replace("change", "delete"), {"post": "yes"}).status_code == 403

    def test_words_that_a_person_wrote_are_nowhere(self, client, person):
        for model in LISTS:
            assert MARKER not in text(client.get(f"/admin/metrics/{model}/"))
        for row in (Workout.objects.get(), Annotation.objects.get(), WorkSession.objects.get()):
            assert MARKER not in text(client.get(page(row)))

    def test_what_cannot_be_read_breaks_no_page(self, client, person, score):
        act = corrections.correct_daily(
            user=person, by=person, day=DAY, metric="sleep.score", source="oura", value=60, reason="x"
        )
        with connection.cursor() as cursor:
            for table, column in (
                ("metrics_workout", "title"),
                ("metrics_annotation", "text"),
                ("metrics_correction", "reason"),
            ):
                cursor.execute(f"UPDATE {table} SET {column} = %s", [b"not our key"])  # noqa: S608
        for model in LISTS:
            assert client.get(f"/admin/metrics/{model}/").status_code == 200
        for model, words in ((Workout, "title"), (Annotation, "text")):
            address = page(model.objects.get())
            sent = inputs(client.get(address)) | {"start": "2026-03-01T15:30"}
            client.post(address, sent)
            client.post(address, {"act": "exclude"})
            row = model.objects.get()
            assert row.excluded and row.local_start.strftime("%H:%M") == "15:30"
            assert getattr(row, words).sealed == b"not our key", "kept for the day the key is found"
        for address in (page(score), f"/admin/metrics/correction/{act.pk}/change/"):
            assert "cannot be read with this server" in text(client.get(address))
        client.post(page(score), {"act": "undo", "correction": act.pk})
        score.refresh_from_db()
        assert score.override is None

    def test_a_lookup_into_encrypted_words_leads_back(self, client, person):
        for lookup in ("title", "title__startswith", "user__password__startswith"):
            assert client.get(f"/admin/metrics/workout/?{lookup}=x").status_code in (302, 400)

    def test_the_log_of_a_page_opens_and_holds_no_value(self, client, score):
        client.post(page(score), {"act": "correct", "value": "64", "reason": "Worn by the cat"})
        shown = text(client.get(page(score).replace("change", "history")))
        assert "Corrected." in shown
        assert "Worn by" not in shown

    def test_a_row_that_is_not_there_leads_back(self, client, person):
        for number in ("99999", "abc", "9" * 30):
            assert client.get(f"/admin/metrics/night/{number}/change/").status_code == 302


class TestFinding:
    def rows(self, client, model="dailymetric", **query):
        return list(client.get(listed(model, **query)).context["cl"].result_list)

    def test_a_persons_day(self, client, person, score):
        other = DailyMetricFactory(metric="sleep.score")
        DailyMetricFactory(user=person, metric="sleep.score", day=DAY - timedelta(days=1))
        asked = {"person": "Anna@example.org", "metric": "sleep.score", "since": DAY, "until": DAY}
        assert self.rows(client, **asked) == [score]
        assert self.rows(client, **asked | {"person": other.user.email}) == [other]
        assert self.rows(client, **asked | {"source": "manual"}) == []

    @pytest.mark.parametrize(
        "query", [{"person": "nobody@example.org"}, {"person": "nonsense"}, {"since": "31.31.2026"}]
    )
    def test_a_question_without_sense_gets_a_sentence(self, client, person, query):
        answer = client.get(listed("dailymetric", **query))
        assert answer.status_code == 200
        assert "errorlist" in text(answer)
        assert list(answer.context["cl"].result_list) == []

    def test_corrected_excluded_and_withdrawn(self, client, person, score, main):
        mine = {"user": person, "by": person}
        number = {"day": DAY, "metric": "sleep.score", "source": "oura"}
        corrections.correct_daily(**mine, **number, value=60)
        corrections.exclude_daily(**mine, **number, excluded=True)
        gone = DailyMetricFactory(user=person, metric="sleep.rem", value=None, override=5.0)
        assert self.rows(client, corrected="yes") == [gone, score]
        assert self.rows(client, excluded="yes") == [score]
        assert self.rows(client, withdrawn="yes") == [gone]
        assert score not in self.rows(client, corrected="no")
        corrections.correct_event(**mine, event=main, field="total", value=20_000)
        assert [row.pk for row in self.rows(client, "night", corrected="yes")] == [main.pk]
        assert self.rows(client, "night", corrected="no") == []

    def test_nights_and_naps_are_lists_of_their_own(self, client, person):
        assert [row.kind for row in self.rows(client, "night")] == ["night"]
        assert [row.kind for row in self.rows(client, "nap")] == ["nap"]
        assert len(self.rows(client, "sleepperiod")) == 2

    @pytest.mark.parametrize("model", ["dailymetric", "night", "workout"])
    def test_a_list_asks_no_more_the_longer_it_is(self, client, person, model):
        def queries():
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"/admin/metrics/{model}/").status_code == 200
            return len(asked)

        queries()
        before = queries()
        for n in range(1, 12):
            day = DAY - timedelta(days=n)
            sync(person, Daily(day, "tag.wine", 1), night(f"n{n}", day=day), workout(f"w{n}", day=day))
            other = UserFactory()
            sync(other, Daily(day, "sleep.score", 70), night(f"n{n}", day=day), workout(f"w{n}", day=day))
            CustomMetric.objects.create(user=other, key="tag.wine", label="Wine", group="journal")
            sync(other, Daily(day, "tag.wine", 1))
        queries()
        assert queries() <= before

    def test_millions_are_not_counted(self, client, person, monkeypatch):
        monkeypatch.setattr("metrics.admin.lists.COUNTED", 3)
        with CaptureQueriesContext(connection) as asked:
            client.get("/admin/metrics/dailymetric/")
        counts = [q["sql"] for q in asked if "COUNT(" in q["sql"] and "dailymetric" in q["sql"]]
        assert counts
        assert all("LIMIT 3" in sql for sql in counts)


class TestNumber:
    def test_a_correction_survives_the_next_sync(self, client, operator, person, score):
        client.post(page(score), {"act": "correct", "value": "64", "reason": "Worn by the cat"})
        sync(person, Daily(DAY, "sleep.score", 82), later=1)
        score.refresh_from_db()
        assert (score.value, score.override) == (82, 64)
        act = Correction.objects.get()
        assert (act.user, act.by, act.reason) == (person, operator, "Worn by the cat")
        shown = text(client.get(page(score)))
        assert "Since then it has changed to 82." in shown
        assert "Worn by the cat" in shown

    def test_undo_returns_to_what_was_before(self, client, score):
        client.post(page(score), {"act": "correct", "value": "64"})
        client.post(page(score), {"act": "exclude", "reason": "odd"})
        for act in Correction.objects.order_by("-pk"):
            client.post(page(score), {"act": "undo", "correction": act.pk})
        score.refresh_from_db()
        assert (score.value, score.override, score.excluded) == (81, None, False)

    def test_the_sources_value_again(self, client, score):
        client.post(page(score), {"act": "correct", "value": "64"})
        client.post(page(score), {"act": "source"})
        score.refresh_from_db()
        assert score.effective == 81

    @pytest.mark.parametrize("value", ["", "many", "1e999", "-5", "101", "nan", "9" * 50])
    def test_nonsense_is_answered_in_the_form(self, client, score, value):
        answer = client.post(page(score), {"act": "correct", "value": value})
        assert answer.status_code == 200
        assert "errorlist" in text(answer)
        assert not Correction.objects.exists()

    @pytest.mark.parametrize(
        "form",
        [{}, {"act": "what"}, {"act": "undo", "correction": "x"}, {"act": "undo", "correction": "9" * 40}],
    )
    def test_an_act_that_is_none_changes_nothing(self, client, score, form):
        answer = client.post(page(score), form, follow=True)
        assert "There is nothing to do." in text(answer)

    def test_the_act_on_another_value_is_not_undone_from_here(self, client, score, main):
        act = corrections.exclude_event(user=main.user, by=main.user, event=main, excluded=True)
        client.post(page(score), {"act": "undo", "correction": act.pk})
        main.refresh_from_db()
        assert main.excluded

    def test_a_missing_day_is_typed_in_and_taken_back(self, client, person, score):
        form = {"person": person.email, "day": "2026-02-20", "metric": "sleep.total", "value": "7:30"}
        answer = client.post("/admin/metrics/dailymetric/add/", form)
        row = DailyMetric.objects.get(day="2026-02-20")
        assert answer["Location"] == page(row)
        assert (row.source, row.value) == ("manual", 27_000)
        client.post(page(row), {"act": "correct", "value": "8 h"})
        row.refresh_from_db()
        assert row.value == 28_800
        for _ in range(2):
            client.post("/admin/metrics/dailymetric/", {"action": "undo_rows", "_selected_action": [row.pk]})
        assert not DailyMetric.objects.filter(pk=row.pk).exists()

    @pytest.mark.parametrize(
        "change",
        [
            {"person": "nobody@example.org"},
            {"day": "2126-01-01"},
            {"day": "soon"},
            {"metric": "sleep.nothing"},
            {"value": "a lot"},
            {"value": "40 h"},
        ],
    )
    def test_a_missing_day_that_cannot_be(self, client, person, change):
        form = {"person": person.email, "day": "2026-02-20", "metric": "sleep.total", "value": "7:30"}
        answer = client.post("/admin/metrics/dailymetric/add/", form | change)
        assert answer.status_code == 200
        assert "errorlist" in text(answer)
        assert not Correction.objects.exists()

    def test_values_are_written_as_their_person_reads_them(self, client, person, score):
        User.objects.filter(pk=person.pk).update(units="imperial", number_format="1.234,5")
        row = DailyMetricFactory(user=person, metric="readiness.temperature_deviation", value=0.5)
        assert "+0,9" in text(client.get(page(row)))
        client.post(page(row), {"act": "correct", "value": "1,8"})
        row.refresh_from_db()
        assert row.override == pytest.approx(1.0)

    def test_a_word_is_chosen_for_a_level(self, client, person):
        row = DailyMetricFactory(user=person, metric="resilience.level", value=3)
        client.post(page(row), {"act": "correct", "value": "4"})
        row.refresh_from_db()
        assert row.override == 4
        assert client.post(page(row), {"act": "correct", "value": "7"}).status_code == 200

    def test_a_metric_that_is_not_known_any_more(self, client, person):
        row = DailyMetricFactory(user=person, metric="tag.gone", value=3)
        assert "does not know this metric" in text(client.get(page(row)))
        assert client.post(page(row), {"act": "correct", "value": "4"}).status_code == 200
        client.post(page(row), {"act": "exclude"})
        row.refresh_from_db()
        assert row.excluded


class TestEvent:
    def test_corrected_times_stand_after_the_next_sync(self, client, person, main):
        address = page(main, "night")
        sent = inputs(client.get(address)) | {"end": "2026-03-01T06:30", "reason": "Lay awake"}
        assert client.post(address, sent)["Location"] == address
        sync(person, night(total=26_000), later=1)
        main.refresh_from_db()
        assert main.end == datetime(2026, 3, 1, 5, 30, tzinfo=UTC)
        assert main.total == 26_000
        assert [act.field for act in Correction.objects.all()] == ["end"]
        assert DailyMetric.objects.get(metric="sleep.waketime").value == 6.5 * 3600

    def test_a_sync_between_opening_and_saving_corrects_nothing_else(self, client, person, main):
        sent = inputs(client.get(page(main, "night")))
        sync(person, night(total=26_000, lowest_hr=50), later=1)
        client.post(page(main, "night"), sent | {"end": "2026-03-01T06:30"})
        main.refresh_from_db()
        assert list(main.overrides) == ["end", "in_bed", "efficiency"]
        assert (main.total, main.lowest_hr) == (26_000, 50)

    def test_both_times_move_far(self, client, main):
        for start, end in (
            ("2026-03-01T09:00", "2026-03-01T12:00"),
            ("2026-02-28T20:00", "2026-02-28T23:00"),
        ):
            sent = inputs(client.get(page(main, "night"))) | {"start": start, "end": end}
            assert client.post(page(main, "night"), sent).status_code == 302
            main.refresh_from_db()
            assert f"{main.local_start:%Y-%m-%dT%H:%M}" == start

    def test_a_night_that_was_a_nap(self, client, main):
        sent = inputs(client.get(page(main, "night"))) | {"kind": "nap", "total": "1 h"}
        assert client.post(page(main, "night"), sent)["Location"] == page(main, "sleepperiod")
        main.refresh_from_db()
        assert (main.kind, main.total) == ("nap", 3_600)

    def test_an_emptied_field_is_the_sources_again(self, client, main):
        corrections.correct_event(user=main.user, by=main.user, event=main, field="total", value=20_000)
        sent = inputs(client.get(page(main, "night"))) | {"total": ""}
        client.post(page(main, "night"), sent)
        main.refresh_from_db()
        assert main.total == 27_000
        assert "total" not in main.overrides

    @pytest.mark.parametrize(
        "change",
        [
            {},
            {"end": "2026-02-27T06:30"},
            {"end": "soon"},
            {"end": ""},
            {"end": "2026-03-09T06:30"},
            {"kind": "party"},
            {"total": "99 h"},
            {"lowest_hr": "nan"},
            {"lowest_hr": "500"},
            {"lowest_hr": ""},
        ],
    )
    def test_nonsense_is_answered_in_the_form(self, client, main, change):
        sent = inputs(client.get(page(main, "night"))) | change
        answer = client.post(page(main, "night"), sent)
        assert answer.status_code == 200
        assert "errorlist" in text(answer)
        assert not Correction.objects.exists()

    def test_all_or_nothing(self, client, main):
        sent = inputs(client.get(page(main, "night"))) | {"total": "6 h", "lowest_hr": "500"}
        client.post(page(main, "night"), sent)
        main.refresh_from_db()
        assert main.overrides == {}

    def test_excluded_and_counted_again(self, client, main):
        client.post(page(main, "night"), {"act": "exclude", "reason": "Not mine"})
        assert DailyMetric.objects.get(metric="sleep.main").value == 3_000  # the nap's
        client.post(page(main, "night"), {"act": "include"})
        assert DailyMetric.objects.get(metric="sleep.main").value == 27_000

    def test_a_workout_and_an_annotation(self, client, person):
        for row, change in (
            (Workout.objects.get(), {"calories": "400"}),
            (Annotation.objects.get(), {"start": "2026-03-01T20:00"}),
        ):
            sent = inputs(client.get(page(row))) | change
            assert client.post(page(row), sent).status_code == 302
            row.refresh_from_db()
            assert list(row.overrides) == list(change)


class TestManyAtOnce:
    def test_excluded_and_undone(self, client, operator, person, main):
        rows = list(DailyMetric.objects.all())
        chosen = [row.pk for row in rows]
        bulk = {"action": "exclude_rows", "_selected_action": chosen, "reason": "Ill"}
        client.post("/admin/metrics/dailymetric/", bulk)
        assert all(DailyMetric.objects.values_list("excluded", flat=True))
        assert {(act.by, act.reason) for act in Correction.objects.all()} == {(operator, "Ill")}
        client.post("/admin/metrics/dailymetric/", {"action": "undo_rows", "_selected_action": chosen})
        assert not DailyMetric.objects.filter(excluded=True).exists()
        client.post("/admin/metrics/night/", {"action": "exclude_rows", "_selected_action": [main.pk]})
        main.refresh_from_db()
        assert main.excluded

    def test_too_many_at_once(self, client, person, monkeypatch):
        monkeypatch.setattr("metrics.admin.values.AT_ONCE", 1)
        chosen = list(DailyMetric.objects.values_list("pk", flat=True))
        bulk = {"action": "exclude_rows", "_selected_action": chosen}
        answer = client.post("/admin/metrics/dailymetric/", bulk, follow=True)
        assert "Choose at most 1 rows at once." in text(answer)
        assert not Correction.objects.exists()


class TestWhoOpenedMyData:
    def seen(self, person):
        return text(client_of(person).get("/settings/opened/"))

    def test_the_person_sees_who_opened_a_value(self, client, person, score, main):
        client.get(page(score))
        client.get(page(main, "night"))
        shown = self.seen(person)
        assert "operator@example.org" in shown
        for what in ("Sleep score, Sun 1 Mar", "Night, Sun 1 Mar"):
            assert what in shown

    def test_everybody_on_the_page_of_a_list_is_told_once(self, client, person, score):
        other = DailyMetricFactory().user
        outside = UserFactory()
        for _ in range(2):
            client.get("/admin/metrics/dailymetric/")
        told = sorted(DataAccess.objects.values_list("person__email", "what"))
        assert told == sorted((user.email, "A list: daily numbers") for user in (person, other))
        assert outside.email not in {email for email, _what in told}

    def test_a_list_that_was_narrowed_tells_only_those_on_it(self, client, person, score):
        other = DailyMetricFactory().user
        client.get(listed("dailymetric", person=person.email))
        assert not DataAccess.objects.filter(person=other).exists()

    def test_ones_own_data_leaves_no_note(self, operator, client):
        row = DailyMetricFactory(user=operator)
        client.get(page(row))
        client.get("/admin/metrics/dailymetric/")
        assert not DataAccess.objects.exists()

    def test_the_history_counts_as_well(self, client, person, score):
        act = corrections.exclude_daily(
            user=person, by=person, day=DAY, metric="sleep.score", source="oura", excluded=True
        )
        client.get(f"/admin/metrics/correction/{act.pk}/change/")
        assert DataAccess.objects.get().what == "The history of Sleep score"
