"""What a page of numbers may ask about their source."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template
from django.template.context import Context
from django.utils.translation import gettext as _

from healthdash.lib import formats
from healthdash.lib.components import Fact
from integrations import selectors, unworn
from integrations.models import Connection

register = template.Library()


@register.simple_tag(takes_context=True)
def is_read(context: Context, source: str) -> bool:
    """{% is_read row.source as read %}: whether the person has a connection that is read at the moment."""
    mine = Connection.objects.filter(user=context["request"].user, provider=source)
    return mine.filter(state=Connection.State.ACTIVE).exists()


@register.simple_tag(takes_context=True)
def hours_off(context: Context, day: date) -> int:
    """{% hours_off day as hours %}: for how long a device was off over the night to a day, where known."""
    return unworn.hours_off(context["request"].user, day)


@register.simple_tag(takes_context=True)
def with_its_source(context: Context, facts: Sequence[Fact], receipt: Any) -> list[Fact]:
    """{% with_its_source facts receipt as whole %}: a receipt's facts with what only its connection knows.

    What the source itself calls the number, and when those days were last read.
    """
    if receipt.row is None:
        return list(facts)
    user = context["request"].user
    mine = Connection.objects.filter(user=user, provider=receipt.row.source).first()
    stream = mine and selectors.stream_of_number(mine, receipt.metric.key)
    if not mine or not stream:
        return list(facts)
    names = {"stream": stream.slug, "label": stream.label}
    found = [Fact(_("Called there"), _("%(label)s (%(stream)s)") % names)]
    read_at = mine.streams.filter(stream=stream.slug).values_list("read_at", flat=True).first()
    if read_at:
        exact = formats.exact_time(read_at, user.zone, user.today(), user)
        found.append(Fact(_("Last read from there"), exact))
    return [*facts[:1], *found, *facts[1:]]
