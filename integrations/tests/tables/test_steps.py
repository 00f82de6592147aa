"""From a file to numbers, as a browser goes through the steps; and what newer files change."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from integrations import services
from integrations.contract import Window
from integrations.coverage import days_of
from integrations.models import (
    Connection,
    RawRecord,
    RejectedRecord,
    SyncRun,
    TableDraft,
    TableMapping,
    UploadedTable,
)
from integrations.providers.files import reading
from integrations.selectors import State
from integrations.sync import claims
from integrations.sync.replaying import replay
from integrations.wizard.answers import ColumnAnswer
from integrations.wizard.pages import left_out_words
from integrations.wizard.selectors import TableEntry
from metrics import corrections
from metrics.models import CustomMetric, DailyMetric, FinanceEntry, Vital

from .files import ACCOUNT, DIARY, begin, csv_file, newer, questions, read, save, say, upload, xlsx_file

pytestmark = pytest.mark.django_db


def vitals(metric):
    rows = Vital.objects.filter(metric=metric, withdrawn=False).order_by("day", "start")
    return [(row.day.isoformat(), row.value) for row in rows]


def spent():
    return sorted(FinanceEntry.objects.values_list("day", "direction", "amount", "category"))


# --- The four steps ------------------------------------------------------------------------------------


def test_a_diary_of_blood_pressure_is_suggested_seen_and_stored(client):
    draft = begin(client, csv_file(DIARY))
    page = client.get(reverse("table_columns", args=[draft.pk]))
    kinds = {form.answer.header: form["kind"].value() for form in page.context["columns"]}
    assert kinds == {
        "Datum": "date",
        "Uhrzeit": "time",
        "Systolisch": "vital.systolic",
        "Diastolisch": "vital.diastolic",
        "Puls": "vital.pulse",
        "Bemerkung": "ignore",
    }
    say(client, draft)
    look = client.get(reverse("table_check", args=[draft.pk])).content.decode()
    assert "All 4 rows would be stored" in look
    assert "1 of them has a cell that cannot be read, and is stored without it." in look
    assert "Cell C4 holds &quot;12O&quot;, which is not a number." in look
    assert not Vital.objects.exists() and not TableMapping.objects.exists()

    mapping = save(client, draft)
    run = read(mapping)

    assert run.status == SyncRun.Status.PARTIAL and run.rejected == 1
    assert vitals("vital.systolic") == [("2026-03-01", 121), ("2026-03-02", 118), ("2026-03-04", 131)]
    assert vitals("vital.diastolic") == [("2026-03-01", 79), ("2026-03-03", 81), ("2026-03-04", 84)]
    first = Vital.objects.get(metric="vital.pulse", day=date(2026, 3, 1))
    assert first.start.isoformat() == "2026-03-01T06:30:00+00:00" and first.utc_offset == 3600
    assert DailyMetric.objects.get(metric="vital.systolic", day=date(2026, 3, 4)).value == 131
    assert not TableDraft.objects.exists()


@pytest.mark.parametrize(
    ("rows", "said", "lost"),
    [
        (["01,72,58", "02,71,59"], "All 2 rows would be stored, from Sun 1 Mar 2020 to Mon 2 Mar 2020.", ""),
        (
            ["01,72,x", "02,y,59", "03,70,57"],
            "All 3 rows would be stored, from Sun 1 Mar 2020 to Tue 3 Mar 2020."
            " 2 of them have a cell that cannot be read, and are stored without it.",
            "",
        ),
        (
            ["01,72,x", "32,71,59", "03,y,x"],
            "1 of 3 rows would be stored, of Sun 1 Mar 2020."
            " 1 of them has a cell that cannot be read, and is stored without it.",
            "2 of 3 rows would be left out whole.",
        ),
        (["01,72,58"], "1 of 1 row would be stored, of Sun 1 Mar 2020.", ""),
    ],
)
def test_the_look_counts_whole_rows_parts_and_lost_ones(client, rows, said, lost):
    draft = begin(client, csv_file("Date,Weight,Pulse\n" + "".join(f"2020-03-{row}\n" for row in rows)))
    say(client, draft, **{"c1-kind": "vital.weight", "c2-kind": "vital.pulse"})
    page = client.get(reverse("table_check", args=[draft.pk]))
    assert page.context["sentence"] == said
    look = page.content.decode()
    assert lost in look and ("left out whole" in look) is bool(lost)


def test_an_account_with_decimal_commas_adds_up_and_keeps_two_equal_lines_apart(client):
    upload(client, csv_file(ACCOUNT, encoding="cp1252"))
    day = date(2026, 3, 1)
    assert spent() == [
        (day, "spent", Decimal("4.2"), "Essen"),
        (day, "spent", Decimal("4.2"), "Essen"),
        (day, "spent", Decimal("850"), "Miete"),
        (date(2026, 3, 2), "income", Decimal("2450"), "Gehalt"),
    ]
    assert set(FinanceEntry.objects.values_list("note", flat=True)) == {"Vermieter", "Bäcker", "Firma"}
    assert DailyMetric.objects.get(metric="finance.spent.eur", day=day).value == pytest.approx(858.4)


def test_a_formula_among_a_person_s_words_leaves_as_text(client):
    upload(client, csv_file('Date,Category,Amount\n2026-03-01,"=HYPERLINK(""http://evil"")",-5\n'))
    assert FinanceEntry.objects.get().category == '=HYPERLINK("http://evil")'
    for address in ("/settings/download/?table=money", "/figures/money-categories/?range=all&format=csv"):
        file = b"".join(client.get(address)).decode()
        assert "'=HYPERLINK" in file and ",=" not in file and ',"=' not in file


def test_a_replay_makes_the_same_of_the_rows_of_a_file(client):
    upload(client, csv_file(DIARY))
    first = SyncRun.objects.get()
    before = list(DailyMetric.objects.order_by("day", "metric").values_list("day", "metric", "value"))
    DailyMetric.objects.update(value=0)
    run = replay(Connection.objects.get())
    assert (run.status, run.requests, run.rejected) == (first.status, 0, first.rejected)
    assert before and before == list(
        DailyMetric.objects.order_by("day", "metric").values_list("day", "metric", "value")
    )


def test_only_mapped_columns_are_kept_of_a_row(client):
    upload(client, csv_file(DIARY))
    held = [row.payload["cells"] for row in RawRecord.objects.all()]
    assert held and not any("Bemerkung" in cells for cells in held)


def test_dates_that_can_be_read_in_two_ways_are_asked_about(client):
    draft = begin(client, csv_file("Date,Weight\n03/04/2026,72.4\n04/04/2026,72.1\n"))
    answer = say(client, draft)
    assert answer.url == reverse("table_check", args=[draft.pk])
    page = client.get(answer.url, follow=True)
    assert "03/04/2026 can be read in two ways" in page.content.decode()
    say(client, draft, c0_form="", **{"c0-form": "MM/DD/YYYY"})
    save(client, draft)
    assert TableMapping.objects.get().spec["date"]["form"] == "MM/DD/YYYY"


def test_a_workbook_with_real_dates_and_several_tabs(client):
    rows = [
        ["Date", "Weight (lb)"],
        [date(2026, 3, 1), 160],
        [date(2026, 3, 2), None],
        [date(2026, 3, 3), 159],
    ]
    draft = begin(client, xlsx_file(rows, title="Weight", Other=[["a"], ["b"]]))
    assert client.get(reverse("table_columns", args=[draft.pk])).url == reverse("table_tab", args=[draft.pk])
    assert client.post(reverse("table_tab", args=[draft.pk]), {"tab": "Weight"}).status_code == 302
    say(client, draft)
    read(save(client, draft))
    assert vitals("vital.weight") == [
        ("2026-03-01", pytest.approx(72.574779)),
        ("2026-03-03", pytest.approx(72.121187)),
    ]


def test_a_number_of_ones_own_is_added_up_as_asked(client):
    text = "Date,Coffee\n2026-03-01,2\n2026-03-01,1\n2026-03-02,3\n"
    mapping = upload(
        client,
        csv_file(text),
        **{"c1-kind": "own", "c1-name": "Cups of coffee", "c1-own_unit": "cups", "c1-aggregate": "sum"},
    )
    metric = CustomMetric.objects.get()
    assert (metric.key, metric.label, metric.unit, metric.aggregate, metric.decimals) == (
        "custom.cups-of-coffee",
        "Cups of coffee",
        "cups",
        "sum",
        0,
    )
    assert sorted(DailyMetric.objects.values_list("metric", "value")) == [(metric.key, 3), (metric.key, 3)]
    draft = edit(client, mapping)
    say(client, draft, **{"c1-aggregate": "mean"})
    read(save(client, draft))
    assert DailyMetric.objects.get(day=date(2026, 3, 1)).value == 1.5


@pytest.mark.parametrize(
    ("cells", "aggregate", "decimals"),
    [
        (("2", "1"), "sum", 0),
        (("2", "1"), "mean", 1),
        (("2.5", "1"), "sum", 1),
        (("2,25", "1"), "mean", 2),
        (("2.4567",), "last", 2),
        ((), "sum", 0),
    ],
)
def test_a_number_of_ones_own_shows_as_many_places_as_its_cells(cells, aggregate, decimals):
    column = ColumnAnswer("Coffee", kind="own", aggregate=aggregate, samples=cells)
    assert column.decimals == decimals


def answered(client, text):
    draft = begin(client, csv_file(text))
    say(client, draft)
    return draft


def edit(client, mapping):
    assert client.post(reverse("table_edit", args=[mapping.pk])).status_code == 302
    return TableDraft.objects.latest("pk")


def test_the_chart_of_a_draft_is_drawn_from_the_draft(client):
    draft = begin(client, csv_file(DIARY))
    say(client, draft)
    page = client.get(reverse("table_check", args=[draft.pk]))
    for chart in page.context["charts"]:
        figure = client.get(chart.figure_url).json()
        assert any(value is not None for trace in figure["data"] for value in trace["y"])
        assert client.get(chart.table_url).status_code == 200
    assert {chart.title for chart in page.context["charts"]} >= {"Pulse", "Blood pressure, systolic"}
    assert client.get(reverse("table_figure", args=[draft.pk]), {"metric": "vital.weight"}).status_code == 404
    assert not DailyMetric.objects.exists()


def test_what_is_missing_is_asked_for_in_a_sentence(client):
    draft = begin(client, csv_file("Date,Weight\n2026-03-01,72.4\n"))
    for changes, told in [
        ({"c0-kind": "ignore"}, "Say which column holds the date"),
        ({"c1-kind": "ignore"}, "Say what at least one column brings"),
        ({"c1-kind": "date"}, "Two columns are the date"),
        ({"c1-kind": "category"}, "no column is the amount"),
        ({"c1-kind": "amount", "currency": ""}, "in which currency"),
        ({"c1-kind": "amount", "c1-direction": "column"}, "which column tells income from spending"),
    ]:
        sent = {"c0-kind": "date", "c1-kind": "vital.weight", "currency": "EUR", **changes}
        page = client.get(say(client, draft, **sent).url, follow=True)
        assert told in page.content.decode()
        assert page.request["PATH_INFO"] == reverse("table_columns", args=[draft.pk])


def test_two_tables_may_not_feed_one_vital(client):
    upload(client, csv_file("Date,Weight\n2026-03-01,72.4\n", "one.csv"))
    draft = begin(client, csv_file("Date,Weight\n2026-03-02,72.1\n", "two.csv"))
    page = client.get(say(client, draft).url, follow=True)
    assert "two tables may not feed one number" in page.content.decode()
    assert TableMapping.objects.count() == 1


def test_another_row_can_be_taken_for_the_headers(client):
    text = "Exported on,2026-04-01,for,me\nDate,Weight,,\n2026-03-01,72.4,,\n"
    draft = begin(client, csv_file(text))
    client.post(reverse("table_columns", args=[draft.pk]), {"header_row": "2", "headers": "yes"})
    say(client, draft)
    read(save(client, draft))
    assert vitals("vital.weight") == [("2026-03-01", 72.4)]


# --- A newer file -----------------------------------------------------------------------------------------


def test_the_same_file_twice_writes_nothing(client):
    mapping = upload(client, csv_file(ACCOUNT))
    before = [list(model.objects.order_by("pk").values()) for model in (FinanceEntry, DailyMetric, RawRecord)]
    newer(client, mapping, csv_file(ACCOUNT))
    run = SyncRun.objects.order_by("-pk").first()
    assert (run.status, run.changed) == (SyncRun.Status.OK, 0)
    after = [list(model.objects.order_by("pk").values()) for model in (FinanceEntry, DailyMetric, RawRecord)]
    assert after == before


def test_a_newer_file_takes_back_replaces_adds_and_a_correction_stands(client, owner):
    mapping = upload(client, csv_file("Date,Weight\n2026-03-01,72.4\n2026-03-02,72.1\n2026-03-03,90\n"))
    wrong = Vital.objects.get(day=date(2026, 3, 3))
    corrections.correct_event(user=owner, by=owner, event=wrong, field="value", value=71.9)
    newer(client, mapping, csv_file("Date,Weight\n2026-03-03,91\n2026-03-01,72.6\n2026-03-04,72.0\n"))
    assert vitals("vital.weight") == [
        ("2026-03-01", 72.6),
        ("2026-03-03", 71.9),
        ("2026-03-04", 72.0),
    ]
    assert not DailyMetric.objects.filter(day=date(2026, 3, 2)).exists()
    assert DailyMetric.objects.get(day=date(2026, 3, 3)).value == 71.9


def test_a_moved_column_and_a_moved_row_change_nothing(client):
    mapping = upload(client, csv_file("Date,Weight,Note\n2026-03-01,72.4,a\n2026-03-02,72.1,b\n"))
    newer(client, mapping, csv_file("Note,Weight,Date\n\nb,72.1,2026-03-02\na,72.4,2026-03-01\n"))
    assert SyncRun.objects.order_by("-pk").first().changed == 0
    assert vitals("vital.weight") == [("2026-03-01", 72.4), ("2026-03-02", 72.1)]


def test_a_column_that_is_gone_stops_alone_and_keeps_what_it_brought(client, owner):
    text = "Date,Weight,Pulse\n2026-03-01,72.4,58\n2026-03-02,72.1,57\n"
    mapping = upload(client, csv_file(text))
    newer(client, mapping, csv_file("Date,Mass,Pulse\n2026-03-01,72.4,59\n"))
    assert vitals("vital.weight") == [("2026-03-01", 72.4), ("2026-03-02", 72.1)]
    assert vitals("vital.pulse") == [("2026-03-01", 59)]
    run = SyncRun.objects.order_by("-pk").first()
    assert run.status == SyncRun.Status.PARTIAL
    page = client.get(reverse("tables")).content.decode()
    assert "There is no column &quot;Weight&quot; any more." in page
    newer(client, mapping, csv_file("Date,Weight,Pulse\n2026-03-01,72.5,59\n"))
    assert vitals("vital.weight") == [("2026-03-01", 72.5)]
    assert "no column" not in client.get(reverse("tables")).content.decode()


def test_two_columns_of_one_header_are_two_columns(client):
    text = "Date,Weight,Weight\n2026-03-01,72.4,71\n"
    draft = begin(client, csv_file(text))
    page = client.get(reverse("table_columns", args=[draft.pk])).content.decode()
    assert "Weight (2nd)" in page
    say(client, draft)
    mapping = save(client, draft)
    read(mapping)
    assert vitals("vital.weight") == [("2026-03-01", 72.4)]
    newer_draft = client.post(
        reverse("table_newer", args=[mapping.pk]), {"file": csv_file("Date,Weight\n2026-03-01,71\n")}
    )
    answer = client.get(newer_draft.url, follow=True).content.decode()
    assert "not clear which one is meant" in answer
    assert vitals("vital.weight") == [("2026-03-01", 72.4)]


def test_a_file_that_cannot_be_read_at_all_leaves_everything_as_it_is(client):
    mapping = upload(client, csv_file("Date,Weight\n2026-03-01,72.4\n"))
    UploadedTable.objects.filter(mapping=mapping).delete()
    run = read(mapping)
    assert run.status == SyncRun.Status.FAILED
    assert vitals("vital.weight") == [("2026-03-01", 72.4)]
    assert "Upload it again" in client.get(reverse("tables")).content.decode()


# --- Changed and let go ---------------------------------------------------------------------------------


def test_another_unit_for_a_column_counts_for_rows_that_are_here_already(client):
    mapping = upload(client, csv_file("Date,Weight\n2026-03-01,160\n2026-03-02,159\n"))
    draft = edit(client, mapping)
    assert say(client, draft, **{"c1-unit_weight": "lb"}).status_code == 302
    read(save(client, draft))
    assert [round(value, 1) for _day, value in vitals("vital.weight")] == [72.6, 72.1]
    assert TableMapping.objects.count() == 1


def test_a_column_that_is_no_longer_mapped_takes_its_numbers_along(client):
    mapping = upload(client, csv_file("Date,Weight,Pulse\n2026-03-01,72.4,58\n"))
    draft = edit(client, mapping)
    say(client, draft, **{"c2-kind": "ignore"})
    read(save(client, draft))
    assert set(Vital.objects.values_list("metric", flat=True)) == {"vital.weight"}


@pytest.mark.parametrize(("keep", "left"), [("keep", 2), ("delete", 0)])
def test_a_table_goes_with_or_without_its_numbers(client, keep, left):
    mapping = upload(client, csv_file("Date,Weight\n2026-03-01,72.4\n2026-03-02,72.1\n"))
    other = upload(client, csv_file("Date,Pulse\n2026-03-01,60\n"))
    assert client.post(reverse("table_delete", args=[mapping.pk]), {"keep": keep}).status_code == 302
    assert Vital.objects.filter(metric="vital.weight").count() == left
    assert DailyMetric.objects.filter(metric="vital.weight").count() == left
    assert Vital.objects.filter(metric="vital.pulse").count() == 1
    read(other)
    assert Vital.objects.filter(metric="vital.weight").count() == left
    assert not RawRecord.objects.filter(stream=f"table-{mapping.pk}").exists()


def test_days_that_a_table_does_not_have_are_days_of_which_it_said_nothing(client):
    upload(client, csv_file("Date,Weight\n2026-03-01,72.4\n2026-03-03,72.1\n"))
    states = days_of(Connection.objects.get(), Window(date(2026, 3, 1), date(2026, 3, 3)))
    assert list(dict(sorted(states.items())).values()) == ["data", "none", "data"]


def test_the_page_of_connections_leads_to_the_cells_that_were_left_out(client):
    diary = upload(client, csv_file(DIARY))
    upload(client, csv_file("Date,Weight\n2026-03-01,72.4\n"))
    page = client.get(reverse("connections")).content.decode()
    assert "Some cells could not be read and were left out." in page
    link = f'<a href="{reverse("table", args=[diary.pk])}">table: 1 cell left out</a>'
    assert link in page and page.count("cell left out") == 1
    assert "1 cell could not be read." in page and "record" not in page
    assert "Cell C4 holds" in client.get(reverse("table", args=[diary.pk])).content.decode()
    newer(client, diary, csv_file(DIARY.replace("12O", "120")))
    page = client.get(reverse("connections")).content.decode()
    assert "could not be read and were left out" not in page and "cell left out" not in page


def lead_of_cells(client, mapping) -> str:
    page = client.get(reverse("table", args=[mapping.pk])).content.decode()
    return page.split('id="table-lead">')[1].split("</span>")[0]


def test_what_was_left_out_is_told_among_how_many_rows_and_what_brings_it_in(client):
    diary = upload(client, csv_file(DIARY))
    assert lead_of_cells(client, diary) == (
        "1 cell in 4 rows was left out; correct it in the file and upload it again."
    )
    newer(client, diary, csv_file(DIARY.replace("12O", "120")))
    assert lead_of_cells(client, diary) == "Every cell of its columns could be read."


@pytest.mark.parametrize(
    ("cells", "rows", "said"),
    [
        (1, 420, "1 cell in 420 rows was left out; correct it in the sheet and the next run reads it."),
        (2, 420, "2 cells in 420 rows were left out; correct them in the sheet and the next run reads them."),
        (1, 1, "1 cell was left out; correct it in the sheet and the next run reads it."),
    ],
)
def test_cells_of_a_sheet_are_corrected_there(cells, rows, said):
    mapping = TableMapping(connection=Connection(), sheet_id="a-sheet")
    entry = TableEntry(mapping, "Google", False, cells, None, "", State.IN_ORDER, "", rows=rows)
    assert left_out_words(entry) == said


def following(client) -> bool:
    return 'hx-trigger="every 2s"' in client.get(reverse("tables")).content.decode()


def test_a_table_says_whether_it_is_read_now_soon_or_held_up(client):
    mapping = save(client, answered(client, "Date,Weight\n2026-03-01,72.4\n"))
    connections = Connection.objects.filter(pk=mapping.connection_id)
    page = client.get(reverse("tables")).content.decode()
    assert "It is about to be read." in page and following(client)
    token = claims.claim(mapping.connection_id)
    assert "It is being read." in client.get(reverse("tables")).content.decode() and following(client)
    claims.release(mapping.connection_id, token)
    connections.update(next_sync_at=timezone.now() - timedelta(hours=1), queued_until=None)
    page = client.get(reverse("tables")).content.decode()
    assert "the part that fetches is not running" in page and "about to be read" not in page
    services.pause(connections.get())
    page = client.get(reverse("tables")).content.decode()
    assert "Nothing is fetched until you resume." in page and not following(client)
    services.resume(connections.get())
    read(mapping)
    page = client.get(reverse("tables")).content.decode()
    assert not following(client) and "to be read" not in page and "table-note" not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"state": "needs_reconnect", "reason": "Google has ended our access."},
            "Reconnect, and reading goes",
        ),
        ({"problem": "Unavailable", "reason": "The API is off."}, "The API is off. The next try comes"),
        ({"problem": "RateLimited"}, "asked us to wait"),
    ],
)
def test_what_holds_up_its_source_is_said_beside_a_table(client, fields, said):
    mapping = upload(client, csv_file("Date,Weight\n2026-03-01,72.4\n"))
    Connection.objects.update(**fields)
    for address in (reverse("tables"), reverse("table", args=[mapping.pk])):
        page = client.get(address).content.decode()
        assert said in page and f'href="{reverse("connections")}#files"' in page


def test_nothing_is_due_by_itself(client):
    upload(client, csv_file("Date,Weight\n2026-03-01,72.4\n"))
    connection = Connection.objects.get()
    assert (connection.provider, connection.next_sync_at, connection.problem) == ("files", None, "")


def test_a_file_uploaded_while_another_is_read_is_read_next(client):
    mapping = upload(client, csv_file("Date,Weight\n2026-03-01,72.4\n"))
    from integrations.sync import scheduling

    run = SyncRun.objects.create(connection=mapping.connection, trigger="person")
    Connection.objects.update(next_sync_at=run.started_at.replace(year=2100))
    assert scheduling.asked_meanwhile(mapping.connection, run)


# --- Whose it is ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["other", "staff", "anonymous"])
def test_a_draft_and_a_table_are_their_owner_s(client, kind):
    mapping = upload(client, csv_file("Date,Weight\n2026-03-01,72.4\n"))
    draft = begin(client, csv_file(DIARY))
    say(client, draft)
    stranger = Client()
    if kind != "anonymous":
        stranger.force_login(User.objects.create_user(f"{kind}@example.org", is_staff=kind == "staff"))
    for name, pk in [
        *((name, draft.pk) for name in ("table_tab", "table_columns", "table_check", "table_figure")),
        *((name, mapping.pk) for name in ("table", "table_edit", "table_newer", "table_delete")),
    ]:
        for answer in (stranger.get(reverse(name, args=[pk])), stranger.post(reverse(name, args=[pk]))):
            assert answer.status_code in ({302, 405} if kind == "anonymous" else {404, 405}), name
    assert TableMapping.objects.count() == 1 and Vital.objects.count() == 1


def test_a_draft_is_forgotten_after_a_day(client):
    draft = begin(client, csv_file(DIARY))
    TableDraft.objects.update(created_at=draft.created_at - timedelta(days=2))
    assert client.get(reverse("table_columns", args=[draft.pk])).status_code == 404
    begin(client, csv_file(DIARY))
    assert TableDraft.objects.count() == 1


def test_a_person_keeps_few_drafts(client):
    for _n in range(8):
        begin(client, csv_file(DIARY))
    assert TableDraft.objects.count() == 5


def test_the_list_asks_the_same_number_of_questions_however_many_tables(
    client, django_assert_max_num_queries
):
    for metric in ("Weight", "Pulse", "Temperature"):
        value = {"Weight": 72, "Pulse": 60, "Temperature": 37}[metric]
        upload(client, csv_file(f"Date,{metric}\n2026-03-01,{value}\n"))
    with django_assert_max_num_queries(14):
        client.get(reverse("tables"))


def test_what_was_left_out_of_a_table_is_listed_where_the_cells_cannot_be_read(client):
    mapping = upload(client, csv_file(DIARY))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE integrations_rejectedrecord SET payload = %s", [b"not our key"])
    rejected = RejectedRecord.objects.get()
    page = client.get(reverse("table", args=[mapping.pk]))
    assert page.status_code == 200 and rejected.problem in page.content.decode()


def test_a_table_as_wide_as_is_read_can_be_mapped(client):
    names = [f"Column {n}" for n in range(1, reading.COLUMNS)]
    values = ",".join("1" for _name in names)
    draft = begin(client, csv_file(f"Date,{','.join(names)}\n2026-03-01,{values}\n2026-03-02,{values}\n"))
    asked = questions(client, draft)
    assert len(asked) > 1_000
    answer = client.post(reverse("table_columns", args=[draft.pk]), asked)
    assert answer.status_code in {200, 302}
