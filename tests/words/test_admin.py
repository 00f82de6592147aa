"""Our own pages in the admin, as an operator sees them; names of tables are Django's part."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from integrations.models import Connection, RejectedRecord, StreamState, SyncRun
from tests.plenty import person_of

from .brackets import beside

pytestmark = pytest.mark.django_db

OURS = re.compile(r'<div id="content-main" class="data-page">.*(?=<footer|</main)', re.DOTALL)
# Keys, which an operator reads as they are stored: of sources, streams, metrics; and a source's own words.
KEYS = re.compile(r"\b(oura|rize|google_sheets|sleep|activity\.score|running|tag_generic_alcohol)\b")


def with_runs(connection: Connection) -> None:
    """A stream that once failed, and a run of each outcome."""
    now = timezone.now()
    StreamState.objects.create(
        connection=connection, stream="sleep", synced_to=now.date(), last_error="", last_error_at=now
    )
    for trigger, status in zip(SyncRun.Trigger.values, [*SyncRun.Status.values] * 2, strict=True):
        run = SyncRun.objects.create(
            connection=connection,
            trigger=trigger,
            status=status,
            finished_at=now + timedelta(seconds=5),
            streams={"sleep": {"records": 1}},
        )
        RejectedRecord.objects.create(run=run, stream="sleep", external_id="1", problem="☃", payload="{}")


def rows_of_ours() -> list[Any]:
    """The first row of every list, and of runs each."""
    ours = [
        model
        for model, page in admin.site._registry.items()
        if type(page).__module__.startswith(("metrics", "integrations"))
    ]
    return [row for model in ours for row in model._default_manager.all()[: 8 if model is SyncRun else 1]]


def test_no_page_of_ours_in_the_admin_leaves_a_word_out(bracketed: None) -> None:
    user = person_of({})
    with_runs(Connection.objects.create(user=user, provider="oura"))
    operator = UserFactory(is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(operator, "allauth.account.auth_backends.AuthenticationBackend")
    found, seen = {}, set()
    for row in rows_of_ours():
        address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        if ours := OURS.search(client.get(address).content.decode()):
            seen.add(row._meta.model_name)
            found[address] = beside(KEYS, ours[0])
    assert {address: words for address, words in found.items() if words} == {}
    assert {"connection", "syncrun", "dailymetric", "night", "workout", "worksession", "vital"} <= seen
