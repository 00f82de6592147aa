"""Files from anywhere: read within bounds, or refused in a sentence that says what to do."""

import io
import random
import time
import tracemalloc
import zipfile
from datetime import date, datetime

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from integrations.errors import BadPayload
from integrations.mapping.grid import Grid
from integrations.models import TableDraft
from integrations.providers.files import archive as archives
from integrations.providers.files import reading
from integrations.providers.files.reading import read

from .files import begin, csv_file, repacked, workbook, xlsx_file


def rows(content: bytes, name: str = "table.csv"):
    upload = read(name, content)
    [tab] = upload.book.tabs
    return upload.grid(tab.title).rows


# --- Read -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_of_any_encoding_and_delimiter(encoding, delimiter):
    text = f"Date{delimiter}Größe\r\n2026-03-01{delimiter}1\r\n"
    assert rows(text.encode(encoding)) == [["Date", "Größe"], ["2026-03-01", "1"]]


def test_a_line_break_within_quotes_is_no_new_row_and_blank_rows_keep_their_number():
    found = rows(b'Date,Note\n2026-03-01,"two\nlines"\n\n2026-03-02,"say ""hi"""\n')
    assert found == [["Date", "Note"], ["2026-03-01", "two\nlines"], [], ["2026-03-02", 'say "hi"']]


def test_formulas_of_a_csv_are_text_like_any_other():
    found = rows(b'Date,X\n2026-03-01,"=HYPERLINK(""http://evil"",""x"")"\n2026-03-02,@SUM(A1)\n')
    assert found[1][1] == '=HYPERLINK("http://evil","x")' and found[2][1] == "@SUM(A1)"


def test_a_workbook_gives_values_dates_and_errors_and_no_formula():
    book = Workbook()
    sheet = book.active
    sheet.append(["Date", "When", "Value", "Yes"])
    sheet.append([date(2024, 2, 29), datetime(2026, 3, 1, 7, 30), 72.4, True])
    sheet["C3"] = "=1+1"
    sheet["B3"] = "#REF!"
    sheet["A3"].number_format = "0.0%"
    sheet["A3"] = 0.215
    out = io.BytesIO()
    book.save(out)
    assert rows(out.getvalue()) == [
        ["Date", "When", "Value", "Yes"],
        [date(2024, 2, 29), datetime(2026, 3, 1, 7, 30), 72.4, True],
        [0.215, "#REF!"],  # the formula was never worked out, so it holds nothing
    ]


def test_merged_cells_have_their_value_at_the_top_left():
    book = Workbook()
    sheet = book.active
    for row in (["Date", "Weight"], [date(2026, 3, 1), 72.4], [None, 72.1]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    out = io.BytesIO()
    book.save(out)
    assert rows(out.getvalue())[1:] == [[date(2026, 3, 1), 72.4], [None, 72.1]]


def test_hidden_tabs_are_left_out_and_each_other_one_is_there():
    book = load_workbook(io.BytesIO(workbook([["a"]], title="One", Two=[["b"]], Three=[["c"]])))
    book["Two"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert [tab.title for tab in read("t.xlsx", out.getvalue()).book.tabs] == ["One", "Three"]


# --- Refused ----------------------------------------------------------------------------------------------


def refusal(content: bytes, name: str = "table") -> str:
    with pytest.raises(BadPayload) as caught:
        read(name, content)
    told = str(caught.value)
    assert told.endswith(".") and len(told) < 200
    return told


def test_what_is_no_table_is_refused_in_a_sentence():
    assert "is empty" in refusal(b"")
    assert "no filled cell" in refusal(b"\n,,\n")
    assert "not a text file" in refusal(b"\x89PNG\r\n\x1a\n\0\0\0")
    assert "not a whole .xlsx" in refusal(b"PK\x03\x04" + b"broken" * 20)
    assert "quotation mark" in refusal(b'a,b\n1,"2\n')
    assert "larger than 10 MB" in refusal(b"a" * (reading.SIZE + 1))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (OLE + "Workbook".encode("utf-16-le"), "an old .xls workbook"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (OLE + "WordDocument".encode("utf-16-le"), "a document of an old Office"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "a picture"),
        (b"\x1f\x8b\x08\0", "a packed archive"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html><body><table><tr><td>1</td>", "a web page"),
        (b"<!-- -->" * 300 + b"<html>", "a web page"),
        (b"<table border=1><tr><td>Date</td></tr></table>", "a web page"),
        ("<html><head>".encode("utf-16"), "a web page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "in XML"),
        (archive("mimetype", "content.xml"), "an OpenDocument file"),
        (archive("word/document.xml"), "a text or slides of Office"),
        (archive("xl/workbook.bin"), "a binary .xlsb workbook"),
        (archive("Index/Document.iwa"), "Apple's Numbers"),
        (archive("export/2026.csv"), "a zip archive with a table in it"),
        (archive("photo.jpg"), "a zip archive, and not an .xlsx workbook"),
        (b"nonsense", "called a workbook and is none"),
        (b"\0\1\2\3" * 50, "called a workbook and is none"),
        (workbook([["Date", "Weight"]])[:-300], "not a whole .xlsx workbook"),
    ],
)
def test_what_is_called_a_workbook_and_is_none_is_said_to_be_what_it_is(content, said):
    told = refusal(content, "table.xlsx")
    assert said in told
    assert any(helps in told for helps in ("Save", "save", "pload", "Export")), "and what to do"


def test_a_csv_under_the_name_of_a_workbook_is_read_all_the_same():
    assert rows(b"Date,Weight\n2026-03-01,72\n", "t.xlsx") == [["Date", "Weight"], ["2026-03-01", "72"]]
    assert rows(b"<DATE>,<OPEN>\n2026-03-01,72\n") == [["<DATE>", "<OPEN>"], ["2026-03-01", "72"]]


def test_a_file_full_of_comments_keeps_nobody_waiting():
    """Each of them could once be taken in two ways, which doubled the work with every one more."""
    comments, began = "<!---->" * 24 + "x", time.process_time()

    assert rows(comments.encode()) == [[comments]]
    assert time.process_time() - began < 1


def test_a_huge_cell_is_refused_by_its_address():
    assert "Cell B2 is longer than 10,000" in refusal(b"a,b\n1," + b"x" * 10_001).replace("10000", "10,000")
    assert "longer than" in refusal(b"a,b\n1," + b"x" * 200_000)


def test_too_many_rows_columns_and_cells(monkeypatch):
    monkeypatch.setattr(reading, "ROWS", 100)
    monkeypatch.setattr(reading, "CELLS", 500)
    assert "more than 100 rows" in refusal(b"a\n" * 101)
    assert "more than 200 columns" in refusal(b"a," * 201 + b"a")
    assert "more than 500 cells" in refusal((b"a," * 9 + b"a\n") * 60)
    assert len(rows(b"a\n" * 100)) == 100


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = repacked(workbook([["a"]]), **{"xl__worksheets__sheet1.xml": b"0" * 30_000_000})
    assert len(bomb) < 100_000
    monkeypatch.setattr(reading.openpyxl, "load_workbook", lambda *a, **k: pytest.fail("it was unpacked"))
    assert "unpacks to far more" in refusal(bomb)


NAMES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet(rows: str) -> bytes:
    return f"<worksheet {NAMES}><sheetData>{rows}</sheetData></worksheet>".encode()


def padded(elements: str, count: int) -> str:
    """So many of them, among what cannot be compressed, so that the archive does not look like a bomb."""
    noise = random.Random(7).randbytes(count * len(elements) // 300).hex()
    return f"<!--{noise}-->{elements * count}"


def refused_soon(content: bytes, said: str) -> None:
    """Within seconds, and without holding it all."""
    assert len(content) < reading.SIZE / 4
    start = time.monotonic()
    tracemalloc.start()
    try:
        assert said in refusal(content, "table.xlsx")
        assert tracemalloc.get_traced_memory()[1] < 250 * 2**20
    finally:
        tracemalloc.stop()
    assert time.monotonic() - start < 40  # under tracemalloc; it took many minutes


def test_blank_rows_as_wide_as_can_be_take_no_more_time_than_a_table():
    blank = "".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(2, 20_000))
    rows_of_it = f'<row r="1"><c r="A1"><v>1</v></c></row>{blank}'
    content = repacked(workbook([["a"]]), **{"xl__worksheets__sheet1.xml": sheet(rows_of_it)})
    refused_soon(content, "far more than a table")


def test_a_few_blank_rows_as_wide_as_can_be_are_nothing():
    blank = "".join(f'<row r="{n}"><c r="XFD{n}" s="0"/></row>' for n in range(2, 50))
    rows_of_it = f'<row r="1"><c r="A1"><v>1</v></c></row>{blank}'
    content = repacked(workbook([["a"]]), **{"xl__worksheets__sheet1.xml": sheet(rows_of_it)})
    assert read("table.xlsx", content).grid("Sheet").rows == [[1]]


@pytest.mark.parametrize(
    ("part", "around", "element"),
    [
        ("xl__styles.xml", "styleSheet", "<a/>"),
        ("xl__workbook.xml", "workbook", "<a/>"),
        ("xl__sharedStrings.xml", "sst", "<si/>"),
        ("xl__sharedStrings.xml", "sst", "<a/>"),
        ("xl__worksheets__sheet1.xml", "worksheet", "<a/>"),
        ("xl__worksheets__sheet1.xml", "worksheet", "<row><a/></row><a/>"),
        ("xl__worksheets__sheet1.xml", "worksheet", '<row xmlns=""><a/></row>'),
    ],
)
def test_a_part_of_a_million_elements_is_refused_before_it_is_read(part, around, element):
    filled = f"<{around} {NAMES}>{padded(element, 1_200_000)}</{around}>".encode()
    refused_soon(repacked(workbook([["a"]]), **{part: filled}), "far more than a table")


def test_a_large_workbook_of_texts_and_numbers_is_read():
    content = workbook([[f"text {n}", n, f"other {n}"] for n in range(12_000)])
    assert len(read("table.xlsx", content).grid("Sheet").rows) == 12_000


def test_a_workbook_of_many_parts_is_refused_for_what_they_come_to(monkeypatch):
    content = workbook([["a", "b"], [1, 2]])
    assert read("t.xlsx", content).book.tabs
    monkeypatch.setattr(archives, "UNPACKED", 5000)
    assert "unpacks to far more" in refusal(content)


def test_a_zip_bomb_that_lies_about_its_size_gives_no_more_than_it_says():
    bomb = bytearray(repacked(workbook([["a"]]), **{"xl__worksheets__sheet1.xml": b" " * 30_000_000}))
    listed = bomb.rindex(b"PK\x01\x02", 0, bomb.rindex(b"xl/worksheets/sheet1.xml"))
    bomb[listed + 24 : listed + 28] = (1000).to_bytes(4, "little")
    tracemalloc.start()
    assert "not a whole .xlsx" in refusal(bytes(bomb))
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_entities_that_grow_are_not_expanded():
    lol = "".join(f'<!ENTITY l{n} "{("&l" + str(n - 1) + ";") * 10}">' for n in range(1, 9))
    sheet = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{lol}]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&l8;</t></is></c></row></sheetData></worksheet>'
    )
    assert "not a whole .xlsx" in refusal(
        repacked(workbook([["a"]]), **{"xl__worksheets__sheet1.xml": sheet.encode()})
    )


def test_a_workbook_that_lies_about_its_size_is_read_as_it_is():
    content = workbook([["a", "b"], [1, 2]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    lied = sheet.replace('ref="A1:B2"', 'ref="A1:XFD1048576"')
    assert lied != sheet
    assert rows(repacked(content, **{"xl__worksheets__sheet1.xml": lied.encode()})) == [["a", "b"], [1, 2]]


@pytest.mark.django_db
def test_a_refusal_stands_beside_the_field(client):
    page = client.post(reverse("table_new"), {"file": csv_file("a"), "upload": "yes"})
    assert "no rows below its headers" in page.content.decode()
    page = client.post(
        reverse("table_new"),
        {"file": csv_file("\x89PNG\r\n\x00\x00\x00", encoding="latin-1"), "upload": "yes"},
    )
    assert "not a text file" in page.content.decode()
    page = client.post(reverse("table_new"), {"upload": "yes"})
    assert "This field is required" in page.content.decode()


@pytest.mark.django_db
def test_hostile_cells_are_shown_as_text(client):
    text = 'Date,<script>alert(1)</script>\n2026-03-01,"=HYPERLINK(""http://evil"")"\n'
    draft = begin(client, csv_file(text))
    page = client.get(reverse("table_columns", args=[draft.pk])).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


@pytest.mark.django_db
def test_what_was_uploaded_stands_encrypted(client):
    begin(client, xlsx_file([["Date", "Diagnosis"], [date(2026, 3, 1), "very private"]]))
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM integrations_tabledraft")
        [(stored,)] = cursor.fetchall()
    assert b"private" not in bytes(stored) and TableDraft.objects.get().content["title"] == "table.xlsx"


def test_a_grid_comes_back_from_json_as_it_was():
    grid = Grid(
        [[None, "2026-03-01", date(2026, 3, 1), 1, 1.5, True, datetime(2026, 3, 1, 7)]], "de_DE", "UTC"
    )
    assert Grid.from_json(grid.as_json()) == grid
