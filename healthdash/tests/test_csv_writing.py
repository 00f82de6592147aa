"""CSV files of ours: words stay words, numbers stay numbers."""

import csv
import datetime
import io
from decimal import Decimal

import pytest

from healthdash.lib import csv_writing
from healthdash.lib.csv_writing import harmless


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("-2.5", "-2.5"),
        ("+3", "+3"),
        ("Good day", "Good day"),
        ("", ""),
    ],
)
def test_no_cell_that_we_write_is_a_formula(text, written):
    assert harmless(text) == written


def test_numbers_days_and_nothing_are_written_as_they_are():
    row = (-2.5, Decimal("-5.10"), True, None, datetime.date(2026, 3, 1), "-3", '=1, "x"')
    [written] = csv.reader(io.StringIO("".join(csv_writing.lines((), [row])).strip()))
    assert written == ["-2.5", "-5.10", "true", "", "2026-03-01", "-3", '\'=1, "x"']


def test_a_column_that_a_person_named_is_no_formula_either():
    assert list(csv_writing.lines(["=A1"], [])) == ["'=A1\r\n"]
