"""A plan as a page shows it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journal import scales

from .found import Refusal, Said
from .plan import THEIRS, Change, Plan

EXAMPLES = 5
LINE = 120  # characters of a text


@dataclass(frozen=True, slots=True)
class Example:
    """One day, as it would be brought in."""

    day: date
    said: str
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Preview:
    facts: Sequence[str]
    new_tags: Sequence[str]
    examples: Sequence[Example]
    refused: Sequence[Refusal]
    can_be_brought_in: bool


def of(plan: Plan) -> Preview:
    touched = [one for one in plan.changes if one.changes_the_log or one.reflections]
    return Preview(
        facts=list(_facts(plan)),
        new_tags=sorted((tag.name for tag in plan.new_tags.values()), key=str.casefold),
        examples=[_example(one) for one in touched[-EXAMPLES:]],
        refused=plan.refused,
        can_be_brought_in=not plan.is_empty,
    )


def _facts(plan: Plan) -> Iterator[str]:
    """Whole sentences; what there is none of is not said."""
    yield ngettext("%(n)s new check-in.", "%(n)s new check-ins.", plan.new_days) % {"n": plan.new_days}
    if n := plan.added_to:
        yield ngettext(
            "Something is put into %(n)s check-in of yours.",
            "Something is put into %(n)s check-ins of yours.",
            n,
        ) % {"n": n}
    if n := plan.reflections:
        yield ngettext("%(n)s new reflection.", "%(n)s new reflections.", n) % {"n": n}
    if n := plan.same:
        yield ngettext(
            "%(n)s thing is here already and is not written twice.",
            "%(n)s things are here already and are not written twice.",
            n,
        ) % {"n": n}
    if n := plan.differing:
        yield _differing(plan.rule, n)
    if n := len(plan.refused):
        yield ngettext("%(n)s row is left out.", "%(n)s rows are left out.", n) % {"n": n}


def _differing(rule: str, n: int) -> str:
    if rule == THEIRS:
        return ngettext(
            "%(n)s answer of yours is replaced by the file's.",
            "%(n)s answers of yours are replaced by the file's.",
            n,
        ) % {"n": n}
    return ngettext(
        "%(n)s answer of yours differs from the file's and stays.",
        "%(n)s answers of yours differ from the file's and stay.",
        n,
    ) % {"n": n}


def _example(one: Change) -> Example:
    parts = [f"{scales.LABELS[name]} {value}" for name, value in one.columns.items() if name in scales.LABELS]
    parts += [_answer(name, said) for name, said in one.answers.items()]
    texts = [str(one.columns["text"])] if one.columns.get("text") else []
    texts += [words.title or words.text for words in one.reflections]
    return Example(one.day, ", ".join(parts), [_short(text) for text in texts])


def _answer(name: str, said: Said) -> str:
    return name if said.yes else _("%(tag)s: no") % {"tag": name}


def _short(text: str) -> str:
    first = text.split("\n")[0]
    return first if len(first) <= LINE else first[:LINE] + "…"
