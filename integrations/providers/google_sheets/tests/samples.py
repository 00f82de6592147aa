"""A sheet of vitals, as a person could have mapped it."""

from functools import partial
from typing import Any

from integrations.contract import EventScope, Shape, Stream
from integrations.mapping.normalise import normalise
from integrations.mapping.rows import identify
from integrations.mapping.spec import DateColumn, Measure, Spec
from integrations.mapping.streams import TableData

SPEC = Spec(
    date=DateColumn("Date"),
    measures=(
        Measure("Weight", metric="vital.weight", unit="kg"),
        Measure("Systolic", metric="vital.systolic", unit="mmHg"),
    ),
)
SHEET = "1a-made-up-sheet-that-nobody-has-000000000000"
STREAMS = (
    Stream(
        slug="table-8",
        label="Vitals",
        normalise=partial(normalise, spec=SPEC, prefix="8:"),
        identify=identify,
        shape=Shape.SNAPSHOT,
        events=(EventScope("vital", prefix="8:"),),
        data=TableData(8, SPEC, SHEET, "Vitals"),
        unhashed=frozenset({"row", "at"}),
    ),
)
SAMPLES: dict[str, dict[str, Any]] = {
    "table-8": {
        "id": "2026-03-10",
        "day": "2026-03-10",
        "row": 12,
        "at": {"Date": "A", "Weight": "B", "Systolic": "C"},
        "cells": {"Date": {"date": "2026-03-10"}, "Weight": 72.4, "Systolic": 121},
    }
}
# One body for both questions of a reading: which tabs there are, and what stands in one of them.
EMPTY_ANSWER: dict[str, Any] = {
    "properties": {"title": "Tables", "locale": "en_GB", "timeZone": "Europe/London"},
    "sheets": [{"properties": {"title": "Vitals", "gridProperties": {"rowCount": 1000, "columnCount": 26}}}],
    "valueRanges": [{"range": "Vitals!A1:Z1000", "values": [["Date", "Weight", "Systolic"]]}],
}
ACCOUNT_ANSWER: dict[str, Any] = {"sub": "110000000000000000001", "email": "anna@example.org"}
SECRET = {"access_token": "ya29.tok-very-secret", "refresh_token": "1//tok-even-more-secret"}
