"""Which numbers a span of days leaves out. Nothing here writes."""

from collections.abc import Collection
from datetime import date

from metrics import catalogue
from metrics.models import CustomMetric, Span

DayAndKey = tuple[date, str]


def standing(user_id: int, first: date, last: date) -> list[Span]:
    """The spans that leave something out of those days, the oldest act first."""
    found = Span.objects.filter(user_id=user_id, is_undone=False, start__lte=last, end__gte=first)
    return [span for span in found.order_by("pk") if span.domains]


def left_out(user_id: int, numbers: Collection[DayAndKey]) -> dict[DayAndKey, int]:
    """Per number of those days that a span leaves out, the span. One query where there is no span."""
    if not numbers:
        return {}
    days = [day for day, _key in numbers]
    spans = standing(user_id, min(days), max(days))
    domains = domains_of(user_id, {key for _day, key in numbers}) if spans else {}
    return {
        (day, key): span.pk
        for day, key in numbers
        for span in spans
        if span.start <= day <= span.end and domains.get(key) in span.domains
    }


def domains_of(user_id: int, keys: Collection[str]) -> dict[str, str]:
    """The domain of each metric; one that is gone altogether is left away."""
    found = {key: catalogue.get(key).domain for key in keys if catalogue.is_declared(key)}
    rest = set(keys) - found.keys()
    own = CustomMetric.objects.filter(user_id=user_id, key__in=rest) if rest else CustomMetric.objects.none()
    return found | {custom.key: catalogue.from_custom(custom).domain for custom in own}
