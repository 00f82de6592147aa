"""Sending reminders, and turning them on and off."""

import logging
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings as site
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from healthdash.lib.mailing import OF_ONE_MAIL
from journal import reminder_mail, reminding
from journal.models import DailyLog, JournalSettings

logger = logging.getLogger(__name__)

BATCH = 200
AN_HOUR = timedelta(hours=1)


class NobodyTakesMail(Exception):
    """The mail server cannot be reached, so the others need not be tried now."""


def send_due(now: datetime | None = None) -> int:
    """Sends what is due. Returns how many mails went out; none where mail is not set up."""
    if not site.MAIL_IS_SET_UP:
        return 0
    now, sent = now or timezone.now(), 0
    post = get_connection()
    try:
        for batch in _batches(now):
            sent += _send_batch(batch, now, post)
    except NobodyTakesMail:
        pass
    finally:
        post.close()
    return sent


def _batches(now: datetime) -> Iterator[list[JournalSettings]]:
    """Whose time may have come, in bounded lists; zone by zone, so that the database chooses by the clock."""
    wanted = JournalSettings.objects.exclude(remind_at=None).filter(user__is_active=True)
    for name in list(wanted.values_list("user__timezone", flat=True).order_by().distinct()):
        rows = wanted.filter(_about_now(now, ZoneInfo(name)), user__timezone=name)
        last = 0
        while batch := list(rows.filter(pk__gt=last).select_related("user").order_by("pk")[:BATCH]):
            yield batch
            last = batch[-1].pk


def _about_now(now: datetime, zone: ZoneInfo) -> Q:
    """Roughly; an hour is left for clocks that leap. `reminding.due` says exactly."""
    first = (now - reminding.LATE - AN_HOUR).astimezone(zone)
    last = (now + AN_HOUR).astimezone(zone)
    times = Q(remind_at__gte=first.time()), Q(remind_at__lte=last.time())
    within = times[0] & times[1] if first.time() <= last.time() else times[0] | times[1]
    return within & (Q(reminded_on=None) | Q(reminded_on__lt=now.astimezone(zone).date()))


def _send_batch(batch: list[JournalSettings], now: datetime, post: BaseEmailBackend) -> int:
    sent = 0
    for at, row in enumerate(batch):
        day = reminding.due(row.remind_at, row.user.zone, now) if row.remind_at else None
        if day is None or not _claim(row, day):
            continue
        try:
            sent += _send(row, day, post)
        except OSError as error:  # smtplib's errors are such, too
            _give_back(row, day, error)
            if not isinstance(error, OF_ONE_MAIL):
                _note_failure(batch[at + 1 :], now)
                raise NobodyTakesMail from error
    return sent


def _claim(row: JournalSettings, day: date) -> bool:
    """Whether this worker is the one that sends the reminder of that day."""
    same = JournalSettings.objects.filter(pk=row.pk, remind_at=row.remind_at)
    return bool(same.filter(Q(reminded_on=None) | Q(reminded_on__lt=day)).update(reminded_on=day))


def _send(row: JournalSettings, day: date, post: BaseEmailBackend) -> int:
    """1 where a mail went out, 0 where the day is done already."""
    assert row.remind_at is not None
    about = reminding.asked_about(day, row.remind_at, row.user.zone)
    if DailyLog.objects.filter(user_id=row.user_id, day=about).exists():
        return 0
    mail = reminder_mail.message(row, about)
    mail.connection = post
    post.open()
    mail.send()
    if row.reminder_failed_on:
        JournalSettings.objects.filter(pk=row.pk).update(reminder_failed_on=None)
    return 1


def _give_back(row: JournalSettings, day: date, error: OSError) -> None:
    """The next minute tries again, as long as it is not too late."""
    logger.warning("No reminder for person %s: %s.", row.user_id, type(error).__name__)
    mine = JournalSettings.objects.filter(pk=row.pk, reminded_on=day)
    mine.update(reminded_on=row.reminded_on, reminder_failed_on=day)


def _note_failure(rows: list[JournalSettings], now: datetime) -> None:
    """The same is true of those that were not tried because nobody takes mail."""
    for row in rows:
        day = reminding.due(row.remind_at, row.user.zone, now) if row.remind_at else None
        if day:
            _unclaimed(row, day).update(reminder_failed_on=day)


def _unclaimed(row: JournalSettings, day: date) -> "QuerySet[JournalSettings]":
    return JournalSettings.objects.filter(Q(reminded_on=None) | Q(reminded_on__lt=day), pk=row.pk)


def reminder_set(settings: JournalSettings, at: time | None) -> None:
    """Remind at another time from the next one on, or no more; `settings` is a saved row."""
    row = JournalSettings.objects.filter(pk=settings.pk)
    row.update(remind_at=at, reminder_failed_on=None)
    if at is None:
        row.update(link_serial=F("link_serial") + 1)
        return
    # A time that has gone by already today is meant for tomorrow.
    day = reminding.passed(at, settings.user.zone, timezone.now())
    row.filter(Q(reminded_on=None) | Q(reminded_on__lt=day)).update(reminded_on=day)
