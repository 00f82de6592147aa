"""The five steps of mood, energy and the rest, in built-in words or the person's own."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import JournalSettings

LONGEST = 12  # characters of a word: it stands in a button a fifth of a phone wide
SCALES = ("mood", "energy", "stress")
WITH_WORDS = (*SCALES, "rested")

WORDS: Mapping[str, tuple[str | Promise, ...]] = {
    "mood": (_("Heavy"), _("Low"), _("Even"), _("Light"), _("Bright")),
    "energy": (_("Empty"), _("Low"), _("Enough"), _("High"), _("Full")),
    "stress": (_("Calm"), _("Light"), _("Some"), _("High"), _("Very high")),
    "rested": (_("Not at all"), _("A little"), _("Half"), _("Mostly"), _("Fully")),
}
LABELS: Mapping[str, str | Promise] = {
    "mood": _("Mood"),
    "energy": _("Energy"),
    "stress": _("Felt stress"),
    "rested": _("How rested do you feel?"),
}


@dataclass(frozen=True, slots=True)
class Step:
    value: int
    word: str


def steps(settings: JournalSettings, scale: str) -> list[Step]:
    """The five buttons of a scale."""
    own = settings.words.get(scale) or [""] * 5
    return [
        Step(at, mine or str(ours)) for at, (mine, ours) in enumerate(zip(own, WORDS[scale], strict=True), 1)
    ]


def asked(settings: JournalSettings) -> list[str]:
    """The scales of this person's check-in."""
    return ["mood", "energy", *(["stress"] if settings.asks_stress else [])]
