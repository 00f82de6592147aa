"""A diary that was uploaded: blood pressure and money in one table."""

from functools import partial
from typing import Any

from integrations.contract import EventScope, Shape, Stream
from integrations.mapping.grid import Grid
from integrations.mapping.normalise import normalise
from integrations.mapping.rows import identify
from integrations.mapping.spec import Amount, Column, DateColumn, Measure, MoneyColumns, Spec
from integrations.mapping.streams import TableData

SPEC = Spec(
    date=DateColumn("Datum", form="DD.MM.YYYY"),
    time=Column("Uhrzeit"),
    measures=(
        Measure("Systolisch", metric="vital.systolic", unit="mmHg"),
        Measure("Gewicht", metric="vital.weight", unit="kg"),
    ),
    money=MoneyColumns(amounts=(Amount("Betrag"),), currency="EUR", note=Column("Zweck")),
    decimal=",",
)
HEADER = ["Datum", "Uhrzeit", "Systolisch", "Gewicht", "Betrag", "Zweck"]
STREAMS = (
    Stream(
        slug="table-7",
        label="Diary",
        normalise=partial(normalise, spec=SPEC, prefix="7:"),
        identify=identify,
        shape=Shape.SNAPSHOT,
        events=(EventScope("vital", prefix="7:"), EventScope("finance", prefix="7:")),
        data=TableData(7, SPEC, grid=Grid([HEADER])),
        unhashed=frozenset({"row", "at"}),
    ),
)
SAMPLES: dict[str, dict[str, Any]] = {
    "table-7": {
        "id": "2026-03-10.073000",
        "day": "2026-03-10",
        "row": 12,
        "at": {"Datum": "A", "Uhrzeit": "B", "Systolisch": "C", "Gewicht": "D", "Betrag": "E", "Zweck": "F"},
        "cells": {
            "Datum": {"date": "2026-03-10"},
            "Uhrzeit": "07:30",
            "Systolisch": 121,
            "Gewicht": "72,4",
            "Betrag": "-1.012,30 €",
            "Zweck": "rent",
        },
    }
}
EMPTY_ANSWER: dict[str, Any] = {}
ACCOUNT_ANSWER: dict[str, Any] = {}
SECRET: dict[str, str] = {}
