"""What a person may say: numbers and days that can be true."""

import math
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from healthdash.lib.dates import FIRST
from healthdash.lib.formats import Prefs, number
from metrics.catalogue import Metric


def check(metric: Metric, value: float, prefs: Prefs) -> None:
    """Raises ValidationError, with a sentence for the person, for a number that cannot be true."""
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ValidationError(_("Enter a number."), code="not_a_number")
    if metric.levels and value not in metric.levels:
        raise ValidationError(_("Choose one of the words of the list."), code="not_a_level")
    if not metric.is_plausible(value):
        raise ValidationError(_out_of_range(metric, prefs), code="implausible")


def check_day(day: date) -> None:
    """Raises ValidationError for a day of a century that nobody measured anything in."""
    if day < FIRST:
        raise ValidationError(_("This day is too long ago. Write the year with four digits."), code="past")


def _out_of_range(metric: Metric, prefs: Prefs) -> str:
    def written(bound: float | None) -> str:
        return number(bound, metric.unit, metric.decimals, prefs, deviation=metric.is_deviation)

    words = {"low": written(metric.low), "high": written(metric.high)}
    if metric.high is None:
        return _("Enter a value of at least %(low)s.") % words
    return _("Enter a value from %(low)s to %(high)s.") % words
