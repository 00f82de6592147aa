"""What a person may say: numbers that can be true."""

import math

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from metrics.catalogue import Metric


def check(metric: Metric, value: float) -> None:
    """Raises ValidationError, with a sentence for the person, for a number that cannot be true."""
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ValidationError(_("Enter a number."), code="not_a_number")
    if metric.levels and value not in metric.levels:
        raise ValidationError(_("Choose one of the words of the list."), code="not_a_level")
    if not metric.is_plausible(value):
        raise ValidationError(_out_of_range(metric), code="implausible")


def _out_of_range(metric: Metric) -> str:
    low, high, unit = metric.low, metric.high, metric.unit
    if unit in ("s", "clock"):
        low, high, unit = (low or 0) / 3600, None if high is None else high / 3600, _("hours")
    words = {"low": f"{low:g}", "high": "" if high is None else f"{high:g}", "unit": _unit(unit)}
    if high is None:
        return (_("Enter a number of at least %(low)s %(unit)s.") % words).replace(" .", ".")
    return (_("Enter a number from %(low)s to %(high)s %(unit)s.") % words).replace(" .", ".")


def _unit(unit: str) -> str:
    return "" if unit in ("score", "count", "level") else unit
