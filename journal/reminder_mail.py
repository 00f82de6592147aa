"""The mail that reminds: one sentence, one link, and no word about anybody's health."""

from datetime import date

from django.conf import settings as site
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from healthdash.lib import formats

from . import links
from .models import JournalSettings


def message(settings: JournalSettings, day: date) -> EmailMultiAlternatives:
    """Asks for that day. Mail programs show the second address as a button of their own, "unsubscribe"."""
    off = links.to_turn_off(settings)
    context = {
        # With its date, as a mail may be read on another day.
        "day": formats.short_day(day, settings.user.today()),
        "url": links.to_day(settings, day),
        "off": off,
        "PUBLIC_URL": site.PUBLIC_URL,
    }
    text, html = (render_to_string(f"journal/email/reminder_message.{kind}", context) for kind in KINDS)
    headers = {
        "List-Unsubscribe": f"<{off}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    subject = _("Check in: %(day)s") % {"day": context["day"]}
    mail = EmailMultiAlternatives(subject, text, to=[settings.user.email], headers=headers)
    mail.attach_alternative(html, "text/html")
    return mail


KINDS = ("txt", "html")
