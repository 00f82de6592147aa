"""Which numbers stand on a day's page, under which of its lives."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from metrics import catalogue
from metrics.catalogue import Metric

LABELS: Mapping[str, str | Promise] = {
    "sleep": _("Night"),
    "recovery": _("Recovery"),
    "activity": _("Movement"),
    "work": _("Work"),
    "money": _("Money"),
    "vitals": _("Vitals"),
    "journal": _("How it felt"),
}
SHOWN: Mapping[str, Sequence[str]] = {
    "sleep": ("sleep.total", "sleep.score", "sleep.deep", "sleep.rem", "sleep.naps", "sleep.efficiency"),
    "recovery": (
        "readiness.score",
        "sleep.lowest_hr",
        "sleep.hrv",
        "readiness.temperature_deviation",
        "stress.high",
        "spo2.average",
    ),
    "activity": ("activity.steps", "activity.score", "activity.active_calories", "activity.workout_time"),
    "work": ("work.focus", "work.meeting", "work.break"),
    "vitals": ("vital.weight", "vital.systolic", "vital.diastolic", "vital.pulse", "vital.glucose"),
    "journal": ("mood.rating", "mood.energy", "mood.stress", "mood.rested"),
}


def keys_of(user: User) -> dict[str, Sequence[str]]:
    """The keys by life; money has a key per currency, of which the person's own stands here."""
    own = user.currency.lower()
    return {**SHOWN, "money": (f"finance.spent.{own}", f"finance.income.{own}")}


def shown_metrics(user: User) -> list[Metric]:
    return [catalogue.get(key) for keys in keys_of(user).values() for key in keys]
