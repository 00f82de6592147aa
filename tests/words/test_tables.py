"""The steps of a person's own table, what of it was left out, and why."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from integrations.mapping import problems
from integrations.sync import scheduling
from integrations.tests.tables.files import begin, csv_file, read, save, say
from tests.plenty import said_by
from tests.test_every_address import owner  # noqa: F401

from .brackets import bare, beside
from .forms import Browser

pytestmark = pytest.mark.django_db

# Cells of every kind that can be refused, beside some that can be read. None of them is a word of ours.
HEADERS = ("Datum", "Uhrzeit", "Systolisch", "Betrag", "Kategorie", "Buchung")
ROWS = """Datum;Uhrzeit;Systolisch;Betrag;Kategorie;Buchung
01.03.2026;07:30;121;-4,20;☃;spent
02.03.2026;07:31;1;-4.2.0;☃;spent
31.02.2026;07:31;118;-4,20;☃;spent
☃;07:31;118;-4,20;☃;spent
04.03.2026;☃;900;☃ 12;☃;☃
05.03.2026;07:31;#REF!;99999999999999;☃;spent
;07:31;118;-4,20;☃;spent
"""
STEPS = ("table_columns", "table_check")
OF_A_TABLE = ("table", "table_edit", "table_newer", "table_delete")
OWN = re.compile(rf"\b({'|'.join(HEADERS)})\b|☃\.\w+|#REF!|\b(spent|Sheet|Other)\b")


@pytest.fixture(autouse=True)
def nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduling, "enqueue", lambda *_args: None)


@pytest.fixture
def client(owner: Any) -> Client:  # noqa: F811
    client = Client()
    client.force_login(owner)
    return client


def test_every_reason_is_a_message(bracketed):
    reasons = [str(value) for name, value in vars(problems).items() if name.isupper() and name != "SHOWN"]
    assert len(reasons) > 10
    assert [said for said in reasons if not said.startswith("⟦")] == []


def test_no_step_leaves_a_word_out(client, bracketed):
    draft = begin(client, csv_file(ROWS, "☃.csv"))
    browser, steps = Browser(client), [reverse(name, args=[draft.pk]) for name in STEPS]
    pages = {address: browser("get", address)[1] for address in steps}
    for form in browser.forms(steps):
        pages |= {f"{form.action}: {way}": html for way, html in browser.answers(form)}
    say(client, draft)
    pages["look"] = client.get(steps[-1]).content.decode()
    figures = [unescape(found) for found in re.findall(r'data-figure="([^"]+)"', pages["look"])]
    pages |= {address: client.get(f"{address}&format=table").content.decode() for address in figures}
    said = [text for address in figures for text in said_by(client.get(address).json())]
    mapping = save(client, draft)
    read(mapping)
    pages |= {name: client.get(reverse(name, args=[mapping.pk])).content.decode() for name in OF_A_TABLE}
    pages |= {name: client.get(reverse(name)).content.decode() for name in ("tables", "connections", "today")}

    assert {name: words for name, html in pages.items() if (words := beside(OWN, html))} == {}
    assert figures and [word for text in said for word in bare(text.replace("<br>", "\n"))] == []
    # Cells were refused, at the look and at the reading.
    assert all("⟦Cell " in pages[name] for name in ("look", "table"))
