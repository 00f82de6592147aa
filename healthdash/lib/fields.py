"""Model fields that the whole project shares."""

import json
import zlib
from typing import Any, Self, TypeVar

from cryptography.fernet import InvalidToken
from django.db import models
from django.utils.translation import gettext as _
from fernet_fields.fields import EncryptedField, EncryptedTextField

T = TypeVar("T")


class KeyField(models.CharField):
    """A key, slug or external id, compared byte by byte.

    On the default collation MySQL and MariaDB take `café`, `cafe` and `Cafe` for one key and would
    merge their rows in silence; SQLite already compares exactly.
    """

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "mysql":
            parameters["collation"] = "utf8mb4_bin"
        return parameters


class Unreadable(str):
    """What stands in for words that none of the server's keys can read: empty, with the bytes as stored."""

    sealed: bytes

    def __new__(cls, sealed: bytes) -> Self:
        words = super().__new__(cls)
        words.sealed = bytes(sealed)
        return words


def readable(value: T) -> T | str:
    """A value as it is; in place of words that none of the server's keys can read, a remark that says so."""
    return _("written with another key and cannot be read") if isinstance(value, Unreadable) else value


class WordsField(EncryptedTextField):
    """Encrypted text. A row whose words cannot be read still loads, and keeps them when it is saved."""

    def from_db_value(self, value: Any, expression: Any, connection: Any, *args: Any) -> Any:
        try:
            return super().from_db_value(value, expression, connection, *args)
        except InvalidToken:
            return Unreadable(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, Unreadable):
            return connection.Database.Binary(value.sealed)
        return super().get_db_prep_save(value, connection)


class EncryptedJSONField(EncryptedField):
    """JSON, compressed and then encrypted. It cannot be filtered, indexed or sorted."""

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value is None:
            return None
        return connection.Database.Binary(self.seal(value))

    def seal(self, value: Any) -> bytes:
        """The stored bytes of a JSON value."""
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        return self.fernet.encrypt(zlib.compress(text.encode(), 6))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        return json.loads(zlib.decompress(self.fernet.decrypt(bytes(value))))

    def to_python(self, value: Any) -> Any:
        return value
