"""Work: how long, and when."""

from django.utils.translation import gettext_lazy as _

from .metric import DAY, Metric, Text


def _time(key: str, label: Text, short: Text) -> Metric:
    return Metric(key, label, short, "s", "work", 0, "sum", "none", 0, DAY)


def _clock(key: str, label: Text, short: Text) -> Metric:
    # Work may run past midnight and still belong to the day on which it began.
    return Metric(key, label, short, "clock", "work", low=-DAY / 2, high=1.5 * DAY, role="input")


METRICS = (
    _time("work.focus", _("Focused work"), _("Focus")),
    _time("work.break", _("Breaks"), _("Breaks")),
    _time("work.meeting", _("Meetings"), _("Meetings")),
    _time("work.tracked", _("Tracked time"), _("Tracked")),
    _time("work.hours", _("Working hours"), _("Work hours")),
    _clock("work.first_start", _("Start of work"), _("First start")),
    _clock("work.last_end", _("End of work"), _("Last end")),
)
