"""A person's tags: made, changed, merged. No answer is lost by any of it."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import bump_generation
from journal import numbers
from journal.models import DailyLog, JournalSettings, Tag, TagAnswer
from journal.starters import STARTERS, Starter


def slug_for(user: User, name: str) -> str:
    """A slug that no tag of this person has; it stays through every rename."""
    base = slugify(name)[:50].strip("-") or "tag"
    taken = set(Tag.objects.filter(user=user).values_list("slug", flat=True))
    candidates = (f"{base}-{n}" if n > 1 else base for n in range(1, len(taken) + 2))
    return next(slug for slug in candidates if slug not in taken)


@transaction.atomic
def tag_save(tag: Tag) -> Tag:
    """Make a tag, or change it. Its numbers keep their key and get its new name."""
    if not tag.slug:
        tag.slug = slug_for(tag.user, tag.name)
    tag.save()
    numbers.declare(tag)
    bump_generation(tag.user_id)
    return tag


@transaction.atomic
def starters_pick(*, user: User, slugs: Collection[str]) -> list[Tag]:
    """Make the picked starter tags that the person has not yet; the offer does not come again."""
    JournalSettings.objects.update_or_create(user=user, defaults={"starters_seen": True})
    has = set(Tag.objects.filter(user=user).values_list("slug", flat=True))
    picked = [one for one in STARTERS if one.slug in slugs and one.slug not in has]
    return [tag_save(_of_starter(user, one)) for one in picked]


def _of_starter(user: User, starter: Starter) -> Tag:
    return Tag(
        user=user, slug=starter.slug, name=str(starter.name), kind=starter.kind, unit=str(starter.unit)
    )


@transaction.atomic
def tag_merge(*, tag: Tag, into: Tag) -> Tag:
    """Give another tag all answers and reflections of this one, which then is no more.

    Where a day has answers to both: one yes makes a yes, amounts of the same unit add up, the other
    tag's time stands before this one's. Raises ValidationError where an amount would lose its meaning.
    """
    if tag.pk == into.pk or tag.user_id != into.user_id:
        raise ValidationError(_("A tag can be merged into another one of yours."), code="same")
    if tag.has_detail and (tag.kind, tag.unit) != (into.kind, into.unit):
        message = _("%(tag)s keeps an amount or a time that %(into)s has no place for.")
        raise ValidationError(message, params={"tag": tag.name, "into": into.name}, code="kind")
    user, held = tag.user, set(_days(tag))
    _move_answers(tag, into)
    for reflection in tag.reflections.all():
        reflection.tags.add(into)
    key = tag.key
    tag.delete()
    numbers.forget(user, key)
    if held:
        numbers.follow(user, min(held), max(held))
    bump_generation(user.pk)
    return into


def _days(tag: Tag) -> Collection[date]:
    return tag.answers.values_list("log__day", flat=True)


def _move_answers(tag: Tag, into: Tag) -> None:
    changed = DailyLog.objects.filter(answers__tag=tag)
    DailyLog.objects.filter(pk__in=list(changed.values_list("pk", flat=True))).update(
        version=F("version") + 1, updated_at=timezone.now()
    )
    standing = {answer.log_id: answer for answer in into.answers.all()}
    for answer in tag.answers.all():
        other = standing.get(answer.log_id)
        if other is None:
            TagAnswer.objects.filter(pk=answer.pk).update(tag=into)
        else:
            _join(other, answer)


def _join(kept: TagAnswer, given: TagAnswer) -> None:
    """Put one day's two answers into one."""
    amounts = [one.amount for one in (kept, given) if one.amount is not None]
    kept.yes = kept.yes or given.yes
    kept.amount = sum(amounts) if amounts else None
    kept.time = kept.time or given.time
    kept.save()
