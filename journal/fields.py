"""Words that only the server's key can read."""

from typing import Any

from cryptography.fernet import InvalidToken
from fernet_fields.fields import EncryptedTextField


class Unreadable(str):
    """What stands in for words that none of the server's keys can read: empty, and never stored."""

    __slots__ = ()


class WordsField(EncryptedTextField):
    """Encrypted text. A row whose words cannot be read still loads, and is never written over."""

    def from_db_value(self, value: Any, expression: Any, connection: Any, *args: Any) -> Any:
        try:
            return super().from_db_value(value, expression, connection, *args)
        except InvalidToken:
            return Unreadable()

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, Unreadable):
            raise ValueError("Words that could not be read must not be written over.")
        return super().get_db_prep_save(value, connection)
