"""What a person says about a day, from 1 to 5, always dated with the day of saying."""

from django.utils.translation import gettext_lazy as _

from .metric import Better, Metric, Text


def _rating(key: str, label: Text, short: Text, better: Better) -> Metric:
    return Metric(key, label, short, "score", "journal", better=better, low=1, high=5, role="outcome")


METRICS = (
    _rating("mood.rating", _("Mood"), _("Mood"), "up"),
    _rating("mood.energy", _("Energy"), _("Energy"), "up"),
    _rating("mood.stress", _("Felt stress"), _("Felt stress"), "down"),
    _rating("mood.rested", _("Felt rested"), _("Felt rested"), "up"),
)
