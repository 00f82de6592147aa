"""The pulse through the whole day."""

from django.utils.translation import gettext_lazy as _

from .metric import Metric

METRICS = (
    Metric(
        "heart.average", _("Average pulse of the day"), _("Day's pulse"), "bpm", "heart", 1, low=25, high=220
    ),
    Metric(
        "heart.lowest",
        _("Lowest pulse of the day"),
        _("Day's lowest"),
        "bpm",
        "heart",
        better="down",
        low=25,
        high=180,
        role="outcome",
    ),
)
