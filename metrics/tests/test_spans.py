"""Several days in one act: one note, one exclusion, one undo, and nothing else of the person's is touched."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from accounts.tests.factories import UserFactory
from metrics import corrections, ingest, records, selectors
from metrics.charts.marks import period_marks
from metrics.charts.registry import build
from metrics.charts.window import Window
from metrics.models import Annotation, Correction, CustomMetric, DailyMetric, Span
from metrics.tests.factories import DailyMetricFactory

pytestmark = pytest.mark.django_db

FIRST = date(2026, 3, 1)
NOW = datetime(2026, 3, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)
KEYS = ("sleep.main", "readiness.score", "activity.steps")
DOMAINS = ("sleep", "recovery", "activity")


@pytest.fixture
def person(client):
    user = UserFactory(timezone="Europe/Berlin")
    client.force_login(user)
    return user


def plain(response):
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def send(user, *numbers, source="oura"):
    """The source says (day of March, key, value)."""
    found = [records.Daily(date(2026, 3, day), key, float(value)) for day, key, value in numbers]
    return ingest.store(user_id=user.pk, source=source, records=found, now=NOW)


def ten_days(user):
    send(user, *((day, key, 100 + day) for day in range(1, 11) for key in KEYS))


def mark(user, first, last, *domains, text=""):
    days = {"start": date(2026, 3, first), "end": date(2026, 3, last)}
    return corrections.mark_days(user=user, by=user, **days, text=text, domains=domains)


def counted(user, key="sleep.main"):
    series = selectors.daily(user=user, metrics=[key], start=FIRST, end=FIRST + 30 * DAY)[key]
    return [day.day for day, value in sorted(series.items()) if value.value is not None]


def state(user):
    """What of every number is anybody's word, and whether it counts."""
    columns = ("day", "metric", "source", "value", "override", "excluded")
    return sorted(DailyMetric.objects.filter(user=user).values_list(*columns))


def undo(user, act):
    return corrections.undo(user=user, by=user, correction=act)


# --- The act -----------------------------------------------------------------------------------------


def test_the_chosen_domains_of_these_days_are_left_out_and_nothing_else(person):
    ten_days(person)
    act = mark(person, 3, 9, "sleep")

    assert counted(person) == [1, 2, 10]
    assert counted(person, "activity.steps") == list(range(1, 11))
    assert Correction.objects.get() == act, "one act"


def test_one_undo_takes_all_of_it_back(person):
    ten_days(person)
    before = state(person)
    act = mark(person, 3, 9, *DOMAINS, text="ill")
    undo(person, act)

    assert state(person) == before
    assert not Annotation.objects.exists()
    with pytest.raises(ValidationError, match="undone already"):
        undo(person, act)


def test_what_arrives_later_is_left_out_too(person):
    mark(person, 3, 9, "sleep")
    send(person, (2, "sleep.main", 1), (5, "sleep.main", 2), (5, "readiness.score", 3))

    assert counted(person) == [2]
    assert counted(person, "readiness.score") == [5]


def test_a_changed_value_stays_left_out_and_a_new_one_comes_back_with_the_undo(person):
    send(person, (5, "sleep.main", 1))
    act = mark(person, 3, 9, "sleep")
    send(person, (5, "sleep.main", 2), (6, "sleep.main", 3))
    assert counted(person) == []
    undo(person, act)
    assert [row[3] for row in state(person)] == [2, 3]
    assert counted(person) == [5, 6]


def test_an_own_metric_is_left_out_with_its_domain(person):
    CustomMetric.objects.create(user=person, key="work.category.code", label="Code", group="work")
    DailyMetricFactory(user=person, day=date(2026, 3, 4), metric="work.category.code", source="rize")
    mark(person, 3, 9, "work")

    assert counted(person, "work.category.code") == []


def test_another_person_is_not_touched(person):
    other = UserFactory()
    ten_days(other)
    mark(person, 1, 10, *DOMAINS)

    assert counted(other) == list(range(1, 11))
    send(other, (11, "sleep.main", 1))
    assert counted(other)[-1] == 11


# --- Beside corrections of single numbers -----------------------------------------------------------


def of(user, day, key="sleep.main"):
    return {"user": user, "by": user, "day": date(2026, 3, day), "metric": key, "source": "oura"}


def test_what_was_left_out_by_hand_stays_left_out(person):
    ten_days(person)
    corrections.exclude_daily(**of(person, 5), excluded=True)
    undo(person, mark(person, 3, 9, "sleep"))

    assert counted(person) == [1, 2, 3, 4, 6, 7, 8, 9, 10]


def test_one_number_is_brought_back_by_hand_and_no_sync_takes_it_out_again(person):
    ten_days(person)
    act = mark(person, 3, 9, "sleep")
    corrections.exclude_daily(**of(person, 5), excluded=False)
    assert counted(person) == [1, 2, 5, 10]
    ingest.forget_source(user_id=person.pk, source="oura")
    ten_days(person)
    assert counted(person) == [1, 2, 5, 10], "after a reset as well"
    undo(person, act)
    assert counted(person) == list(range(1, 11))


def test_a_correction_from_before_is_undone_without_leaving_the_span(person):
    ten_days(person)
    earlier = corrections.correct_daily(**of(person, 5), value=28_000)
    act = mark(person, 3, 9, "sleep")
    undo(person, earlier)
    assert counted(person) == [1, 2, 10]
    undo(person, act)
    assert counted(person) == list(range(1, 11))


def test_a_correction_within_a_span_does_not_leave_the_day_out_after_it(person):
    ten_days(person)
    act = mark(person, 3, 9, "sleep")
    within = corrections.correct_daily(**of(person, 5), value=28_000)
    undo(person, act)
    undo(person, within)
    assert counted(person) == list(range(1, 11))


def test_days_that_two_acts_cover_stay_out_until_both_are_undone(person):
    ten_days(person)
    first, second = mark(person, 3, 6, "sleep"), mark(person, 5, 9, "sleep", "activity")
    undo(person, first)
    assert counted(person) == [1, 2, 3, 4, 10]
    undo(person, second)
    assert counted(person) == list(range(1, 11))


def test_what_the_source_withdrew_meanwhile_does_not_come_back(person):
    ten_days(person)
    act = mark(person, 3, 9, "sleep")
    ingest.withdraw_daily(
        user_id=person.pk,
        source="oura",
        metrics={"sleep.main"},
        start=date(2026, 3, 5),
        end=date(2026, 3, 5),
        keep=set(),
        now=NOW,
    )
    undo(person, act)
    assert counted(person) == [1, 2, 3, 4, 6, 7, 8, 9, 10]


spans = st.tuples(st.integers(1, 10), st.integers(0, 9), st.sets(st.sampled_from(DOMAINS), min_size=1)).map(
    lambda found: (found[0], min(10, found[0] + found[1]), sorted(found[2]))
)
singles = st.tuples(st.integers(1, 10), st.sampled_from(KEYS), st.sampled_from(["out", "correct"]))


@how(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    earlier=st.lists(singles, max_size=4),
    others=st.lists(spans, max_size=2),
    span=spans,
    synced=st.lists(st.tuples(st.integers(1, 12), st.sampled_from(KEYS)), max_size=4),
)
def test_undoing_returns_exactly_what_was_there(db, earlier, others, span, synced):
    """Whatever a person had said before; and what a sync brought meanwhile is as if the act had not been."""
    here, elsewhere = UserFactory(), UserFactory()
    for user in (here, elsewhere):
        ten_days(user)
        for day, key, what in earlier:
            try:
                if what == "out":
                    corrections.exclude_daily(**of(user, day, key), excluded=True)
                else:
                    corrections.correct_daily(**of(user, day, key), value=50)
            except ValidationError:
                pass  # said twice
        for first, last, domains in others:
            mark(user, first, last, *domains)
        act = mark(user, span[0], span[1], *span[2], text="ill") if user is here else None
        send(user, *((day, key, 7) for day, key in synced))
        if act:
            undo(user, act)

    assert state(here) == state(elsewhere)


# --- The note ---------------------------------------------------------------------------------------


def test_a_note_is_kept_encrypted_and_stands_in_charts(person):
    mark(person, 3, 9, text="ill <again>")
    with connection.cursor() as cursor:
        for table in ("annotation", "span", "correction"):
            cursor.execute(f"SELECT * FROM metrics_{table}")  # noqa: S608
            assert "again" not in repr(cursor.fetchall())
    around = Window(date(2026, 2, 1), date(2026, 4, 1), "dates")
    within = Window(date(2026, 3, 5), date(2026, 4, 1), "dates")
    after = Window(date(2026, 3, 10), date(2026, 4, 1), "dates")

    assert [(mark.day.day, mark.word) for mark in period_marks(person, around)] == [(3, "ill &lt;again&gt;")]
    [cut] = period_marks(person, within)
    assert (cut.day.day, cut.last.day) == (5, 9)
    assert period_marks(person, after) == []
    assert period_marks(UserFactory(), around) == []


def test_days_that_were_spoken_about_are_a_band_over_their_days_and_in_the_label_of_each(person):
    for day in range(1, 15):
        DailyMetricFactory(user=person, day=date(2026, 3, day), metric="readiness.score", value=70 + day)
    words = "ill <again>, and for longer than thought"
    mark(person, 3, 9, text=words)
    mark(person, 5, 6, text="fever")
    asked = {"metric": "readiness.score", "from": "2026-03-04", "to": "2026-03-12"}
    figure = build("trend", person, asked)
    bands = [shape for shape in figure.layout["shapes"] if shape["name"] == "days"]
    assert [(band["x0"][:10], band["x1"][:10]) for band in bands] == [
        ("2026-03-03", "2026-03-09"),
        ("2026-03-04", "2026-03-06"),
    ]
    notes = [note["text"] for note in figure.layout["annotations"] if note["name"] == "mark"]
    assert notes == ["ill &lt;again&gt;, and for lo…"], "the word of days within others has no room"
    [dots] = [trace for trace in figure.traces if trace["meta"]["role"] == "dot"]
    labels = dict(zip(dots["x"], dots["hovertext"], strict=True))
    assert "thought<br>fever" in labels["2026-03-05"]
    assert "thought" in labels["2026-03-09"] and "fever" not in labels["2026-03-09"]
    assert "thought" not in labels["2026-03-10"]
    said = {row[0].raw: row[-1].text for row in figure.rows}
    assert (said["2026-03-05"], said["2026-03-10"]) == (f"{words}, fever", "")


@pytest.mark.parametrize(
    ("first", "last", "text", "said"),
    [
        (9, 3, "ill", "The last day must not be before the first."),
        (3, 9, "", "Write a note, choose what to leave out, or both."),
    ],
)
def test_a_span_that_cannot_be_is_refused(person, first, last, text, said):
    with pytest.raises(ValidationError, match=said):
        mark(person, first, last, text=text)
    assert not Span.objects.exists()


def test_a_span_ends_after_a_year_at_most(person):
    with pytest.raises(ValidationError, match="a year at most"):
        corrections.mark_days(user=person, by=person, start=date(2024, 1, 1), end=FIRST, text="x")


# --- The pages --------------------------------------------------------------------------------------


def test_the_form_offers_what_the_person_has_and_the_list_shows_one_act_with_one_undo(client, person):
    ten_days(person)
    page = plain(client.get("/corrections/days/?day=2026-03-03&domain=sleep"))
    assert 'value="2026-03-03"' in page and ">Sleep<" in page.replace("\n", "") and "Money" not in page

    days = {"start": "2026-03-03", "end": "2026-03-09"}
    page = plain(
        client.post("/corrections/days/", {**days, "text": "ill", "domains": ["sleep"]}, follow=True)
    )

    assert "so is what arrives for them later" in page
    assert "Several days at once: Tue 3 Mar – Mon 9 Mar" in page
    assert "counted as they are, then with a note, left out (Sleep)" in page
    assert page.count("/undo/") == 1
    client.post(f"/corrections/{Correction.objects.get().pk}/undo/")
    assert counted(person) == list(range(1, 11))
    assert "undone later" in plain(client.get("/corrections/"))


@pytest.mark.parametrize(
    "data",
    [
        {"start": "2026-03-09", "end": "2026-03-03", "text": "x"},
        {"start": "2026-03-03", "end": "2026-03-09"},
        {"start": "", "end": "2026-03-09", "text": "x"},
        {"start": "2026-03-03", "end": "2026-03-09", "domains": ["money"]},
    ],
)
def test_bad_input_is_told_in_place(client, person, data):
    ten_days(person)
    page = plain(client.post("/corrections/days/", data))

    assert "field-error" in page
    assert not Span.objects.exists()


def test_another_persons_act_is_not_undone(client, person):
    other = UserFactory()
    ten_days(other)
    act = mark(other, 3, 9, "sleep")

    assert client.post(f"/corrections/{act.pk}/undo/").status_code == 404
    assert counted(other) == [1, 2, 10]


def test_the_admin_tells_it_as_one_act(client, person):
    ten_days(person)
    mark(person, 3, 9, "sleep")
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    page = plain(client.get("/admin/metrics/correction/"))
    assert "Several days" in page
