"""Mappings of the sandbox's sheets, as their people would make them."""

from integrations.mapping.spec import Amount, Column, DateColumn, Measure, MoneyColumns, Spec
from integrations.models import Connection, TableMapping
from metrics.models import CustomMetric

FINANCES = Spec(
    date=DateColumn("Date"),
    money=MoneyColumns(
        amounts=(Amount("Amount"),),
        currency_column=Column("Currency"),
        category=Column("Category"),
        account=Column("Account"),
        note=Column("Note", 2),
    ),
    decimal=",",
)
VITALS = Spec(
    date=DateColumn("Date"),
    measures=(
        Measure("Weight (kg)", metric="vital.weight", unit="kg"),
        Measure("Systolic", metric="vital.systolic", unit="mmHg"),
        Measure("Diastolic", metric="vital.diastolic", unit="mmHg"),
        Measure("Pulse", metric="vital.pulse", unit="bpm"),
    ),
    decimal=",",
)
COFFEE = Spec(date=DateColumn("Date"), measures=(Measure("Cups", metric="custom.coffee"),))


def mapped(connection: Connection, sheet: str, tab: str, spec: Spec) -> TableMapping:
    """A mapping of a tab; the coffee's metric is made with it."""
    CustomMetric.objects.get_or_create(
        user=connection.user,
        key="custom.coffee",
        defaults={"label": "Coffee", "unit": "cups", "group": "vitals", "aggregate": "sum"},
    )
    return TableMapping.objects.create(
        connection=connection, name=tab, sheet_id=sheet, tab=tab, spec=spec.as_json()
    )
