"""Bringing a journal in from a file, and taking that back."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import bump_generation
from healthdash.lib.fields import EncryptedJSONField
from journal import numbers
from journal.imports import files
from journal.imports.found import Refused, Said
from journal.imports.plan import Change, Plan, plan
from journal.models import DailyLog, Import, JournalSettings, Prompt, Reflection, Rested, Tag, TagAnswer

from .tags import tag_save

DRAFT_KEPT = timedelta(days=1)
UNDO_KEPT = timedelta(days=30)
# Encrypted; a database server takes no larger message with its defaults.
LARGEST = 12 * 2**20


@transaction.atomic
def import_begin(*, user: User, name: str, content: bytes) -> Import:
    """A draft of this file; a draft that was there before is forgotten. Raises Refused."""
    file = files.read(name, content)
    if len(content) > LARGEST // 4 and len(EncryptedJSONField().seal(file)) > LARGEST:
        raise Refused(_("The file is too large to be kept. Split it and bring in one part after the other."))
    Import.objects.filter(user=user, done_at=None).delete()
    return Import.objects.create(user=user, file=file, options=files.suggested(file, user))


def import_choose(draft: Import, options: Mapping[str, Any]) -> None:
    """Keep what the person said of the file."""
    draft.options = dict(options)
    Import.objects.filter(pk=draft.pk, done_at=None).update(options=draft.options)


def import_plan(draft: Import) -> Plan:
    """What would be written now. Raises Refused."""
    found = files.understood(draft.file, draft.options, draft.user)
    return plan(draft.user, found, draft.options.get("rule", "mine"))


def import_bring_in(draft: Import) -> Import:
    """All of it, or nothing. Raises Refused; a second press does nothing."""
    try:
        with transaction.atomic():
            return _bring_in(draft)
    except IntegrityError:
        raise Refused(
            _("Your journal changed at the same moment. Nothing was brought in; press again.")
        ) from None


def _bring_in(draft: Import) -> Import:
    mine = Import.objects.filter(pk=draft.pk, done_at=None)
    if not mine.update(done_at=timezone.now()):
        return draft
    chosen = import_plan(draft)
    if chosen.is_empty:
        raise Refused(_("There is nothing to bring in: all of it is here already, or left out."))
    written = _Writer(draft, chosen).write()
    draft.refresh_from_db(fields=["done_at"])
    draft.file, draft.written = None, written
    draft.days = sum(one.changes_the_log for one in chosen.changes)
    draft.reflections_added = chosen.reflections
    draft.save(update_fields=["file", "written", "days", "reflections_added"])
    _follow(draft.user, [one.day for one in chosen.changes])
    return draft


def _follow(user: User, days: list[date]) -> None:
    if days:
        numbers.follow(user, min(days), max(days))
    bump_generation(user.pk)


class _Writer:
    """Writes a plan, and notes what stood there before."""

    def __init__(self, draft: Import, chosen: Plan) -> None:
        self.draft, self.user, self.plan = draft, draft.user, chosen
        self.tags = {tag.name.casefold(): tag for tag in Tag.objects.filter(user=self.user)}

    def write(self) -> dict[str, Any]:
        made = [tag_save(tag) for tag in self.plan.new_tags.values()]
        self.tags |= {tag.name.casefold(): tag for tag in made}
        days = {one.day.isoformat(): self._before(one) for one in self.plan.changes if _touches(one)}
        self._logs()
        self._rested()
        self._reflections()
        prompts = [Prompt.objects.create(user=self.user, text=text).pk for text in self.plan.prompts]
        self._words()
        return {
            "days": days,
            "tags": [tag.pk for tag in made],
            "prompts": prompts,
            "words": {scale: list(five) for scale, five in self.plan.words.items()},
        }

    def _before(self, one: Change) -> dict[str, Any]:
        standing = {answer.tag_id: _flat(answer) for answer in one.log.answers.all()} if one.log else {}
        answers = {self.tags[name].pk: said for name, said in one.answers.items()}
        return {
            "new": one.log is None,
            "columns": {name: [getattr(one.log, name, None), new] for name, new in one.columns.items()},
            "answers": {str(pk): [standing.get(pk), _flat(said)] for pk, said in answers.items()},
            "rested": [one.rested_before, one.rested],
        }

    def _logs(self) -> None:
        now = timezone.now()
        new = [
            DailyLog(user=self.user, day=one.day, **one.columns) for one in self.plan.changes if one.is_new
        ]
        DailyLog.objects.bulk_create(new, batch_size=500)
        for one in self.plan.changes:
            if one.log is not None and one.changes_the_log:
                same = DailyLog.objects.filter(pk=one.log.pk, version=one.log.version)
                if not same.update(**one.columns, version=F("version") + 1, updated_at=now):
                    raise IntegrityError
        # Not every database tells the ids of rows that were made together.
        ids = dict(DailyLog.objects.filter(user=self.user).values_list("day", "pk"))
        self._answers(ids)

    def _answers(self, ids: Mapping[date, int]) -> None:
        rows = []
        for one in self.plan.changes:
            tags = [self.tags[name].pk for name in one.answers]
            if one.log is not None and tags:
                TagAnswer.objects.filter(log_id=one.log.pk, tag_id__in=tags).delete()
            rows += [_row(ids[one.day], self.tags[name].pk, said) for name, said in one.answers.items()]
        TagAnswer.objects.bulk_create(rows, batch_size=1000)

    def _rested(self) -> None:
        for one in self.plan.changes:
            if one.rested is not None:
                Rested.objects.update_or_create(user=self.user, day=one.day, defaults={"value": one.rested})

    def _reflections(self) -> None:
        words = [(one.day, each) for one in self.plan.changes for each in one.reflections]
        Reflection.objects.bulk_create(
            (
                Reflection(user=self.user, day=day, title=each.title, text=each.text, imported=self.draft)
                for day, each in words
            ),
            batch_size=500,
        )
        # In the order in which they were made: not every database tells the ids.
        ids = Reflection.objects.filter(imported=self.draft).order_by("pk").values_list("pk", flat=True)
        link = Reflection.tags.through
        link.objects.bulk_create(
            link(reflection_id=pk, tag_id=tag)
            for pk, (_day, each) in zip(ids, words, strict=True)
            for tag in sorted({self.tags[name.casefold()].pk for name in each.tags})
        )

    def _words(self) -> None:
        if self.plan.words:
            settings, _is_new = JournalSettings.objects.get_or_create(user=self.user)
            words = {**settings.words, **{scale: list(five) for scale, five in self.plan.words.items()}}
            JournalSettings.objects.filter(pk=settings.pk).update(words=words)


def _touches(one: Change) -> bool:
    return one.changes_the_log or one.rested is not None


def _flat(said: Said | TagAnswer) -> list[Any]:
    at = said.at if isinstance(said, Said) else said.time
    return [said.yes, said.amount, at.strftime("%H:%M") if at else None]


def _row(log: int, tag: int, said: Said) -> TagAnswer:
    return TagAnswer(log_id=log, tag_id=tag, yes=said.yes, amount=said.amount, time=said.at)


def imports_forget() -> None:
    """Drafts of yesterday, and what was needed to undo old imports."""
    now = timezone.now()
    Import.objects.filter(done_at=None, created_at__lt=now - DRAFT_KEPT).delete()
    Import.objects.filter(done_at__lt=now - UNDO_KEPT).delete()
