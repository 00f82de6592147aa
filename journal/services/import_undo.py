"""Taking an import back. What the person changed since stays as it is."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from accounts.services import bump_generation
from journal import numbers
from journal.models import DailyLog, Import, JournalSettings, Prompt, Reflection, Rested, Tag, TagAnswer

SCALES = ("mood", "energy", "stress")


@dataclass(slots=True)
class Undone:
    """`kept`: answers, lines and reflections that were changed since, and so were left alone."""

    kept: int = 0


@transaction.atomic
def import_undo(imported: Import) -> Undone:
    """Once; a second press does nothing."""
    undone = Undone()
    mine = Import.objects.filter(pk=imported.pk, undone_at=None, done_at__isnull=False)
    if not mine.update(undone_at=timezone.now()):
        return undone
    written: dict[str, Any] = imported.written or {}
    user = imported.user
    days = {date.fromisoformat(day): sides for day, sides in written.get("days", {}).items()}
    logs = {log.day: log for log in DailyLog.objects.filter(user=user).prefetch_related("answers")}
    for day, sides in days.items():
        if log := logs.get(day):
            undone.kept += _take_back(log, sides)
        elif sides["columns"] or sides["answers"]:
            undone.kept += 1
        before, after = sides["rested"]
        if after is not None:
            rested = Rested.objects.filter(user=user, day=day, value=after)
            rested.delete() if before is None else rested.update(value=before)
    undone.kept += _reflections(imported)
    _rest(user, written)
    Import.objects.filter(pk=imported.pk).update(written=None)
    if days:
        numbers.follow(user, min(days), max(days))
    bump_generation(user.pk)
    return undone


def _take_back(log: DailyLog, sides: dict[str, Any]) -> int:
    """How much of this day was left as it is."""
    answers = {answer.tag_id: answer for answer in log.answers.all()}
    kept = 0
    changes = {}
    for name, (before, after) in sides["columns"].items():
        if getattr(log, name) == after:
            changes[name] = before if before is not None or name != "text" else ""
        else:
            kept += 1
    for tag, (before, after) in sides["answers"].items():
        answer = answers.get(int(tag))
        if answer is None or _flat(answer) != after:
            kept += 1
        elif before is None:
            answer.delete()
        else:
            _restore(answer, before)
    DailyLog.objects.filter(pk=log.pk).update(**changes, version=F("version") + 1, updated_at=timezone.now())
    if sides["new"]:
        _delete_if_empty(log)
    return kept


def _flat(answer: TagAnswer) -> list[Any]:
    return [answer.yes, answer.amount, answer.time.strftime("%H:%M") if answer.time else None]


def _restore(answer: TagAnswer, before: list[Any]) -> None:
    answer.yes, answer.amount = before[0], before[1]
    answer.time = time.fromisoformat(before[2]) if before[2] else None
    answer.save()


def _delete_if_empty(log: DailyLog) -> None:
    now = DailyLog.objects.get(pk=log.pk)
    says = any(getattr(now, name) is not None for name in SCALES) or now.text
    if not says and not now.answers.exists():
        now.delete()


def _reflections(imported: Import) -> int:
    mine = Reflection.objects.filter(imported=imported)
    mine.filter(version=1).delete()
    return mine.filter(deleted_at=None).count()


def _rest(user: User, written: dict[str, Any]) -> None:
    """Tags that nobody used since, prompts, and words for 1 to 5."""
    unused = Tag.objects.filter(user=user, pk__in=written.get("tags", []), answers=None, reflections=None)
    for tag in unused:
        tag.delete()
        numbers.forget(user, tag.key)
    Prompt.objects.filter(user=user, pk__in=written.get("prompts", [])).delete()
    settings = JournalSettings.objects.filter(user=user).first()
    if settings and written.get("words"):
        theirs = written["words"]
        words = {scale: five for scale, five in settings.words.items() if theirs.get(scale) != five}
        JournalSettings.objects.filter(pk=settings.pk).update(words=words)
