"""Columns as bare text and numbers, for rows by the thousand.

What the ORM and the driver make of each day, instant and flag takes longer than the query does.
"""

from django.db.models import TextField, Value
from django.db.models.functions import Cast, NullIf


def text(name: str) -> Cast:
    """A day or an instant as ISO 8601 writes it; an instant is UTC and does not say so."""
    return Cast(name, TextField())


def flag(name: str) -> NullIf:
    """None where it is false, else something true."""
    return NullIf(name, Value(False), output_field=TextField())
