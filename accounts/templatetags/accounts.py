"""What the pages of accounts say about the server and about a browser."""

import re
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.template import Context
from django.utils.translation import gettext as _

register = template.Library()

# In this order: Edge and Chrome call themselves Safari too.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
]


@register.simple_tag
def signup_policy() -> str:
    return settings.SIGNUP_POLICY


@register.simple_tag(takes_context=True)
def passkeys_off(context: Context) -> str:
    """Why passkeys do not work here: `insecure` address of the server, `elsewhere` opened; else nothing."""
    if not settings.PASSKEYS_ARE_POSSIBLE:
        return "insecure"
    here = context["request"].get_host().partition(":")[0]
    return "" if here == urlsplit(settings.PUBLIC_URL).hostname else "elsewhere"


@register.filter
def browser(user_agent: str) -> str:
    """Firefox on Linux, as near as what a browser says of itself allows."""
    name, system = first(BROWSERS, user_agent), first(SYSTEMS, user_agent)
    if name and system:
        return _("%(browser)s on %(system)s") % {"browser": name, "system": system}
    return name or system or _("A browser that we do not know")


def first(table: list[tuple[str, str]], text: str) -> str:
    return next((word for pattern, word in table if re.search(pattern, text)), "")
