"""The words of the household: lines and longer texts, chosen by what the day was like."""

from collections.abc import Sequence
from datetime import date
from random import Random

from integrations.sandbox.noise import dice
from integrations.sandbox.people import Person

from .phrases import CLOSINGS, LINES, TEXTS, Text
from .said import Circumstances, circumstances

SPOKEN_LINES, WRITTEN_DAYS = 0.6, 0.16


def kinds(about: Circumstances) -> list[str]:
    """What can be said of the day, the most telling first; "plain" fits always."""
    facts = {
        "ill": about.today.ill > 0.5,
        "away": about.is_away,
        "short": about.is_short,
        "after_wine": about.yesterday.drank,
        "sport": about.today.exercise is not None,
        "people": about.met_people,
        "strain": about.today.strain > 1.2,
        "calm": about.today.strain < -1.0,
        "free": about.is_free,
        "plain": True,
    }
    return [kind for kind, is_true in facts.items() if is_true]


def line(person: Person, day: date) -> str:
    """The one line of a check-in; often there is none."""
    random = dice(person.slug, "line", day.toordinal())
    if random.random() >= SPOKEN_LINES:
        return ""
    return _filled(random.choice(LINES[_kind(person, day, random)]), person)


def reflections(person: Person, day: date) -> list[tuple[str, str, Sequence[str]]]:
    """Longer texts of the day, mostly none: title, Markdown, slugs of tags."""
    random = dice(person.slug, "text", day.toordinal())
    if random.random() >= WRITTEN_DAYS:
        return []
    text = random.choice(TEXTS[_kind(person, day, random)])
    return [_written(text, person, random)]


def _written(text: Text, person: Person, random: Random) -> tuple[str, str, Sequence[str]]:
    paragraphs = [text.body]
    if random.random() < 0.5:
        paragraphs.append(random.choice(CLOSINGS))
    return _filled(text.title, person), _filled("\n\n".join(paragraphs), person), text.tags


def _kind(person: Person, day: date, random: Random) -> str:
    """One of the first two things to be said: illness and travel are not passed over."""
    found = kinds(circumstances(person, day))
    return found[0] if found[0] in ("ill", "away") else random.choice(found[:2])


def _filled(text: str, person: Person) -> str:
    sport = {"running": "run", "cycling": "ride", "walking": "walk"}[person.sport]
    city = person.trip.zone.key.rsplit("/", 1)[-1].replace("_", " ") if person.trip else "the coast"
    friend = {"alex": "Ines", "sam": "Mira", "robin": "Hanne"}.get(person.slug, "Ines")
    return text.replace("{sport}", sport).replace("{city}", city).replace("{friend}", friend)
