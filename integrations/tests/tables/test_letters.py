"""A file that does not say in which encoding it is: it is said how it was read, and its person can choose."""

import pytest
from django.urls import reverse

from integrations.mapping import letters
from integrations.models import TableMapping
from integrations.providers.files.reading import read as read_file
from metrics.models import FinanceEntry

from .files import begin, csv_file, newer, read, save, say, upload

pytestmark = pytest.mark.django_db

RUSSIAN = "Дата;Категория;Сумма\n01.03.2026;Аренда;-850,00\n02.03.2026;Еда;-4,20\n"
GUESSED = "does not say how its letters are written"


def columns(client, draft):
    return client.get(reverse("table_columns", args=[draft.pk])).content.decode()


def reread(client, draft, encoding):
    sent = {"letters": encoding, "reread": "yes"}
    assert client.post(reverse("table_columns", args=[draft.pk]), sent).status_code == 302


@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        ("cp1251", "Категория"),
        ("cp932", "カテゴリ表示"),
        ("mac_roman", "Catégorie"),
        ("gb18030", "类别"),
        ("cp1250", "Část"),
    ],
)
def test_a_file_is_read_in_the_encoding_that_its_person_chooses(client, encoding, word):
    text = f"Date,{word},Amount\n2026-03-01,{word},-5\n"
    draft = begin(client, csv_file(text, encoding=encoding))
    page = columns(client, draft)
    assert GUESSED in page and word not in page
    reread(client, draft, encoding)
    assert word in columns(client, draft)
    say(client, draft, **{"c1-kind": "category", "c2-kind": "amount", "currency": "EUR"})
    read(save(client, draft))
    assert FinanceEntry.objects.get().category == word


def test_a_newer_file_is_read_as_the_older_one_was(client):
    draft = begin(client, csv_file(RUSSIAN, encoding="cp1251"))
    reread(client, draft, "cp1251")
    kinds = {"c0-kind": "date", "c0-form": "DD.MM.YYYY", "c1-kind": "category", "c2-kind": "amount"}
    say(client, draft, **kinds)
    mapping = save(client, draft)
    read(mapping)
    newer(client, mapping, csv_file(RUSSIAN.replace("4,20", "5,00"), encoding="cp1251"))
    assert sorted(FinanceEntry.objects.values_list("category", "amount")) == [("Аренда", 850), ("Еда", 5)]
    newer(client, mapping, csv_file(RUSSIAN, encoding="utf-8"))
    assert set(FinanceEntry.objects.values_list("category", flat=True)) == {"Аренда", "Еда"}


def test_changing_a_table_keeps_how_its_letters_are_read(client):
    draft = begin(client, csv_file(RUSSIAN, encoding="cp1251"))
    reread(client, draft, "cp1251")
    kinds = {"c0-kind": "date", "c0-form": "DD.MM.YYYY", "c1-kind": "category", "c2-kind": "amount"}
    say(client, draft, **kinds)
    mapping = save(client, draft)
    client.post(reverse("table_edit", args=[mapping.pk]))
    draft = mapping.drafts.get()
    page = columns(client, draft)
    assert "Категория" in page and GUESSED not in page
    say(client, draft)
    save(client, draft)
    assert TableMapping.objects.get().spec["letters"] == "cp1251"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_that_says_its_encoding_is_not_asked_about(client, encoding):
    draft = begin(client, csv_file(RUSSIAN, encoding=encoding))
    page = columns(client, draft)
    assert GUESSED not in page and "Категория" in page
    reread(client, draft, "cp1251")
    assert "Категория" in columns(client, draft)


def test_the_usual_guess_needs_no_answer(client):
    upload(client, csv_file("Date;Weight;Größe\n2026-03-01;72,4;1\n", encoding="cp1252"))
    assert TableMapping.objects.get().spec["letters"] == "cp1252"


def test_an_encoding_that_we_do_not_offer_is_not_taken(client):
    draft = begin(client, csv_file(RUSSIAN, encoding="cp1251"))
    sent = {"letters": "punycode", "reread": "yes"}
    answer = client.post(reverse("table_columns", args=[draft.pk]), sent)
    assert answer.status_code == 200 and "punycode is not one" in answer.content.decode()


@pytest.mark.parametrize("encoding", sorted(letters.NAMES))
def test_whatever_the_bytes_are_they_can_be_had_back(encoding):
    content = b"Date,A\n1," + bytes(range(128, 256)) + b"\n"
    found = read_file("x.csv", content)
    assert found.is_guessed
    [tab] = found.book.tabs
    again = letters.reread(found.grid(tab.title), encoding)
    assert again.rows[1][1] == bytes(range(128, 256)).decode(encoding, "replace")
