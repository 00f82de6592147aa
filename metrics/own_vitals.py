"""Vitals of a person's own: what the catalogue does not know."""

from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import bump_generation
from metrics.catalogue import METRICS, Metric, from_custom
from metrics.models import CustomMetric

GROUP, FAMILY = "vitals", "custom."
LONGEST_KEY = 48


@transaction.atomic
def add(
    *, user: User, label: str, unit: str, decimals: int, aggregate: str = "mean", better: str = "none"
) -> CustomMetric:
    """Make a vital. Raises ValidationError where the person has one of that name."""
    name = label.strip()
    if any(own.label.casefold() == name.casefold() for own in CustomMetric.objects.filter(user=user)):
        raise ValidationError(_("You have a number of this name already."), code="exists")
    made = CustomMetric.objects.create(
        user=user,
        key=free_key(user, name),
        label=name,
        unit=unit.strip(),
        decimals=decimals,
        group=GROUP,
        aggregate=aggregate,
        better=better,
    )
    bump_generation(user.pk)
    return made


def by_name(user: User) -> dict[str, CustomMetric]:
    """The person's own by their names in small letters; of two that are called alike, the first."""
    own = CustomMetric.objects.filter(user=user, group=GROUP, key__startswith=FAMILY).order_by("-pk")
    return {metric.label.casefold(): metric for metric in own}


def free_key(user: User, name: str, also_taken: Collection[str] = ()) -> str:
    """`custom.peak-flow`, with a number behind it where another name makes the same one."""
    base = FAMILY + (slugify(name)[:LONGEST_KEY].strip("-") or "vital")
    held = CustomMetric.objects.filter(user=user, key__startswith=base).values_list("key", flat=True)
    taken = {*held, *also_taken}
    numbered = (f"{base}-{n}" for n in range(2, len(taken) + 3))
    return next(key for key in (base, *numbered) if key not in taken)


def of(user: User) -> list[Metric]:
    """The vitals a person can write down: the catalogue's, then their own by name."""
    built_in = [metric for metric in METRICS.values() if metric.key.startswith("vital.")]
    own = CustomMetric.objects.filter(user=user, group=GROUP, key__startswith=FAMILY)
    return built_in + sorted(map(from_custom, own), key=lambda metric: str(metric.label).casefold())


def by_key(metrics: Sequence[Metric]) -> dict[str, Metric]:
    return {metric.key: metric for metric in metrics}
