"""What is said after a change: what stands now, and a way back."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from metrics.catalogue import Metric
from metrics.charts.words import source_label, value_text
from metrics.models import Correction
from metrics.ranking import MANUAL
from metrics.receipts import own_act


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence, and the act that *Undo* takes back."""

    text: str
    act: Correction


def saved_notice(user: User, pk: Any, metric: Metric) -> Notice | None:
    """The notice of an act of this person on this metric, while it stands."""
    act = own_act(user, pk) if pk else None
    if act is None or act.metric != metric.key:
        return None
    return Notice(saved_text(act, metric, user), act)


def saved_text(act: Correction, metric: Metric, prefs: Any) -> str:
    """One whole sentence on what now stands for the day."""
    if act.after.get("excluded") and not act.before.get("excluded"):
        return _("Saved: this day is left out of every chart and comparison, and no sync will bring it back.")
    if act.before.get("excluded") and not act.after.get("excluded"):
        return _("Saved: this day counts again.")
    value = act.after.get("value") if act.source == MANUAL else act.after.get("override")
    if value is None:
        return _("Saved: %(source)s's own value stands again.") % {"source": source_label(act.source)}
    words = {"value": value_text(metric, value, prefs), "source": source_label(act.source)}
    if act.source == MANUAL or act.source_value is None:
        return _("Saved: %(value)s stands for this day in every chart, and no sync will undo it.") % words
    words["was"] = value_text(metric, act.source_value, prefs)
    return (
        _("Saved: %(value)s stands in for %(source)s's %(was)s in every chart, and no sync will undo it.")
        % words
    )
