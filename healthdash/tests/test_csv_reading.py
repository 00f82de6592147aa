"""Files of comma-separated values, as programs and people make them."""

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from healthdash.lib import csv_reading
from healthdash.lib.csv_reading import Bounds, Refused, read

SMALL = Bounds(size=2_000, rows=3, columns=4, cell=20)


def cells(content: bytes | str, **more) -> list[list[str]]:
    raw = content if isinstance(content, bytes) else content.encode()
    return [list(row.cells) for row in read(raw, **more).rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_usual_encoding_is_read(encoding):
    sheet = read("day,words\n2026-11-22,Grüße € שלום 🌙\n".encode(encoding))

    assert list(sheet.columns) == ["day", "words"]
    assert sheet.rows[0].cells == ["2026-11-22", "Grüße € שלום 🌙"]


def test_what_western_windows_writes_is_read():
    assert cells("a,b\nGrüße,5 €\n".encode("cp1252")) == [["Grüße", "5 €"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter):
    text = f'a{delimiter}b\n"1,5;x|y\tz"{delimiter}2\n'

    assert read(text.encode()).delimiter == delimiter
    assert cells(text) == [["1,5;x|y\tz", "2"]]


def test_the_delimiter_that_excel_declares_is_believed():
    assert cells("sep=;\r\na;b\r\n1,2;3\r\n") == [["1,2", "3"]]


def test_many_cells_of_a_row_do_not_outvote_the_header():
    text = "day;note\n" + "".join(f"2026-11-{n:02};a, b, c and d\n" for n in range(1, 20))

    assert read(text.encode()).delimiter == ";"


def test_a_file_of_one_column_is_read():
    assert cells("words\none\ntwo\n") == [["one"], ["two"]]


def test_a_cell_may_hold_lines_and_quotation_marks():
    sheet = read(b'a,b\n"one\n""two""",3\n4,5\n')

    assert [row.cells for row in sheet.rows] == [['one\n"two"', "3"], ["4", "5"]]
    assert [row.line for row in sheet.rows] == [3, 4]


def test_short_rows_are_filled_long_ones_say_so_and_empty_ones_are_left_out():
    rows = read(b"a,b\n1\n\n , \n1,2,3\n1,2,,\n").rows

    assert [row.cells for row in rows] == [["1", ""], ["1", "2"], ["1", "2"]]
    assert [row.has_more_cells for row in rows] == [False, True, False]


def test_columns_of_one_name_or_none_can_be_told_apart():
    assert list(read(b"Date,Date,,Date (2),Date\n").columns) == [
        *("Date", "Date (2)", "Column 3", "Date (2) (2)", "Date (3)")
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "holds no row"),
        (b"\n \n,,\n", "holds no row"),
        (b"a,b\n" + b"x" * 2_000, "larger than"),
        (b"a\n1\n2\n3\n4\n", "more than 3 rows"),
        (b"a,b,c,d,e\n", "more than 4 columns"),
        (b"a\n" + b"x" * 21, "line 2 is longer than 20 characters"),
        (b"x" * 21 + b"\n1", "line 1 is longer than 20 characters"),
        (b'a,b\n"1,2\n', "Line 2 cannot be read"),
        (b'a,b\n"1"x,2\n', "Line 2 cannot be read"),
        (b"PK\x03\x04...", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0...", "spreadsheet"),
        (b"a,b\n1,\x00\n", "not a text file"),
        (b"a,b\n\x81\x8d,2\n", "not a text file"),
        (b"\xff\xfea", "not a text file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a text file"),
    ],
)
def test_each_refusal_is_a_sentence(content, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        read(content, bounds=SMALL)
    assert str(refused.value).endswith(".")


def test_a_cell_that_the_csv_module_itself_refuses_is_no_failure_of_ours():
    with pytest.raises(Refused, match="longer than"):
        read(b"a,b\n" + b"x" * 200_000 + b",1\n")


@given(st.binary(max_size=300))
def test_no_file_is_a_failure_of_ours(content):
    try:
        sheet = read(content)
    except Refused:
        return
    assert len(set(sheet.columns)) == len(sheet.columns)
    assert all(len(row.cells) == len(sheet.columns) for row in sheet.rows)


@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_the_csv_module_writes_comes_back(rows):
    assume(all("\0" not in cell for row in rows for cell in row))
    width = len(rows[0])
    rows = [(row * width)[:width] for row in rows]
    file = io.StringIO()
    csv.writer(file).writerows([[f"c{n}" for n in range(width)], *rows])
    found = list(
        csv_reading._records(file.getvalue(), ",", csv_reading.BOUNDS),
    )
    assert [cells for _line, cells in found[1:]] == [row for row in rows if any(c.strip() for c in row)]
