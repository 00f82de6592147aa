"""Model fields that the whole project shares."""

import json
import zlib
from typing import Any

from django.db import models
from fernet_fields.fields import EncryptedField


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
