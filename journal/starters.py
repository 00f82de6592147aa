"""The tags that a first check-in offers: pick about six. All of them can be renamed or archived later."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Tag


@dataclass(frozen=True, slots=True)
class Starter:
    slug: str
    name: str | Promise
    kind: str = Tag.Kind.YES_NO
    unit: str | Promise = ""


PICK = 6

STARTERS = (
    Starter("coffee", _("Coffee"), Tag.Kind.AMOUNT, _("cups")),
    Starter("alcohol", _("Alcohol"), Tag.Kind.AMOUNT, _("drinks")),
    Starter("late-meal", _("Late meal"), Tag.Kind.TIME),
    Starter("sport", _("Sport")),
    Starter("walk", _("A walk outside")),
    Starter("people", _("Time with people")),
    Starter("screen", _("Screen in bed")),
    Starter("reading", _("Reading")),
    Starter("meditation", _("Meditation")),
    Starter("headache", _("Headache")),
    Starter("ill", _("Ill")),
    Starter("away", _("Away from home")),
)
