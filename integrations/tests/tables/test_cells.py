"""Cells as numbers and days: every way of writing them, and everything that is neither."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from time import monotonic as time_passed

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.contract import Context, Refused
from integrations.mapping import cells, currencies, dates, months
from integrations.mapping.dry_run import dry_run
from integrations.mapping.grid import Grid, letter
from integrations.mapping.headers import names_of
from integrations.mapping.normalise import normalise
from integrations.mapping.problems import CellProblem
from integrations.mapping.rows import records_of
from integrations.mapping.spec import Amount, Column, DateColumn, Measure, MoneyColumns, Spec
from integrations.mapping.suggest import date_form, decimal_mark, header_row, suggest
from metrics.records import Measurement, Money

WEIGHT = Spec(date=DateColumn("Date"), measures=(Measure("Weight", metric="vital.weight", unit="kg"),))


def told(call, *args) -> str:
    with pytest.raises(CellProblem) as caught:
        call(*args)
    return caught.value.told("B214", cells.shown(args[0]))


def test_a_long_text_is_no_number_and_is_not_pored_over():
    long = "1" + " " * 40_000 + "x"
    start = time_passed()
    for _ in range(20):
        assert told(cells.number, long, ".")
        assert currencies.parted(long) == (long, "")
        assert told(cells.number, "9" * 61, ".")
    assert time_passed() - start < 2


# --- Numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("72,4", ",", "72.4"),
        ("1.234,50", ",", "1234.50"),
        ("1 234,5", ",", "1234.5"),
        ("1\u202f234,5", ",", "1234.5"),
        ("1'234.50", ".", "1234.50"),
        ("1,234,567", ".", "1234567"),
        ("−12", ".", "-12"),
        ("(45.00)", ".", "-45.00"),
        ("45,00-", ",", "-45.00"),
        ("+5", ".", "5"),
        (".5", ".", "0.5"),
        ("007", ".", "7"),
    ],
)
def test_numbers_as_people_write_them(text, mark, value):
    assert cells.number(text, mark) == Decimal(value)


@pytest.mark.parametrize("nothing", [None, "", "  ", "-", "–", "\u00a0"])
def test_nothing_is_absent_and_not_zero(nothing):
    assert cells.number(nothing, ".") is None
    assert cells.number(0, ".") == 0


def test_what_is_no_number_says_so_with_its_address():
    assert told(cells.number, "72,4kg", ",") == 'Cell B214 holds "72,4kg", which is not a number.'
    assert "the error" in told(cells.number, "#REF!", ",")
    assert "decimal comma" in told(cells.number, "72.4", ",")
    assert "decimal point" in told(cells.number, "72,4", ".")
    assert "tick box" in told(cells.number, True, ".")
    for text in ("1e5", "nan", "inf", "1,23,4", "--5", "0x1f", "5 5", "½", "9" * 100, "=1+1"):
        assert "number" in told(cells.number, text, ".")
    assert told(cells.number, "9" * 40, ".").endswith("too large to be stored.")


@given(value=st.decimals(-(10**9), 10**9, places=2), mark=st.sampled_from(",."))
def test_a_number_is_read_as_it_was_written(value, mark):
    other = "." if mark == "," else ","
    plain = f"{value:,.2f}".replace(",", "T").replace(".", mark).replace("T", other)
    assert cells.number(plain, mark) == value


@given(text=st.text(max_size=30), mark=st.sampled_from(",."))
def test_any_text_is_a_number_nothing_or_a_sentence(text, mark):
    try:
        found = cells.number(text, mark)
    except CellProblem as problem:
        assert problem.told("B2", text).startswith("Cell B2 holds")
    else:
        assert found is None or found.is_finite()


@pytest.mark.parametrize(
    ("text", "number", "sign"),
    [
        ("€ 1.234,50", "1.234,50", "€"),
        ("-12,30 €", "-12,30", "€"),
        ("($45.00)", "(45.00)", "$"),
        ("-€5", "-5", "€"),
        ("12 USD", "12", "USD"),
        ("kr. 5", "5", "kr."),
        ("12", "12", ""),
    ],
)
def test_a_currency_beside_a_number(text, number, sign):
    assert currencies.parted(text) == (number, sign)


@pytest.mark.parametrize("cell", [99_999_999_999, 5e11, "99999999999.5"])
def test_a_number_beyond_what_is_kept_of_an_amount_is_refused(cell):
    assert "too large to be stored" in told(cells.number, cell, ".")


# --- Days -------------------------------------------------------------------------------------------------


@given(
    day=st.dates(date(1970, 1, 1), date(2199, 12, 31)),
    form=st.sampled_from(sorted(dates.FORMATS)),
    pick=st.randoms(use_true_random=False),
)
def test_every_day_is_read_in_every_format(day, form, pick):
    name = pick.choice(months.NAMES[day.month - 1].split())
    name = pick.choice([name, name.upper(), name.title(), f"{name}."])
    text = form.replace("YYYY", f"{day:%Y}").replace("MM", f"{day:%m}").replace("DD", f"{day:%d}")
    text = text.replace("MON", name)
    assert dates.moment(text, form) == (day, None)
    assert dates.moment(f"{text} 07:30", form) == (day, time(7, 30))


@given(day=st.dates(date(1970, 1, 1), date(2199, 12, 31)), seconds=st.integers(0, 86_399))
def test_a_serial_number_counts_from_1899_12_30(day, seconds):
    serial = (day - date(1899, 12, 30)).days + seconds / 86_400
    found = dates.moment(serial, "")
    assert found is not None and found[0] == day
    at = found[1] or time()
    assert timedelta(hours=at.hour, minutes=at.minute, seconds=at.second) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("24 Mar 2026", "DD MON YYYY"),
        ("24. März 2026", "DD MON YYYY"),
        ("24-Mar-26", "DD MON YYYY"),
        ("24MAR2026", "DD MON YYYY"),
        ("24th March 2026", "DD MON YYYY"),
        ("24 mars 2026", "DD MON YYYY"),
        ("martes, 24 de marzo de 2026", "DD MON YYYY"),
        ("Di., 24. Mrz. 2026", "DD MON YYYY"),
        ("Mar 24, 2026", "MON DD, YYYY"),
        ("Tuesday, March 24th, 2026", "MON DD, YYYY"),
        ("mar 24 2026", "MON DD, YYYY"),
    ],
)
def test_a_month_may_have_its_name(text, form):
    assert date_form([text]) == (form, False)
    assert dates.moment(text, form) == (date(2026, 3, 24), None)
    assert dates.moment(f"{text} at 7:30 pm", form) == (date(2026, 3, 24), time(19, 30))


def test_no_name_of_a_month_is_of_two_months_and_other_words_are_none():
    names = [name for month in months.NAMES for name in {months.plain(one) for one in month.split()}]
    assert len(names) == len(set(names)) == len(months.NUMBERS)
    assert "not a date like 24 Mar 2026" in told(dates.moment, "24 Foo 2026", "DD MON YYYY")
    assert "no calendar" in told(dates.moment, "31 Jun 2026", "DD MON YYYY")


@pytest.mark.parametrize(
    ("text", "year"), [("31.12.98", 1998), ("31.12.70", 1970), ("31.12.69", 2069), ("31.12.26", 2026)]
)
def test_two_digits_of_a_year_are_of_a_century_in_which_there_are_tables(text, year):
    assert dates.moment(text, "DD.MM.YYYY") == (date(year, 12, 31), None)


@pytest.mark.parametrize(
    ("text", "day", "at", "offset"),
    [
        ("2026-03-01T23:30:00Z", date(2026, 3, 2), "2026-03-01T23:30:00+00:00", 3600),
        ("2026-03-01 23:30 UTC", date(2026, 3, 2), "2026-03-01T23:30:00+00:00", 3600),
        ("2026-03-01T23:30:00+00:00", date(2026, 3, 2), "2026-03-01T23:30:00+00:00", 3600),
        ("2026-03-01T23:30:00-05:00", date(2026, 3, 1), "2026-03-02T04:30:00+00:00", -18000),
        ("2026-03-01T23:30:00+0530", date(2026, 3, 1), "2026-03-01T18:00:00+00:00", 19800),
        ("2026-03-01T23:30:00", date(2026, 3, 1), "2026-03-01T22:30:00+00:00", 3600),
    ],
)
def test_a_time_that_says_how_far_from_utc_it_is_is_that_instant(text, day, at, offset):
    [record] = records_of(Grid([["Date", "Weight"], [text, 72.4]]), WEIGHT)[0]
    [found] = normalise(record, Context(zone="Europe/Berlin"), spec=WEIGHT, prefix="")
    assert isinstance(found, Measurement) and found.at is not None
    assert (found.day, found.at.astimezone(UTC).isoformat(), found.utc_offset) == (day, at, offset)


def test_an_offset_that_no_place_has_is_none():
    assert "not a time" in told(dates.moment, "2026-03-01T23:30:00+99:99", "YYYY-MM-DD")


def test_days_that_are_none():
    assert dates.moment("29.02.2024", "DD.MM.YYYY") == (date(2024, 2, 29), None)
    assert "no calendar" in told(dates.moment, "29.02.2026", "DD.MM.YYYY")
    assert "not a date like 24.03.2026" in told(dates.moment, "Summe", "DD.MM.YYYY")
    for cell in (2.5, -1, 10**9, True, time(7), float("nan"), "46083"):
        assert "not a date" in told(dates.moment, cell, "YYYY-MM-DD")
    assert dates.moment(43831, "") == (date(2020, 1, 1), None)
    assert dates.moment(None, "") is None


def test_a_day_and_a_month_that_could_be_either_way():
    assert date_form(["03/04/2026", "05/06/2026"]) == ("DD/MM/YYYY", True)
    assert date_form(["03/04/2026", "25/06/2026"]) == ("DD/MM/YYYY", False)
    assert date_form(["03/04/2026", "06/25/2026"]) == ("MM/DD/YYYY", False)
    assert date_form([date(2026, 3, 1), 46083]) == ("YYYY-MM-DD", False)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("7:05", time(7, 5)),
        ("7.05", time(7, 5)),
        ("12:10 am", time(0, 10)),
        ("1:00 PM", time(13)),
        (0.5, time(12)),
    ],
)
def test_times_of_day(cell, found):
    assert dates.time_of_day(cell) == found


# --- Headers and rows -------------------------------------------------------------------------------------


def test_columns_have_names_of_their_own():
    names = [column.header for column in names_of(["Weight", "", "Weight", None, "Weight (2nd)"], 5)]
    assert names == ["Weight", "Column B", "Weight (2nd)*", "Column D", "Weight (2nd)"]
    assert [letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@given(
    st.lists(
        st.one_of(st.none(), st.text(max_size=4), st.sampled_from(["a", "a (2nd)", "Column B"])), max_size=8
    )
)
def test_no_two_columns_ever_share_a_name(head):
    names = [column.header for column in names_of(head, len(head))]
    assert len(set(names)) == len(names)


def test_a_header_is_found_below_what_stands_above_it():
    grid = Grid([["My diary"], [], ["Date", "Weight"], ["2026-03-01", 72.4]])
    assert header_row(grid) == 3
    assert [one.kind for one in suggest(grid, 3)] == ["date", "vital.weight"]


def test_numbers_under_unknown_headers_are_a_persons_own_where_nothing_else_is_known():
    kinds = [one.kind for one in suggest(Grid([["Datum", "Tassen", "Wer"], ["01.03.2026", 3, "ich"]]), 1)]
    assert kinds == ["date", "own", "ignore"]
    kinds = [one.kind for one in suggest(Grid([["Datum", "Tassen", "Gewicht"], ["01.03.2026", 3, 72.4]]), 1)]
    assert kinds == ["date", "ignore", "vital.weight"]


def test_units_and_marks_are_seen_in_the_values():
    grid = Grid([["Datum", "Körperfett", "Glucose mg/dl", "Temp"], ["01.03.2026", 0.215, 98, "98,6"]])
    assert decimal_mark(grid, 1) == ","
    assert [one.unit for one in suggest(grid, 1)[1:]] == ["0–1", "mg/dL", "°F"]
    assert decimal_mark(Grid([["a"]], "de_DE"), 1) == "," and decimal_mark(Grid([["a"]], "en_US"), 1) == "."


def values(grid, spec):
    found = dry_run(grid, spec, Context(), {})
    return found, found.series


def test_percentages_and_what_cannot_be_true():
    spec = Spec(date=DateColumn("Date"), measures=(Measure("Fat", metric="vital.body_fat", unit="0–1"),))
    rows = [["Date", "Fat"], ["2026-03-01", 0.215], ["2026-03-02", "21.5%"], ["2026-03-03", 21.5]]
    found, series = values(Grid(rows), spec)
    assert series["vital.body_fat"] == {date(2026, 3, 1): 21.5, date(2026, 3, 2): 21.5}
    assert "too high to be true: 75 % is the most" in str(found.refused[0].problem)
    found, _series = values(Grid([["Date", "Weight"], ["2026-03-01", 724]]), WEIGHT)
    assert found.refused == [Refused("B2", found.refused[0].problem, "724")]


def test_a_blank_date_is_the_one_above_it_only_where_somebody_said_so():
    rows = [["Date", "Weight"], [date(2026, 3, 1), 72.4], [None, 72.0]]
    found, _series = values(Grid(rows), WEIGHT)
    assert found.stored == 1 and "holds no date" in str(found.refused[0].problem)
    merged = Spec(date=DateColumn("Date", repeats=True), measures=WEIGHT.measures)
    found, series = values(Grid(rows), merged)
    assert found.stored == 2 and series["vital.weight"] == {date(2026, 3, 1): pytest.approx(72.2)}


def money(**more):
    return Spec(date=DateColumn("Date"), money=MoneyColumns(**{"currency": "EUR", **more}))


def entries(rows, spec):
    from integrations.mapping.normalise import normalise

    records, _absent = records_of(Grid(rows), spec)
    return [one for r in records for one in normalise(r, Context(), spec=spec, prefix="1:")]


def test_income_and_spending_by_sign_by_column_and_by_words():
    by_sign = entries(
        [["Date", "A"], ["2026-03-01", -5], ["2026-03-01", 7], ["2026-03-01", 0]],
        money(amounts=(Amount("A"),)),
    )
    assert [(one.direction, one.amount) for one in by_sign] == [("spent", 5), ("income", 7)]
    two = money(amounts=(Amount("Out", direction="spent"), Amount("In", direction="income")))
    by_column = entries([["Date", "Out", "In"], ["2026-03-01", 5, None], ["2026-03-02", None, 7]], two)
    assert [(one.direction, one.amount) for one in by_column] == [("spent", 5), ("income", 7)]
    words = money(amounts=(Amount("A", direction="column"),), direction=Column("T"), income_words=("haben",))
    by_word = entries(
        [["Date", "A", "T"], ["2026-03-01", 5, "Soll"], ["2026-03-01", 7, "HABEN"], ["2026-03-01", 1, ""]],
        words,
    )
    assert [one.direction for one in by_word[:2]] == ["spent", "income"]
    assert isinstance(by_word[2], Refused) and by_word[2].where == "C4"


def test_currencies_are_never_guessed_at():
    spec = money(amounts=(Amount("A"),))
    [refused] = entries([["Date", "A"], ["2026-03-01", "$12"]], spec)
    assert str(refused.problem) == 'Cell B2 holds "$12", which is not in EUR.'
    own = money(amounts=(Amount("A"),), currency="", currency_column=Column("C"))
    found = entries([["Date", "A", "C"], ["2026-03-01", 1, "usd"], ["2026-03-01", 2, "$"]], own)
    assert found[0].currency == "USD" and found[1].where == "C3"


CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=12),
    st.dates(),
    st.datetimes(),
    st.times(),
)


@given(rows=st.lists(st.tuples(st.one_of(CELL, st.just("2026-03-01")), CELL, CELL), max_size=6))
def test_whatever_stands_in_a_table_it_is_stored_left_out_or_absent_and_always_the_same(rows):
    spec = Spec(
        date=DateColumn("Date"),
        measures=WEIGHT.measures,
        money=MoneyColumns(amounts=(Amount("A"),), currency="EUR"),
    )
    grid = Grid([["Date", "Weight", "A"], *rows])
    once, again = entries(grid.rows, spec), entries(grid.rows, spec)
    assert once == again
    ids = [one.external_id for one in once if isinstance(one, Measurement | Money)]
    assert len(set(ids)) == len(ids)
    assert Spec.from_json(spec.as_json()) == spec


def test_a_moved_row_keeps_its_name_and_an_equal_one_gets_its_own():
    rows = [["Date", "Weight"], ["2026-03-01", 1], ["2026-03-02", 2], ["2026-03-01", 3]]
    names = [record["id"] for record in records_of(Grid(rows), WEIGHT)[0]]
    assert names == ["2026-03-01.1", "2026-03-02.1", "2026-03-01.2"]
    moved = [rows[0], rows[2], rows[1], rows[3]]
    assert sorted(record["id"] for record in records_of(Grid(moved), WEIGHT)[0]) == sorted(names)
    by_id = Spec(date=DateColumn("Date"), measures=WEIGHT.measures, id=Column("Id"))
    with_id = [["Id", "Date", "Weight"], ["a-7", "2026-03-01", 1], ["my id!", datetime(2026, 3, 2), 2]]
    found = [record["id"] for record in records_of(Grid(with_id), by_id)[0]]
    assert found[0] == "~a-7" and "my id" not in found[1]
