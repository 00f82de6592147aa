"""Whole syncs of sheets against the sandbox: a person's numbers after whatever happened to their tables."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from integrations import services
from integrations.contract import Tokens
from integrations.credentials import connection_connected
from integrations.mapping.grid import Tab
from integrations.mapping.spec import DateColumn
from integrations.models import Connection, RawRecord, RejectedRecord, StreamState, TableMapping
from integrations.providers.google_sheets.manifest import PROVIDER, learn
from integrations.sandbox.server import SandboxServer
from integrations.selectors import State, connection_states
from integrations.sync.replaying import replay
from integrations.sync.running import Options, sync
from integrations.wording import words_for
from metrics import corrections
from metrics.models import DailyMetric, FinanceEntry, Vital

from .tables import COFFEE, FINANCES, VITALS, mapped

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
TENTH = date(2026, 3, 10)


@pytest.fixture(scope="module")
def _server() -> Iterator[SandboxServer]:
    server = SandboxServer(now=NOW).start()
    server.sandbox.state.run("UPDATE meta SET value = '2026-03-15' WHERE key = 'anchor'")
    yield server
    server.stop()


@pytest.fixture
def google(_server: SandboxServer, settings, monkeypatch) -> SandboxServer:
    """The sandbox on the fifteenth of March, here and there, with 400 days of tables."""
    _server.clear()
    settings.SANDBOX_URL = _server.url
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return _server


@pytest.fixture
def connection(google: SandboxServer) -> Connection:
    return connect(google, UserFactory(email="anna@example.org", timezone="Europe/Berlin"))


def connect(google: SandboxServer, user: User, person: str = "alex") -> Connection:
    told = google.google_grant(person)
    tokens = Tokens(
        told["access_token"], told["refresh_token"], told["expires_in"], tuple(told["scope"].split())
    )
    return connection_connected(
        user=user, provider="google_sheets", world="sandbox", tokens=tokens, account_id=person
    )


@pytest.fixture
def coffee(connection: Connection, google: SandboxServer) -> TableMapping:
    return mapped(connection, google.spreadsheet("alex"), "Coffee", COFFEE)


@pytest.fixture
def vitals(connection: Connection, google: SandboxServer) -> TableMapping:
    return mapped(connection, google.spreadsheet("alex"), "Vitals", VITALS)


@pytest.fixture
def finances(connection: Connection, google: SandboxServer) -> TableMapping:
    return mapped(connection, google.spreadsheet("alex"), "Finances", FINANCES)


def run(connection: Connection, **options):
    connection.refresh_from_db()
    return sync(connection, Options(trigger="command", **options))


def told(mapping: TableMapping) -> str:
    return StreamState.objects.get(stream=mapping.stream).last_error


def asked(google: SandboxServer) -> list[str]:
    """What was asked since the last time; then forgotten."""
    names = [seen.name for seen in google.requests()]
    google.sandbox.seen.clear()
    return names


def everything() -> list:
    return [
        *Vital.objects.order_by("pk").values_list(),
        *FinanceEntry.objects.order_by("pk").values_list("pk", "day", "amount", "overrides", "withdrawn"),
        *DailyMetric.objects.order_by("pk").values_list(),
        *RawRecord.objects.order_by("pk").values_list("pk", "sha256", "changed_at"),
    ]


def cups(day: date) -> float | None:
    return DailyMetric.objects.filter(metric="custom.coffee", day=day).values_list("value", flat=True).first()


# --- reading -----------------------------------------------------------------------------------------


def test_a_sheet_becomes_money_and_vitals_and_a_metric_of_one_s_own(
    google: SandboxServer, connection: Connection, finances, vitals, coffee
) -> None:
    done = run(connection)
    assert FinanceEntry.objects.filter(user=connection.user).count() > 600
    assert set(FinanceEntry.objects.values_list("currency", flat=True)) == {"EUR", "USD"}
    assert {"Salary", "Rent", "Groceries"} <= set(FinanceEntry.objects.values_list("category", flat=True))
    assert FinanceEntry.objects.filter(direction="income").count() == 13
    assert set(Vital.objects.values_list("metric", flat=True)) == {
        *("vital.weight", "vital.systolic", "vital.diastolic", "vital.pulse", "custom.coffee")
    }
    numbers = set(DailyMetric.objects.values_list("metric", flat=True))
    assert {"finance.spent.EUR".lower(), "vital.weight", "custom.coffee"} <= {n.lower() for n in numbers}
    # The planted traps: a weight with its unit, a pulse that is an error; the rest of those rows is there.
    assert done.status == "partial" and done.rejected == RejectedRecord.objects.count() > 0
    left_out = [json.loads(row.payload)["problem"] for row in RejectedRecord.objects.all()]
    assert any('kg", which is not a number' in sentence for sentence in left_out)
    # Typed with a decimal comma, as text: the sheet is a German one.
    twelfth = FinanceEntry.objects.filter(day=date(2026, 2, 12))
    assert all(entry.amount < Decimal(1000) for entry in twelfth)


def test_the_day_is_the_date_that_stands_in_the_sheet(google, connection, coffee) -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        User.objects.update(timezone=zone)
        run(connection)
    days = Vital.objects.order_by("day").values_list("day", flat=True)
    assert (days.first(), days.last()) == (date(2025, 2, 8), date(2026, 3, 14))


def test_a_tab_is_read_once_a_run_however_many_tables_it_feeds(google, connection, finances, coffee) -> None:
    for tab, spec in (("Vitals", VITALS), ("Finances", FINANCES)):
        mapped(connection, google.spreadsheet("alex"), tab, spec)
    asked(google)
    done = run(connection)
    assert asked(google) == ["spreadsheet", "values", "values", "values"]
    assert done.requests == 4


def test_an_unchanged_sheet_writes_nothing(google, connection, finances, vitals, coffee) -> None:
    run(connection)
    before, generation = everything(), User.objects.get(pk=connection.user_id).generation
    done = run(connection)
    assert done.changed == 0
    assert everything() == before
    assert User.objects.get(pk=connection.user_id).generation == generation


def test_a_connection_without_a_table_asks_for_nothing_and_is_in_order(google, connection) -> None:
    assert run(connection).status == "ok"
    assert asked(google) == []


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("72,4", 72.4),
        (" 72,4 ", 72.4),
        ("1.072,4", "which is too high to be true"),
        ("72.4", "not a number with a decimal comma"),
        ("#REF!", 'the error "#REF!" of a formula'),
        ("#DIV/0!", "of a formula"),
        ("=1+1", "which is not a number"),
        (True, "a tick box and not a number"),
        (0.724, "which is too low to be true"),
        ("", None),
        ("–", None),
    ],
)
def test_a_cell_of_a_sheet_is_a_number_nothing_or_left_out_with_its_reason(
    google, connection, vitals, cell, found
) -> None:
    google.change("vitals", person="alex", day="2026-03-10", set={"Weight (kg)": cell})
    run(connection)
    weight = Vital.objects.filter(metric="vital.weight", day=TENTH).values_list("value", flat=True).first()
    told = [json.loads(row.payload)["problem"] for row in RejectedRecord.objects.all()]
    if isinstance(found, str):
        assert weight is None and any(found in sentence for sentence in told)
    else:
        assert weight == found


def test_a_serial_day_with_a_fraction_is_that_day_and_a_time_of_it(google, connection, vitals) -> None:
    serial = (TENTH - date(1899, 12, 30)).days + 0.75
    google.change("vitals", person="alex", day="2026-03-10", set={"Date": serial, "Pulse": 61})
    run(connection)
    pulse = Vital.objects.get(metric="vital.pulse", day=TENTH)
    assert (pulse.value, pulse.start) == (61, datetime(2026, 3, 10, 17, tzinfo=UTC)), "18:00 in Berlin"


@pytest.mark.parametrize("repeats", [True, False])
def test_the_blank_cells_of_a_merged_date_are_of_its_day_where_the_person_said_so(
    google, connection, repeats
) -> None:
    """Google sends the value of merged cells at their top left, and nothing for the others."""
    date_column = DateColumn("Date", repeats=repeats)
    mapped(connection, google.spreadsheet("alex"), "Vitals", replace(VITALS, date=date_column))
    for day, pulse in (("2026-03-09", 59), ("2026-03-10", 61)):
        google.change("vitals", person="alex", day=day, set={"Pulse": pulse})
    google.change("vitals", person="alex", day="2026-03-10", set={"Date": ""})
    run(connection)
    pulses = Vital.objects.filter(metric="vital.pulse")
    assert sorted(pulses.filter(day=date(2026, 3, 9)).values_list("value", flat=True)) == (
        [59, 61] if repeats else [59]
    )
    assert not pulses.filter(day=TENTH).exists()
    told = [json.loads(row.payload)["problem"] for row in RejectedRecord.objects.all()]
    assert any("holds no date" in sentence for sentence in told) is not repeats


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (-12.5, ("spent", Decimal("12.50"))),
        ("-1.234,50 €", ("spent", Decimal("1234.50"))),
        ("€ 3,10", ("income", Decimal("3.10"))),
        ("(45,00)", ("spent", Decimal("45.00"))),
        ("$ 12", None),
        ("12,50 apples", None),
    ],
)
def test_an_amount_may_be_formatted_as_money_in_its_own_currency(
    google, connection, finances, cell, amount
) -> None:
    google.change("finances", person="alex", day="2026-03-10", set={"Amount": cell, "Currency": "EUR"})
    run(connection)
    day = FinanceEntry.objects.filter(day=TENTH)
    told = [json.loads(row.payload)["problem"] for row in RejectedRecord.objects.all()]
    if amount is None:
        assert not day.exists() and any(str(cell) in sentence for sentence in told)
    else:
        assert set(day.values_list("direction", "amount")) == {amount}


# --- a sheet that changes ----------------------------------------------------------------------------


def test_a_changed_cell_replaces_its_number(google, connection, coffee) -> None:
    run(connection)
    google.change("coffee", person="alex", day="2026-03-10", set={"Cups": 7})
    assert run(connection).changed > 0
    assert cups(TENTH) == 7
    assert Vital.objects.filter(metric="custom.coffee", day=TENTH).count() == 1


def test_a_row_that_left_the_sheet_is_withdrawn_and_a_corrected_one_says_so(
    google, connection, vitals
) -> None:
    run(connection)
    corrected, plain = Vital.objects.filter(metric="vital.weight").order_by("-day")[:2]
    corrections.correct_event(
        user=connection.user, by=connection.user, event=corrected, field="value", value=70.5
    )
    for vital in (corrected, plain):
        google.change("vitals", person="alex", day=vital.day.isoformat(), hide=True)
    run(connection)
    assert not Vital.objects.filter(pk=plain.pk).exists()
    corrected.refresh_from_db()
    assert (corrected.value, corrected.withdrawn) == (70.5, True)
    numbers = DailyMetric.objects.filter(metric="vital.weight")
    assert numbers.get(day=corrected.day).value == 70.5
    assert not numbers.filter(day=plain.day).exists()


def test_a_line_typed_twice_is_gone_again_once_it_was_taken_out(
    google, connection, finances, monkeypatch
) -> None:
    def at(now: datetime) -> list[str]:
        google.set_now(now)
        monkeypatch.setattr(timezone, "now", lambda: now)
        run(connection)
        return sorted(FinanceEntry.objects.filter(day=date(2026, 3, 5)).values_list("external_id", flat=True))

    twice, once = at(NOW.replace(day=6)), at(NOW.replace(day=8))
    assert len(twice) == len(once) + 1 and set(once) < set(twice)


def test_a_moved_column_is_found(google, connection, vitals) -> None:
    run(connection)
    before = everything()
    google.change("spreadsheet", set={"vitals.order": [3, None, 1, 4, 0, 2]})
    assert run(connection).changed == 0
    assert everything() == before


def test_a_missing_column_stops_itself_and_nothing_else(google, connection, vitals) -> None:
    run(connection)
    weights = Vital.objects.filter(metric="vital.weight").count()
    google.change("spreadsheet", set={"vitals.headers.Weight (kg)": "Gewicht"})
    google.change("vitals", person="alex", day="2026-03-12", set={"Pulse": 61})
    assert run(connection).status == "partial"
    assert 'no column "Weight (kg)"' in told(vitals)
    assert Vital.objects.filter(metric="vital.weight").count() == weights
    google.unchange()
    run(connection)
    assert told(vitals) == ""


def test_a_sheet_without_its_date_column_keeps_what_it_brought(google, connection, coffee) -> None:
    run(connection)
    held = Vital.objects.count()
    google.change("spreadsheet", set={"coffee.headers.Date": "When"})
    assert run(connection).status in {"partial", "failed"}
    assert 'no column "Date"' in told(coffee)
    assert Vital.objects.count() == held


def test_a_renamed_tab_is_followed_by_its_id_and_its_person_is_told(
    google, connection, coffee, vitals, client
) -> None:
    assert coffee.tab_id == "", "a mapping as it was made before ids were kept"
    run(connection)
    before = everything()
    asked(google)
    # Two at once, and one takes the name of the other: only the id tells which is which.
    google.change("spreadsheet", person="alex", set={"coffee.title": "Vitals", "vitals.title": "Health"})
    again = run(connection)
    assert (again.changed, told(coffee), told(vitals)) == (0, "", "")
    assert asked(google) == ["spreadsheet", "values", "values"], "no further request"
    assert everything() == before
    coffee.refresh_from_db()
    assert (coffee.tab, coffee.tab_before) == ("Vitals", "Coffee")
    client.force_login(connection.user)
    page = client.get("/tables/").content.decode()
    assert "Its tab is called “Vitals” now, and was “Coffee” before." in page
    assert "Its tab is called “Health” now, and was “Vitals” before." in page
    google.change("coffee", person="alex", day="2026-03-10", set={"Cups": 7})
    run(connection)
    assert cups(TENTH) == 7


def test_a_tab_that_was_made_anew_under_its_name_is_taken(google, connection, coffee) -> None:
    TableMapping.objects.update(tab_id="4711")
    assert run(connection).status == "ok"
    coffee.refresh_from_db()
    assert coffee.tab_id not in {"", "4711"} and coffee.tab_before == ""


def test_a_tab_chosen_while_another_is_read_stays_chosen(connection, coffee) -> None:
    [stream] = PROVIDER.streams_for(connection)
    TableMapping.objects.update(tab="Vitals", tab_id="2000")
    learn(stream, Tab("Kaffee", 1000, 26, "3000"))
    coffee.refresh_from_db()
    assert (coffee.tab, coffee.tab_id, coffee.tab_before) == ("Vitals", "2000", "")


# --- a sheet that cannot be read ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "deleted"}, "was deleted"),
        ({"state": "unshared"}, "may not open this sheet"),
        ({"state": "excel"}, "most likely an Excel file"),
        ({"coffee.gone": True}, "the tab “Coffee” was deleted"),
        ({"coffee.size": [50_000, 26]}, "1,300,000 cells"),
    ],
)
def test_trouble_with_a_sheet_is_told_in_plain_words_and_loses_nothing(
    google, connection, coffee, change, words
) -> None:
    run(connection)
    before = everything()
    google.change("spreadsheet", person="alex", set=change)
    assert run(connection).status in {"partial", "failed"}
    assert words in told(coffee)
    assert everything() == before
    seen = connection_states(connection.user)[0]
    assert seen.state is State.FAILING and "one of your tables" in words_for(seen, connection.user).fact
    connection.refresh_from_db()
    assert connection.state == "active"
    google.unchange()
    assert run(connection).status == "ok"
    assert told(coffee) == ""


def test_one_sheet_in_trouble_holds_up_no_other_table(google, connection, vitals, coffee) -> None:
    google.change("spreadsheet", set={"coffee.gone": True})
    assert run(connection).status == "partial"
    assert told(vitals) == "" and Vital.objects.filter(metric="vital.weight").exists()


def test_an_emptied_tab_is_not_believed_at_once(google, connection, coffee) -> None:
    run(connection)
    held = Vital.objects.count()
    google.fault("values", "empty")
    run(connection)
    assert Vital.objects.count() == held


@pytest.mark.parametrize("fault", ["500", "429", "cut", "drop", "html", "broken_json"])
def test_google_in_trouble_moves_no_mark_and_the_next_run_goes_on(google, connection, coffee, fault) -> None:
    run(connection)
    before = everything()
    google.fault("*", fault, retry_after="60")
    assert run(connection).status != "ok"
    assert everything() == before
    google.lift()
    Connection.objects.update(next_sync_at=NOW)
    assert run(connection).status == "ok"


def test_a_project_without_the_api_is_tried_again_later(google, connection, coffee) -> None:
    google.settings.change({"google_sheets_api": False})
    assert run(connection).status == "failed"
    connection.refresh_from_db()
    assert "API is not switched on" in connection.reason
    assert connection.state == "active" and connection.next_sync_at > NOW


# --- the key -----------------------------------------------------------------------------------------


def test_an_expired_key_is_renewed_within_the_run(google, connection, coffee) -> None:
    google.expire("alex")
    assert run(connection).status == "ok"
    assert asked(google).count("google_token") == 1


def test_a_dead_key_asks_for_its_person_once_and_keeps_everything(google, connection, coffee) -> None:
    run(connection)
    before = everything()
    google.revoke("alex")
    assert run(connection).status == "failed"
    connection.refresh_from_db()
    assert connection.state == "needs_reconnect"
    assert "has ended our access" in connection.reason
    assert everything() == before
    connect(google, connection.user)
    assert run(connection).status == "ok"


def test_no_token_is_kept_beside_the_credential(google, connection, coffee) -> None:
    done = run(connection)
    records = " ".join(str(record.payload) for record in RawRecord.objects.all())
    assert "ya29." not in f"{done.streams}{records}"


# --- whose it is -------------------------------------------------------------------------------------


def test_the_sheet_of_somebody_else_cannot_be_read_by_its_id(google, connection) -> None:
    """Each person reads with their own account, so an id opens nothing by itself."""
    other = connect(google, UserFactory(), "sam")
    mapping = mapped(other, google.spreadsheet("alex"), "Coffee", COFFEE)
    assert run(other).status in {"partial", "failed"}
    assert "may not open this sheet" in told(mapping)
    assert not Vital.objects.exists()


def test_two_people_have_their_own_tables(google, connection, coffee) -> None:
    other = connect(google, UserFactory(), "sam")
    mapped(other, google.spreadsheet("sam"), "Coffee", COFFEE)
    run(connection)
    run(other)
    mine, theirs = (
        set(Vital.objects.filter(user=user).values_list("day", "value"))
        for user in (connection.user, other.user)
    )
    assert mine and theirs and mine != theirs


# --- the end of it -----------------------------------------------------------------------------------


def test_a_reset_reads_everything_again(google, connection, coffee) -> None:
    run(connection)
    before = set(Vital.objects.values_list("day", "value"))
    services.reset(connection)
    assert not Vital.objects.exists() and TableMapping.objects.count() == 1
    run(connection)
    assert set(Vital.objects.values_list("day", "value")) == before


@pytest.mark.parametrize("keep", [True, False])
def test_disconnecting_keeps_or_deletes_what_was_read(google, connection, coffee, keep) -> None:
    run(connection)
    assert services.disconnect(connection, keep_data=keep) == ""
    assert Vital.objects.exists() is keep
    assert "google_revoke" in asked(google)


def test_a_replay_gives_the_same_numbers_without_asking(google, connection, vitals) -> None:
    run(connection)
    before = set(Vital.objects.values_list("external_id", "value"))
    asked(google)
    Vital.objects.all().delete()
    replay(connection)
    assert set(Vital.objects.values_list("external_id", "value")) == before
    assert asked(google) == []


def test_days_typed_later_comes_with_the_next_run(google, connection, coffee, monkeypatch) -> None:
    run(connection)
    later = NOW + timedelta(days=4)
    google.set_now(later)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert 0 < run(connection).changed <= 4
    assert Vital.objects.latest("day").day > date(2026, 3, 15)
