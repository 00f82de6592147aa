"""Mail about a source that is in trouble: once, and again only after it was in order meanwhile."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.links import public_link
from healthdash.lib.mailing import OF_ONE_MAIL

from . import registry
from .errors import RateLimited
from .models import Connection, Heartbeat, StreamState
from .selectors import LATE_AFTER, WAITED_ENOUGH, is_lasting, troubles_in
from .wording import moment, trouble

logger = logging.getLogger(__name__)

ENOUGH_FAILURES = 3
LONG_ENOUGH = timedelta(days=1)  # without a reading that succeeded
CATCHING_UP = timedelta(hours=1)  # after a start, everything is late for a while
SECONDS_AT_ONCE = 30.0  # the queue that hands out work waits meanwhile; the next minute tells the others


class NobodyTakesMail(Exception):
    """The mail server cannot be reached, so the others need not be told now."""


def tell_of_incidents(now: datetime | None = None) -> int:
    """Mails whom it concerns. Returns how many mails were sent; none where mail is not set up."""
    if not settings.MAIL_IS_SET_UP:
        return 0
    now = now or timezone.now()
    forget_what_is_over(now)
    found = Connection.objects.select_related("user").filter(
        incidents(now), told_at=None, user__is_active=True, provider__in=registry.PROVIDERS
    )
    return tell_each(found, now)


def tell_each(found: Iterable[Connection], now: datetime) -> int:
    """Over one connection to the mail server, as long as that takes mail and it does not take too long."""
    post, until, sent = get_connection(), monotonic() + SECONDS_AT_ONCE, 0
    try:
        for connection in found:
            if monotonic() > until:
                break
            sent += tell(connection, now, post)
    except NobodyTakesMail:
        pass
    finally:
        post.close()
    return sent


def forget_what_is_over(now: datetime) -> None:
    """In order again means that a run succeeded since: the next trouble is a new one."""
    over = Connection.objects.filter(
        state=Connection.State.ACTIVE, problem="", last_success_at__gt=F("told_at")
    )
    over.exclude(in_part(now)).update(told_at=None)


def incidents(now: datetime) -> Q:
    """What a person has to hear of. A source that asks us to wait is in trouble only when that goes on."""
    waits, active = Q(problem=RateLimited.__name__), Q(state=Connection.State.ACTIVE)
    long = Q(failures__gte=ENOUGH_FAILURES) | unread_since(now - LONG_ENOUGH)
    failing = (~Q(problem="") & ~waits & long) | (waits & unread_since(now - WAITED_ENOUGH))
    found = Q(state=Connection.State.NEEDS_RECONNECT) | (active & (failing | in_part(now)))
    return found if is_catching_up(now) else found | late(now)


def unread_since(began: datetime) -> Q:
    return Q(last_success_at__lt=began) | Q(last_success_at=None, created_at__lt=began)


def in_part(now: datetime) -> Q:
    """The vendor answers, and yet a stream of it or a table could not be read for longer than a day."""
    return Q(pk__in=StreamState.objects.filter(is_lasting(now)).values("connection"))


def late(now: datetime) -> Q:
    """Due for hours, and no worker has it."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    return Q(state=Connection.State.ACTIVE, next_sync_at__lt=now - LATE_AFTER) & free


def is_catching_up(now: datetime) -> bool:
    return Heartbeat.objects.filter(name="beat", at__gt=now - CATCHING_UP).exists()


def tell(connection: Connection, now: datetime, post: BaseEmailBackend) -> bool:
    """One mail, by whoever sets the mark, so that two workers do not send two; tried again when it fails."""
    mine = Connection.objects.filter(pk=connection.pk)
    if not mine.filter(told_at=None).update(told_at=now):
        return False
    try:
        mail = message(connection)
        mail.connection = post
        post.open()
        mail.send()
    except BaseException as error:  # also a time limit: who was not told is told later
        mine.filter(told_at=now).update(told_at=None)
        if not isinstance(error, OSError):  # smtplib's errors are such, too
            raise
        logger.warning("No mail about connection %s: %s.", connection.pk, type(error).__name__)
        if not isinstance(error, OF_ONE_MAIL):
            raise NobodyTakesMail from error
        return False
    return True


def message(connection: Connection) -> EmailMultiAlternatives:
    said = told(connection)
    context = {
        "fact": said.fact,
        "helps": said.helps,
        "reconnect": connection.state == Connection.State.NEEDS_RECONNECT,
        "vendor": registry.PROVIDERS[connection.provider].label,
        "url": public_link(reverse("connections")) + f"#{connection.provider}",
        "PUBLIC_URL": settings.PUBLIC_URL,
    }
    text, html = (render_to_string(f"integrations/email/incident_message.{kind}", context) for kind in KINDS)
    mail = EmailMultiAlternatives(said.subject, text, to=[connection.user.email])
    mail.attach_alternative(html, "text/html")
    return mail


KINDS = ("txt", "html")


@dataclass(frozen=True, slots=True)
class Told:
    """A mail's words. `helps`: what happens next; "" where somebody has to do it."""

    subject: str
    fact: str
    helps: str = ""


def told(connection: Connection) -> Told:
    """What happened, in the words that its card has."""
    vendor = {"vendor": registry.PROVIDERS[connection.provider].label}
    if connection.state == Connection.State.NEEDS_RECONNECT:
        fact = connection.reason or _("%(vendor)s stopped accepting our key.") % vendor
        return Told(_("Reconnect %(vendor)s") % vendor, fact)
    subject = _("%(vendor)s is not being read") % vendor
    if connection.problem:
        fact = trouble(connection, connection.user).fact or unread(connection)
        return Told(subject, fact, _("The next try comes by itself; nothing you have is lost."))
    if troubles_in(connection, timezone.now()).streams:
        words = trouble(connection, connection.user)
        return Told(_("%(vendor)s is not being read in full") % vendor, words.fact, words.consequence)
    return Told(subject, unread(connection))


def unread(connection: Connection) -> str:
    """Since when a source that is due was not read."""
    vendor = registry.PROVIDERS[connection.provider].label
    if connection.last_success_at is None:
        return _("%(vendor)s has not been read yet, though it is due.") % {"vendor": vendor}
    return _("%(vendor)s has not been read since %(time)s, though it is due.") % {
        "vendor": vendor,
        "time": moment(connection.last_success_at, connection.user),
    }
