"""Which number of the person's own a column brings: one that there is already, or a new one."""

from dataclasses import replace

from django.utils.translation import gettext as _

from accounts.models import User
from metrics import own_vitals
from metrics.models import CustomMetric

from .answers import AGGREGATES, Answers, ColumnAnswer, Unfinished


def suggested(user: User, answers: Answers) -> Answers:
    """A column that is called like a number of theirs is kept as that one is."""
    held = own_vitals.by_name(user)
    columns = tuple(
        _as_held(one, held[one.name.casefold()])
        if one.kind in ("own", "ignore") and not one.key and one.name.casefold() in held
        else one
        for one in answers.columns
    )
    return replace(answers, columns=columns)


def _as_held(one: ColumnAnswer, metric: CustomMetric) -> ColumnAnswer:
    return replace(one, unit=metric.unit, aggregate=metric.aggregate, better=metric.better)


def settled(user: User, answers: Answers) -> Answers:
    """The answers with the key of each own number. A number goes by its name, however it came here."""
    if all(one.key for one in answers.own):
        return answers
    held = own_vitals.by_name(user)
    taken: set[str] = set()
    columns = []
    for one in answers.columns:
        if one.kind == "own" and not one.key:
            found = held.get(one.name.strip().casefold())
            key = found.key if found else own_vitals.free_key(user, one.name, taken)
            one = replace(one, key=key)
            taken.add(key)
        columns.append(one)
    return replace(answers, columns=tuple(columns))


def check(user: User, answers: Answers) -> None:
    """What there is keeps its meaning and its name; the answers are not settled yet. Raises Unfinished."""
    held = own_vitals.by_name(user) if answers.own else {}
    for one in answers.own:
        found = held.get(one.name.strip().casefold())
        if found and one.key and found.key != one.key:
            raise Unfinished(_("You have a number of this name already."))
        if found and not one.key and (found.unit, found.aggregate) != (one.unit, one.aggregate):
            raise Unfinished(_said(found))


def _said(metric: CustomMetric) -> str:
    words = {"name": metric.label, "unit": metric.unit, "how": AGGREGATES[metric.aggregate]}
    if not metric.unit:
        return (
            _(
                'You have a number called "%(name)s" already, without a unit, and several in a day become'
                " %(how)s. Say the same of this column, or give it another name."
            )
            % words
        )
    return (
        _(
            'You have a number called "%(name)s" already, in %(unit)s, and several in a day become %(how)s.'
            " Say the same of this column, or give it another name."
        )
        % words
    )
