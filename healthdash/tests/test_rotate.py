"""A new encryption key: everything moves to it, nothing is lost, what cannot be read is told."""

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.adapter import MFAAdapter
from accounts.models import User
from healthdash.management.commands.rotate_encryption_key import encrypted_fields, stored
from integrations.models import Connection, Credential, RawRecord, WebhookSubscription

from .keys import encryption_keys
from .test_delete_account import PERSONAL, make

pytestmark = pytest.mark.django_db


def rotate(**options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("rotate_encryption_key", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def connection() -> Connection:
    user = User.objects.create_user(f"{User.objects.count()}@example.org")
    return Connection.objects.create(user=user, provider="oura")


def raw_records(count: int) -> None:
    owner, now = connection(), timezone.now()
    for number in range(count):
        RawRecord.objects.create(
            connection=owner,
            stream="sleep",
            external_id=str(number),
            sha256=b"",
            payload={"number": number},
            first_seen=now,
            changed_at=now,
        )


def test_after_it_the_old_key_can_go() -> None:
    with encryption_keys("old"):
        raw_records(7)
        Credential.objects.create(connection=connection(), secret={"access_token": "a"})
    with encryption_keys("new", "old"):
        out, _err = rotate(batch=3)
        assert "7 re-encrypted" in out
    with encryption_keys("new"):
        assert sorted(r.payload["number"] for r in RawRecord.objects.all()) == list(range(7))
        assert Credential.objects.get().secret == {"access_token": "a"}
    with encryption_keys("old"), pytest.raises(InvalidToken):
        Credential.objects.get()


def test_a_second_time_there_is_nothing_left_to_write() -> None:
    with encryption_keys("old"):
        raw_records(3)
    with encryption_keys("new", "old"):
        rotate()
        before = stored_payloads()
        out, _err = rotate()
        assert "3 looked at, 0 re-encrypted" in out
        assert stored_payloads() == before


def test_it_goes_on_where_it_was_stopped() -> None:
    with encryption_keys("old"):
        raw_records(2)
    with encryption_keys("new", "old"):
        rotate()
    with encryption_keys("old"):
        RawRecord.objects.filter(external_id="1").update(payload={"number": 1})
    with encryption_keys("new", "old"):
        out, _err = rotate()
        assert "2 looked at, 1 re-encrypted" in out


def test_what_no_key_opens_is_named_and_left_as_it_is() -> None:
    with encryption_keys("lost"):
        lost = Credential.objects.create(connection=connection(), secret={"access_token": "lost"})
    with encryption_keys("old"):
        raw_records(1)
        kept = Credential.objects.create(connection=connection(), secret={"access_token": "kept"})
    out, err = StringIO(), StringIO()
    with encryption_keys("new", "old"), pytest.raises(CommandError, match="1 values fit none of the keys"):
        call_command("rotate_encryption_key", stdout=out, stderr=err)
    assert f"integrations_credential.secret of row {lost.pk} fits none of the keys" in err.getvalue()
    with encryption_keys("lost"):
        assert Credential.objects.get(pk=lost.pk).secret == {"access_token": "lost"}
    with encryption_keys("new"):
        assert Credential.objects.get(pk=kept.pk).secret == {"access_token": "kept"}
        assert RawRecord.objects.get().payload == {"number": 0}


def test_the_second_factor_moves_too() -> None:
    user = User.objects.create_user("a@example.org")
    with encryption_keys("old"):
        secret = MFAAdapter().encrypt("secret of the authenticator app")
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
    with encryption_keys("new", "old"):
        rotate()
    with encryption_keys("new"):
        data = Authenticator.objects.get().data
        assert MFAAdapter().decrypt(data["secret"]) == "secret of the authenticator app"


def test_a_second_factor_that_no_key_opens_is_named_and_left_as_it_is() -> None:
    user = User.objects.create_user("a@example.org")
    data = {"secret": "written with another key"}
    row = Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("rotate_encryption_key", stdout=StringIO(), stderr=err)
    assert f"mfa_authenticator.data of row {row.pk} fits none of the keys" in err.getvalue()
    row.refresh_from_db()
    assert row.data == data


ENCRYPTED = {
    "integrations.Credential.secret",
    "integrations.RawRecord.payload",
    "integrations.RejectedRecord.payload",
    "integrations.TableDraft.content",
    "integrations.UploadedTable.content",
    "integrations.WebhookSubscription.verification_token",
    "journal.DailyLog.text",
    "journal.Import.file",
    "journal.Import.options",
    "journal.Import.written",
    "journal.Prompt.text",
    "journal.Reflection.text",
    "journal.Reflection.title",
    "metrics.Annotation.text",
    "metrics.Correction.reason",
    "metrics.FinanceEntry.note",
    "metrics.WorkSession.description",
    "metrics.WorkSession.title",
    "metrics.Workout.title",
}


def test_it_finds_every_encrypted_column() -> None:
    assert {f"{f.model._meta.label}.{f.name}" for f in encrypted_fields()} >= ENCRYPTED


def test_every_encrypted_column_of_every_table_moves() -> None:
    owners = [model for model in PERSONAL if any(True for f in encrypted_fields() if f.model is model)]
    with encryption_keys("old"):
        user = User.objects.create_user("a@example.org")
        for number, model in enumerate([*owners, WebhookSubscription]):
            make(model, user, number)
    with encryption_keys("new", "old"):
        rotate()
    with encryption_keys("new"):
        for field in encrypted_fields():
            assert field.model.objects.exists(), field
            for row in field.model.objects.all():
                getattr(row, field.name)


def stored_payloads() -> list[bytes]:
    field = RawRecord._meta.get_field("payload")
    return [bytes(value) for value in stored(field).values_list("stored", flat=True)]
