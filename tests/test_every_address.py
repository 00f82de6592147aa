"""Every address of ours, asked by its owner, by somebody else, by staff and by nobody."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from integrations.models import Connection, Credential, TableDraft, TableMapping
from journal.models import DailyLog, Import, Prompt, Reflection, Tag
from metrics import corrections
from metrics.models import Correction, CustomMetric, DailyMetric, FinanceEntry, SleepPeriod, Vital
from metrics.tests.factories import (
    FinanceEntryFactory,
    SleepPeriodFactory,
    VitalFactory,
    WorkSessionFactory,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 10)
OWN_KEY = "tag.nobody_elses_business"
WORDS = "Words for nobody else"
SCORE = 61.25  # stands on no page but its owner's
TABLE = {"date": {"header": "My secret tag"}}
DRAFT = {
    "title": WORDS,
    "sheet_id": "",
    "tabs": [{"title": WORDS, "rows": 2, "columns": 1}],
    "grids": {WORDS: {"rows": [[WORDS, "My secret tag"], ["2026-03-10", 4]], "locale": "", "zone": ""}},
    "answers": {"columns": [], "income_words": []},
    "series": {"vital.weight": {DAY.isoformat(): SCORE}},
}
# What somebody else gets: the owner's thing is not found.
NOT_FOUND = {
    "connection_day",
    "connection_history",
    "connection_key",
    "connection_pause",
    "connection_resume",
    "connection_schedule",
    "connection_sync",
    "connection_test",
    "correction_undo",
    "event",
    "journal_import_draft",
    "journal_import_forget",
    "journal_import_undo",
    "metric",
    "metric_add",
    "money_delete",
    "money_entry",
    "period_change",
    "prompt_delete",
    "receipt",
    "receipt_change",
    "reflection",
    "reflection_delete",
    "reflection_restore",
    "table",
    "table_check",
    "table_columns",
    "table_delete",
    "table_edit",
    "table_figure",
    "table_newer",
    "table_tab",
    "tag",
    "tag_archive",
    "tag_merge",
    "tile_act",
    "vital_delete",
    "vital_entry",
}
# The same address shows everybody their own.
OF_ONES_OWN = {
    "account_delete",
    "account_download",
    "account_download_everything",
    "activity",
    "arrange",
    "check_in",
    "check_in_delete",
    "connection",
    "connection_coverage",
    "connection_disconnect",
    "connection_first",
    "connection_first_now",
    "connection_reset",
    "connections",
    "corrections",
    "span",
    "day",
    "day_numbers",
    "days",
    "entry_undo",
    "explore",
    "figure",
    "journal",
    "journal_calendar",
    "journal_day",
    "journal_find",
    "journal_import",
    "journal_json",
    "journal_markdown",
    "journal_settings",
    "journal_year",
    "metrics",
    "money",
    "money_add",
    "money_entries",
    "more",
    "night",
    "on_this_day_hide",
    "prompts",
    "recovery",
    "reflection_write",
    "rested",
    "settings",
    "settings_accesses",
    "sleep",
    "table_new",
    "tables",
    "tags",
    "today",
    "today_waiting",
    "vitals",
    "vital_add",
    "vital_add_kind",
    "vital_entries",
    "vital_own",
    "work",
    "work_day",
    "year_of_nights",
}
STAFF_ONLY = {"styleguide"}
PUBLIC = {
    "check_in_by_link",
    "invitation",
    "manifest",
    "offline",
    "reminder_off",
    "service_worker",
    "webhook",
}
# Of allauth and the admin; tested where they are dressed.
NOT_OURS = ("accounts/", "admin/")


def names(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern).lstrip("^")
        if path.startswith(NOT_OURS):
            continue
        if isinstance(entry, URLResolver):
            yield from names(entry, path)
        elif isinstance(entry, URLPattern) and entry.name:
            yield entry.name


@pytest.fixture
def owner() -> User:
    return User.objects.create_user("owner@example.org", name="The Owner")


@pytest.fixture
def addresses(owner) -> dict[str, str]:
    return addresses_of(owner)


def addresses_of(owner: User) -> dict[str, str]:
    """Every address, filled with what belongs to the owner."""
    now = timezone.now()
    connection = Connection.objects.create(user=owner, provider="oura", account_id="account-of-the-owner")
    Credential.objects.create(connection=connection, secret={"access_token": "a", "refresh_token": "r"})
    CustomMetric.objects.create(user=owner, key=OWN_KEY, label="My secret tag", unit="count")
    for key in ("sleep.score", OWN_KEY):
        DailyMetric.objects.create(
            user=owner, day=DAY, metric=key, source="oura", value=1, first_seen=now, changed_at=now
        )
    night = SleepPeriodFactory(user=owner, day=DAY)
    DailyLog.objects.create(user=owner, day=DAY, mood=4, text=WORDS)
    reflection = Reflection.objects.create(user=owner, day=DAY, title=WORDS, text=WORDS)
    prompt = Prompt.objects.create(user=owner, text=WORDS)
    tag = Tag.objects.create(user=owner, slug="mine", name="My secret tag")
    file = {"kind": "own", "name": WORDS, "journal": {"days": []}}
    brought = Import.objects.create(user=owner, file=file, options={})
    table = TableMapping.objects.create(connection=connection, name="My secret tag", spec=TABLE, tab="1")
    draft = TableDraft.objects.create(user=owner, provider="files", content=DRAFT)
    act = corrections.correct_daily(
        user=owner, by=owner, day=DAY, metric="sleep.score", source="oura", value=SCORE, reason="Mine alone"
    )
    return {
        **{name: reverse(name, args=["oura"]) for name in ALL if is_of_a_connection(name)},
        "connection": reverse("connection", args=["oura"]),
        "connection_day": reverse("connection_day", args=["oura", DAY]),
        "event": reverse("event", args=["work", WorkSessionFactory(user=owner, day=DAY, title=WORDS).pk]),
        "period_change": reverse("period_change", args=[DAY, night.pk]),
        "correction_undo": reverse("correction_undo", args=[act.pk]),
        "metric": reverse("metric", args=[OWN_KEY]),
        "metric_add": reverse("metric_add", args=[OWN_KEY]),
        **filled("money_(entry|delete)", FinanceEntryFactory(user=owner, day=DAY, note=WORDS).pk),
        **filled("vital_(entry|delete)", VitalFactory(user=owner, day=DAY, source="manual").pk),
        "vital_add_kind": reverse("vital_add_kind", args=["pressure"]),
        "receipt": reverse("receipt", args=[OWN_KEY, DAY]),
        "receipt_change": reverse("receipt_change", args=[OWN_KEY, DAY, "exclude"]),
        "tile_act": reverse("tile_act", args=["hide", OWN_KEY]),
        "night": reverse("night", args=[DAY]),
        "day": reverse("day", args=[DAY]),
        "day_numbers": reverse("day_numbers", args=[DAY]),
        "figure": reverse("figure", args=["trend"]) + f"?metric=sleep.score&start={DAY}&end={DAY}",
        "check_in_delete": reverse("check_in_delete", args=[DAY]),
        "work_day": reverse("work_day", args=[DAY]),
        "journal_day": reverse("journal_day", args=[DAY]),
        "journal_year": reverse("journal_year", args=[DAY.year]),
        **{
            name: reverse(name, args=[reflection.pk])
            for name in ALL
            if re.match("reflection(?!_write)", name)
        },
        **filled("journal_import_", brought.pk),
        **{name: reverse(name, args=[tag.pk]) for name in ALL if re.match("tag($|_)", name)},
        **filled("table_(tab|columns|check)$", draft.pk),
        "table_figure": reverse("table_figure", args=[draft.pk]) + "?metric=vital.weight",
        **filled("table($|_(edit|newer|delete)$)", table.pk),
        "prompt_delete": reverse("prompt_delete", args=[prompt.pk]),
        **{
            name: reverse(name, args=["invented"])
            for name in ("check_in_by_link", "invitation", "reminder_off")
        },
        "webhook": reverse("webhook", args=["oura", "live"]),
    } | {name: reverse(name) for name in ALL if is_plain(name)}


ALL = sorted(set(names(get_resolver())))
FORM = {
    "keep": "delete",
    "every_hours": "4",
    "first_day": "2020-01-01",
    "excluded": "yes",
    "value": "50",
    "day": DAY.isoformat(),
    "reason": "I am not the owner",
    "kind": "nap",
}


def filled(names: str, pk: int) -> dict[str, str]:
    return {name: reverse(name, args=[pk]) for name in ALL if re.match(names, name)}


def is_of_a_connection(name: str) -> bool:
    return name.startswith("connection_") and name != "connection_day"


def is_plain(name: str) -> bool:
    try:
        return bool(reverse(name))
    except Exception:
        return False


def everything(owner: User) -> list:
    """All that is the owner's, row by row."""
    models = (
        Connection,
        DailyMetric,
        SleepPeriod,
        FinanceEntry,
        Vital,
        Correction,
        CustomMetric,
        DailyLog,
        Reflection,
        Prompt,
        Tag,
        Import,
    )
    rows = [list(model.objects.filter(user=owner).order_by("pk").values()) for model in models]
    return [*rows, list(Credential.objects.filter(connection__user=owner).values())]


def somebody(kind: str) -> Client:
    client = Client()
    if kind != "anonymous":
        client.force_login(User.objects.create_user(f"{kind}@example.org", is_staff=kind == "staff"))
    return client


def unpacked(content: bytes) -> bytes:
    """What is in a zip; anything else as it is."""
    if not content.startswith(b"PK"):
        return content
    archive = zipfile.ZipFile(io.BytesIO(content))
    return b"".join(archive.read(name) for name in archive.namelist())


def test_every_address_is_on_one_of_the_lists():
    assert set(ALL) == NOT_FOUND | OF_ONES_OWN | STAFF_ONLY | PUBLIC


def test_the_owner_finds_everything(owner, addresses):
    client = Client()
    client.force_login(owner)
    for name in NOT_FOUND | OF_ONES_OWN:
        assert client.get(addresses[name]).status_code in {200, 302, 405}, name
    assert "Mine alone" in client.get(reverse("receipt", args=["sleep.score", DAY])).content.decode()
    assert str(SCORE) in b"".join(client.get(addresses["account_download"])).decode(errors="replace")


@pytest.mark.parametrize("kind", ["other", "staff"])
@pytest.mark.parametrize("name", ALL)
def test_somebody_else_finds_and_changes_nothing_of_the_owners(owner, addresses, kind, name):
    client = somebody(kind)
    before = everything(owner)
    for answer in (client.get(addresses[name]), client.post(addresses[name], FORM)):
        if name in NOT_FOUND:
            assert answer.status_code in {404, 405}, name
        assert answer.status_code < 500
        content = unpacked(b"".join(answer) if answer.streaming else answer.content)
        for mine in (str(SCORE), WORDS, "Mine alone", "My secret tag", "account-of-the-owner", owner.email):
            assert mine not in content.decode(), name
    assert everything(owner) == before
    if name in NOT_FOUND:
        assert client.post(addresses[name], FORM).status_code in {404, 405}


@pytest.mark.parametrize("name", ALL)
def test_nobody_is_asked_to_log_in(owner, addresses, name):
    before = everything(owner)
    for method in ("get", "post"):
        answer = getattr(Client(), method)(addresses[name], FORM)
        if name not in PUBLIC:
            assert answer.status_code in {302, 404, 405}, name
            if answer.status_code == 302:
                assert answer.url.startswith(reverse("account_login")), name
    assert everything(owner) == before


def test_the_style_guide_is_for_staff(addresses):
    assert somebody("staff").get(addresses["styleguide"]).status_code == 200
    assert somebody("other").get(addresses["styleguide"]).status_code != 200
