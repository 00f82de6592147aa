"""Files as people have them, and the steps as a browser takes them."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from integrations.models import Connection, TableDraft, TableMapping
from integrations.sync.running import Options, sync

DIARY = (
    "Datum;Uhrzeit;Systolisch;Diastolisch;Puls;Bemerkung\n"
    "01.03.2026;07:30;121;79;58;morning\n"
    "02.03.2026;07:31;118;;57;\n"
    "03.03.2026;07:29;12O;81;;\n"
    "04.03.2026;07:45;131;84;61;tired\n"
)
ACCOUNT = (
    "Buchungstag;Empfänger;Kategorie;Betrag\n"
    "01.03.2026;Vermieter;Miete;-850,00 €\n"
    "01.03.2026;Bäcker;Essen;-4,20 €\n"
    "01.03.2026;Bäcker;Essen;-4,20 €\n"
    "02.03.2026;Firma;Gehalt;2.450,00 €\n"
)


def csv_file(text: str, name: str = "table.csv", encoding: str = "utf-8") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(encoding), content_type="text/csv")


def workbook(rows: Sequence[Sequence[Any]], title: str = "Sheet", **more: Sequence[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for name, other in more.items():
        added = book.create_sheet(name)
        for row in other:
            added.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx_file(rows: Sequence[Sequence[Any]], **more: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile("table.xlsx", workbook(rows, **more))


def repacked(content: bytes, **parts: bytes) -> bytes:
    """A workbook with other contents in some of its parts ("xl__workbook.xml" for xl/workbook.xml)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = {name.replace("__", "/"): data for name, data in parts.items()}
        for name in old.namelist():
            new.writestr(name, names.pop(name, None) or old.read(name))
        for name, data in names.items():
            new.writestr(name, data)
    return out.getvalue()


def begin(client: Client, file: SimpleUploadedFile) -> TableDraft:
    answer = client.post(reverse("table_new"), {"file": file, "upload": "yes"})
    assert answer.status_code == 302, answer.content.decode()
    return TableDraft.objects.latest("pk")


def questions(client: Client, draft: TableDraft) -> dict[str, Any]:
    """The form of the columns as it stands, to be sent back as it is or changed."""
    page = client.get(reverse("table_columns", args=[draft.pk]))
    forms = [page.context["table"], *page.context["columns"]]
    return {
        field.html_name: field.value() if field.value() is not None else ""
        for form in forms
        for field in form
        if field.value() is not False
    }


def say(client: Client, draft: TableDraft, **changes: Any) -> Any:
    """Answers the questions of the columns: as suggested, but for some."""
    return client.post(reverse("table_columns", args=[draft.pk]), {**questions(client, draft), **changes})


def save(client: Client, draft: TableDraft) -> TableMapping:
    answer = client.post(reverse("table_check", args=[draft.pk]))
    assert answer.status_code == 302 and answer.url == reverse("tables"), answer.url
    return TableMapping.objects.latest("changed_at")


def upload(client: Client, file: SimpleUploadedFile, **changes: Any) -> TableMapping:
    """All four steps, as suggested but for some answers; and then it is read."""
    draft = begin(client, file)
    assert say(client, draft, **changes).url == reverse("table_check", args=[draft.pk])
    mapping = save(client, draft)
    read(mapping)
    return mapping


def newer(client: Client, mapping: TableMapping, file: SimpleUploadedFile) -> None:
    answer = client.post(reverse("table_newer", args=[mapping.pk]), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    save(client, TableDraft.objects.latest("pk"))
    read(mapping)


def read(mapping: TableMapping) -> Any:
    connection = Connection.objects.select_related("user").get(pk=mapping.connection_id)
    return sync(connection, Options(trigger="command"))
