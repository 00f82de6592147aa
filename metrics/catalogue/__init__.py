"""The only list of built-in metrics. Providers refer to its keys and invent none.

What a person brings along (tags, categories of work, columns of a table) is a `CustomMetric` row of
theirs; `for_user` knows both.
"""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from metrics.models import CustomMetric

from . import activity, heart, journal, money, recovery, sleep, vitals, work
from .metric import Metric, Text

__all__ = ["METRICS", "Metric", "for_user", "from_custom", "get", "is_declared", "shortened"]

GROUPS = (sleep, recovery, activity, heart, work, journal, vitals)

METRICS: Mapping[str, Metric] = MappingProxyType(
    {metric.key: metric for group in GROUPS for metric in group.METRICS}
)
TAG = "tag."
YES_NO: Mapping[int, Text] = MappingProxyType({0: _("no"), 1: _("yes")})
SHORT = 14  # letters: what a tile has room for


def get(key: str) -> Metric:
    """The built-in metric of that key, one per currency for money. Raises KeyError."""
    metric = METRICS.get(key) or money.find(key)
    if metric is None:
        raise KeyError(key)
    return metric


def is_declared(key: str) -> bool:
    """Whether a normaliser may emit the key."""
    return key in METRICS or money.find(key) is not None


def for_user(user: User, key: str) -> Metric:
    """The metric of that key as this person knows it, their own ones included. Raises KeyError."""
    if is_declared(key):
        return get(key)
    custom = CustomMetric.objects.filter(user=user, key=key).first()
    if custom is None:
        raise KeyError(key)
    return from_custom(custom)


def shortened(label: str) -> str:
    """A label that fits into a tile; one that was cut shows it."""
    return label if len(label) <= SHORT else f"{label[: SHORT - 1].rstrip()}…"


def from_custom(custom: CustomMetric) -> Metric:
    return Metric(
        key=custom.key,
        label=custom.label,
        short_label=shortened(custom.label),
        unit=custom.unit,
        group=custom.group,
        decimals=custom.decimals,
        aggregate=custom.aggregate,  # type: ignore[arg-type]
        better=custom.better,  # type: ignore[arg-type]
        levels=YES_NO if custom.key.startswith(TAG) else {},
    )
