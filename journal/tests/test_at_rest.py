"""What a copy of the database says about somebody's words: nothing."""

from datetime import date

import pytest
from django.db import connection

from journal import search
from journal.fields import Unreadable, WordsField
from journal.models import DailyLog, Prompt, Reflection

from .conftest import TODAY
from .test_check_in import post

WORDS = "Unverwechselbar geheim"


@pytest.fixture
def another_key(settings, monkeypatch):
    """Everything written from now on, and everything read, is with a key that nothing was written with."""

    def use():
        settings.FERNET_KEYS = ["quite another key"]
        for model in (DailyLog, Reflection, Prompt):
            for field in model._meta.fields:
                if isinstance(field, WordsField):
                    for name in ("keys", "fernet_keys", "fernet"):
                        if name in field.__dict__:
                            monkeypatch.delitem(field.__dict__, name)

    yield use
    settings.FERNET_KEYS = []
    for model in (DailyLog, Reflection, Prompt):
        for field in model._meta.fields:
            for name in ("keys", "fernet_keys", "fernet"):
                field.__dict__.pop(name, None)


def everything():
    """Every row of every table, as it lies in the database."""
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {quoted(table)}")  # noqa: S608
            yield from (
                bytes(v) if isinstance(v, memoryview) else v for row in cursor.fetchall() for v in row
            )


def test_the_database_reveals_no_word(browser, anna):
    post(browser, mood=4, text=WORDS)
    Reflection.objects.create(user=anna, day=TODAY, title=WORDS, text=WORDS)
    Prompt.objects.create(user=anna, text=WORDS)

    cells = [cell.decode("latin-1") if isinstance(cell, bytes) else str(cell) for cell in everything()]
    assert len(cells) > 20
    assert not [cell for cell in cells if "geheim" in cell.lower()]


def test_with_the_wrong_key_pages_say_so_and_overwrite_nothing(browser, anna, another_key):
    post(browser, mood=4, text=WORDS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM journal_dailylog")
        before = bytes(cursor.fetchone()[0])
    another_key()

    assert isinstance(DailyLog.objects.get().text, Unreadable)
    for address in ("/journal/", f"/journal/check-in/?day={TODAY}", "/"):
        assert browser.get(address).status_code == 200
    assert "written with another key" in browser.get("/journal/").content.decode()

    refused = post(browser, version=1, mood=4, text="new words")
    assert "they are not replaced" in refused.content.decode()
    assert "new words" in refused.content.decode()

    assert post(browser, version=1, mood=2).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, mood FROM journal_dailylog")
        text, mood = cursor.fetchone()
    assert (bytes(text), mood) == (before, 2)


def test_a_day_can_still_be_written_with_the_new_key(browser, another_key):
    another_key()
    post(browser, day=date(2026, 11, 1), text="later")

    assert DailyLog.objects.get().text == "later"


def test_with_the_wrong_key_nothing_is_found_and_no_text_is_written_over(browser, anna, another_key):
    reflection = Reflection.objects.create(user=anna, day=TODAY, title=WORDS, text=WORDS)
    Prompt.objects.create(user=anna, text=WORDS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT title, text FROM journal_reflection")
        before = [bytes(cell) for cell in cursor.fetchone()]
    another_key()
    search._remembered.cache_clear()

    assert browser.get("/journal/find/?q=geheim").context["page"].paginator.count == 0
    for address in (f"/journal/{TODAY}/", "/journal/write/", "/journal/prompts/"):
        assert browser.get(address).status_code == 200
    address = f"/journal/reflections/{reflection.pk}/"
    refused = browser.post(address, {"version": 1, "day": TODAY, "title": "new", "text": "new words"})
    assert "they are not replaced" in refused.content.decode() and "new words" in refused.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT title, text FROM journal_reflection")
        assert [bytes(cell) for cell in cursor.fetchone()] == before
