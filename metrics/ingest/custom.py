"""Metrics that a source found with one person: named once, and theirs from then on."""

from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from metrics.models import CustomMetric
from metrics.records import CustomDaily


def store_custom(user_id: int, records: Sequence[CustomDaily]) -> None:
    """Make the metrics that the person does not have yet; what there is, they may have renamed."""
    found = {record.metric: record for record in records}
    held = (
        CustomMetric.objects.filter(user_id=user_id, key__in=found) if found else CustomMetric.objects.none()
    )
    known = set(held.values_list("key", flat=True))
    CustomMetric.objects.bulk_create(
        [
            CustomMetric(
                user_id=user_id,
                key=key,
                label=record.label[:80],
                unit=record.unit,
                group=record.group,
                aggregate=record.aggregate,
            )
            for key, record in sorted(found.items())
            if key not in known
        ],
        ignore_conflicts=True,
    )


def custom_keys(*, user_id: int, families: Collection[str]) -> set[str]:
    """The person's own metrics whose keys begin with one of the families ("work.category.")."""
    if not families:
        return set()
    any_of = reduce(or_, (Q(key__startswith=family) for family in families))
    return set(CustomMetric.objects.filter(any_of, user_id=user_id).values_list("key", flat=True))
