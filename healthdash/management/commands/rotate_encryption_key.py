"""`manage.py rotate_encryption_key`: everything encrypted, again, with the newest key of ENCRYPTION_KEY."""

from argparse import ArgumentParser
from collections.abc import Iterator
from functools import partial
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, models, transaction
from fernet_fields.fields import EncryptedField

from accounts.services import second_factor_secrets_reencrypt


class Command(BaseCommand):
    help = (
        "Re-encrypts every encrypted value with the newest key. It can be stopped and started again: "
        "what is done is skipped. Afterwards the older keys can leave ENCRYPTION_KEY."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="rows in one transaction")

    def handle(self, *, batch: int, **options: Any) -> None:
        unreadable = sum(self.rotate_column(field, batch) for field in encrypted_fields())
        unreadable += self.rotate_second_factors()
        if unreadable:
            raise CommandError(
                f"{unreadable} values fit none of the keys and were left as they are. "
                "Add the key that they were written with to ENCRYPTION_KEY and run this again."
            )
        self.stdout.write("Everything is encrypted with the newest key.")

    def rotate_column(self, field: EncryptedField, size: int) -> int:
        """How many values of the column could not be read."""
        seen = rotated = unreadable = 0
        name = f"{field.model._meta.db_table}.{field.column}"
        for rows in batches(field, size):
            with transaction.atomic():
                for pk, token in rows:
                    try:
                        rotated += rotate_value(field, pk, token)
                    except InvalidToken:
                        unreadable += 1
                        self.stderr.write(f"{name} of row {pk} fits none of the keys.")
            seen += len(rows)
            self.stdout.write(f"{name}: {seen} looked at, {rotated} re-encrypted, {unreadable} unreadable")
        return unreadable

    def rotate_second_factors(self) -> int:
        """allauth keeps these in JSON, encrypted by our adapter, so no column shows them."""
        unreadable = second_factor_secrets_reencrypt()
        for pk in unreadable:
            self.stderr.write(f"mfa_authenticator.data of row {pk} fits none of the keys.")
        return len(unreadable)


def encrypted_fields() -> Iterator[EncryptedField]:
    """Every encrypted column of every table of this project and its apps."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield from (f for f in model._meta.local_concrete_fields if isinstance(f, EncryptedField))


def stored(field: EncryptedField) -> models.QuerySet:
    """The rows that hold a value, with `stored`, the bytes as they are in the database."""
    raw = models.ExpressionWrapper(models.F(field.name), output_field=models.BinaryField())
    rows = field.model._base_manager.exclude(**{f"{field.name}__isnull": True})
    return rows.annotate(stored=raw).order_by("pk")


def batches(field: EncryptedField, size: int) -> Iterator[list[tuple[Any, bytes]]]:
    """Lists of (primary key, stored bytes) in the order of the keys."""
    rows = stored(field)
    while batch := list(rows.values_list("pk", "stored")[:size]):
        yield batch
        rows = stored(field).filter(pk__gt=batch[-1][0])


def rotate_value(field: EncryptedField, pk: Any, token: bytes) -> bool:
    """Whether the value was written anew; raises InvalidToken, and changes nothing, where no key fits."""
    token = bytes(token)
    if fits(field.fernet_keys[0], token):
        return False
    rotated = MultiFernet([Fernet(key) for key in field.fernet_keys]).rotate(token)
    return replace(field, pk, token, rotated)


def replace(field: EncryptedField, pk: Any, old: bytes, new: bytes) -> bool:
    """Writes bytes past the field, which would encrypt them again; not over what somebody saved just now."""
    meta, name = field.model._meta, connection.ops.quote_name
    table, column, key = name(meta.db_table), name(field.column), name(meta.pk.column)
    as_stored = partial(models.BinaryField().get_db_prep_value, connection=connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s",  # noqa: S608 - own names
            [as_stored(new), meta.pk.get_db_prep_value(pk, connection), as_stored(old)],
        )
        return bool(cursor.rowcount)


def fits(key: bytes, token: bytes) -> bool:
    try:
        Fernet(key).decrypt(token)
    except InvalidToken:
        return False
    return True
