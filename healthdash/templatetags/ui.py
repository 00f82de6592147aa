"""The tags and filters every template has; each component's template says what it takes."""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.templatetags.static import static

register = template.Library()

STATUS_ICONS = {
    "attention": "triangle-alert",
    "failed": "circle-alert",
    "in-order": "circle-check",
    "quiet": "info",
}


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file, the plain one where no manifest is: error pages never fail."""
    try:
        return static(path)
    except ValueError:
        return settings.STATIC_URL + path


@register.inclusion_tag("components/icon.html")
def icon(name: str, size: str = "", label: str = "") -> dict[str, Any]:
    return {"name": name, "size": size, "label": label, "href": f"{asset('icons.svg')}#{name}"}


@register.inclusion_tag("components/status_line.html", takes_context=True)
def status_line(
    context: Context,
    fact: object,
    consequence: str = "",
    kind: str = "attention",
    url: str = "",
    action: str = "",
    post: bool = False,
) -> dict[str, Any]:
    return {
        "fact": fact,
        "consequence": consequence,
        "kind": kind,
        "icon_name": STATUS_ICONS[kind],
        "url": url,
        "action": action,
        "post": post,
        "csrf_token": context.get("csrf_token"),
    }
