"""What a page of numbers may ask about their source."""

from django import template
from django.template.context import Context

from integrations.models import Connection

register = template.Library()


@register.simple_tag(takes_context=True)
def is_read(context: Context, source: str) -> bool:
    """{% is_read row.source as read %}: whether the person has a connection that is read at the moment."""
    mine = Connection.objects.filter(user=context["request"].user, provider=source)
    return mine.filter(state=Connection.State.ACTIVE).exists()
