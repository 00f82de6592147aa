"""The tags and filters every template has; each component's template says what it takes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.forms.utils import flatatt
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from healthdash.lib import formats
from healthdash.lib.components import COVER_WORDS, Cover, Fact, StatusLine, Strip, Table, Tile
from healthdash.lib.formats.common import NNBSP
from healthdash.lib.svg import FloatingBars, RangeBar, Sparkline

register = template.Library()

STATUS_ICONS = {
    "attention": "triangle-alert",
    "failed": "circle-alert",
    "in-order": "circle-check",
    "quiet": "info",
}

CANVAS = {"light": "#F6F5F2", "dark": "#121315"}  # as in tokens.css

# State of a connection: tone, icon, word.
CONNECTION_STATES = {
    "in-order": ("in-order", "circle-check", gettext_lazy("In order")),
    "syncing": ("quiet", "refresh-cw", gettext_lazy("Syncing")),
    "queued": ("quiet", "hourglass", gettext_lazy("Starting")),
    "waiting": ("quiet", "hourglass", gettext_lazy("Waiting")),
    "late": ("attention", "clock", gettext_lazy("Late")),
    "reconnect": ("attention", "unlink", gettext_lazy("Reconnect")),
    "failing": ("failed", "circle-alert", gettext_lazy("Failing")),
    "paused": ("quiet", "pause", gettext_lazy("Paused")),
    "not-connected": ("quiet", "plug", gettext_lazy("Not connected")),
    "not-set-up": ("quiet", "circle-slash", gettext_lazy("Not set up on this server")),
}

END_OF_GROUP = mark_safe("\n  </optgroup>")
SILENT = mark_safe('aria-hidden="true"')

# Yes, no, not answered: what the next press makes of it.
NEXT_ANSWER = {"": "yes", "yes": "no", "no": ""}


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file, the plain one where no manifest is: error pages never fail."""
    try:
        return static(path)
    except ValueError:
        return settings.STATIC_URL + path


@register.simple_tag
def canvas(theme: str) -> str:
    """The ground of a page, "light" or "dark", for the browser's own frame, which reads no style sheet."""
    return CANVAS[theme]


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """{% icon "moon" %} or {% icon "pencil" "small" label="Corrected" %}: an outline of static/icons.svg.

    Without a label it is silent; a space follows it. No template of its own: a page has fifty.
    """
    return format_html(
        '<svg class="icon{} icon-{}" {} viewBox="0 0 24 24"><use href="{}#{}"></use></svg>\n',
        f" icon-{size}" if size else "",
        name,
        format_html('role="img" aria-label="{}"', label) if label else SILENT,
        asset("icons.svg"),
        name,
    )


@register.simple_tag
def options(groups: Iterable[tuple[str | None, Sequence[Mapping[str, Any]], int]]) -> SafeString:
    """What stands in a select, from the `optgroups` of its widget. No template: a time zone is one of 600."""
    return format_html_join("", "{}", ((line,) for line in option_lines(groups)))


def option_lines(
    groups: Iterable[tuple[str | None, Sequence[Mapping[str, Any]], int]],
) -> Iterator[SafeString]:
    for name, choices, _index in groups:
        if name:
            yield format_html('\n  <optgroup label="{}">', name)
        for one in choices:
            attrs = flatatt(one["attrs"]) if one["attrs"] else ""
            yield format_html('\n  <option value="{}"{}>{}</option>', one["value"], attrs, one["label"])
        if name:
            yield END_OF_GROUP


# --- Numbers and times, as the person of the page reads them ---------------------------------------


@register.simple_tag(takes_context=True)
def value(
    context: Context, number: float | None, unit: str, decimals: int = 0, deviation: bool = False
) -> str:
    """{% value 26880 "s" %}: a number of the catalogue's unit as one text."""
    return formats.number(number, unit, decimals, context["user"], deviation=deviation)


@register.simple_tag(takes_context=True)
def day(context: Context, which: date, night: bool = False) -> str:
    """{% day some_date %}: "today", "yesterday", "Tue 17 Nov"; `night=True`: "last night", then dates."""
    user = context["user"]
    return formats.day_label(which, user.today(), user, night=night)


@register.simple_tag(takes_context=True)
def moment(context: Context, when: datetime | None) -> str | SafeString:
    """{% moment some_datetime %}: "3 h ago" with the exact time on hover, from 24 hours on the exact time."""
    if when is None:
        return formats.DASH
    user = context["user"]
    exact = formats.exact_time(when, user.zone, user.today(), user)
    words = formats.ago(when, timezone.now())
    if not words:
        return format_html('<time datetime="{}">{}</time>', when.isoformat(), exact)
    return format_html(
        '<time datetime="{}" title="{}" data-relative'
        ' data-now="{}" data-minutes="{}" data-hours="{}">{}</time>',
        when.isoformat(),
        exact,
        _("just now"),
        _("%(length)s ago") % {"length": f"0{NNBSP}{_('min')}"},
        _("%(length)s ago") % {"length": f"0{NNBSP}{_('h')}"},
        words,
    )


# --- Small drawings --------------------------------------------------------------------------------


@register.inclusion_tag("components/range_bar.html")
def range_bar(bar: RangeBar | None) -> dict[str, Any]:
    return {"bar": bar}


@register.inclusion_tag("components/sparkline.html")
def sparkline(line: Sparkline | None) -> dict[str, Any]:
    return {"line": line}


@register.inclusion_tag("components/floating_bars.html")
def floating_bars(bars: FloatingBars) -> dict[str, Any]:
    return {"bars": bars}


# --- Components ------------------------------------------------------------------------------------


@register.inclusion_tag("components/tile.html", takes_context=True)
def tile(context: Context, tile: Tile) -> dict[str, Any]:
    return {"tile": tile, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/strip.html")
def strip(strip: Strip) -> dict[str, Any]:
    """Cells come to the template beside their column."""
    cells = [cell for row in strip.rows for cell in row.cells]
    return {
        "caption": strip.caption,
        "columns": strip.columns,
        "rows": [
            {
                "label": row.label,
                "domain": row.domain,
                "cells": zip(strip.columns, row.cells, strict=True),
            }
            for row in strip.rows
        ],
        "legend_domain": strip.rows[0].domain if strip.rows else "",
        "has_corrected": any(cell.corrected for cell in cells),
        "has_excluded": any(cell.excluded for cell in cells),
    }


@register.inclusion_tag("components/chart_card.html")
def chart_card(
    title: str,
    sentence: str,
    figure: str,
    domain: str = "",
    csv: str = "",
    table: Table | None = None,
    table_url: str = "",
    id: str = "",
    spans: Sequence[Any] = (),
    more_url: str = "",
    more: str = "",
) -> dict[str, Any]:
    return {
        "title": title,
        "sentence": sentence,
        "figure": figure,
        "domain": domain,
        "csv": csv,
        "table": table,
        "table_url": table_url,
        "id": id,
        "spans": spans,
        "more_url": more_url,
        "more": more,
        "heading_id": f"{id or figure.strip('/').replace('/', '-').split('?')[0]}-title",
    }


@register.inclusion_tag("components/table.html")
def table(table: Table) -> dict[str, Any]:
    return {"table": table, "corrected_word": _("corrected")}


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


@register.inclusion_tag("components/status_lines.html", takes_context=True)
def status_lines(context: Context, lines: Sequence[StatusLine], more_url: str) -> dict[str, Any]:
    return {
        "lines": lines[:2],
        "more": len(lines[2:]),
        "more_url": more_url,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/chip.html")
def chip(label: str, state: str = "", name: str = "") -> dict[str, Any]:
    return {"label": label, "state": state, "name": name, "next": NEXT_ANSWER[state]}


@register.inclusion_tag("components/choice_chips.html")
def choice_chips(field: BoundField) -> dict[str, Any]:
    return {"field": field}


@register.inclusion_tag("components/empty_state.html")
def empty_state(missing: str, fills: str = "", url: str = "", action: str = "") -> dict[str, Any]:
    return {"missing": missing, "fills": fills, "url": url, "action": action}


@register.inclusion_tag("components/receipt.html")
def receipt(facts: Sequence[Fact], wide: bool = False) -> dict[str, Any]:
    return {"facts": facts, "wide": wide}


@register.inclusion_tag("components/connection_state.html")
def connection_state(state: str | Enum) -> dict[str, Any]:
    """Takes the word or the enumeration's member."""
    name = str(state.value if isinstance(state, Enum) else state)
    tone, icon_name, word = CONNECTION_STATES[name.replace("_", "-")]
    return {"tone": tone, "icon_name": icon_name, "word": word}


@register.inclusion_tag("components/coverage.html")
def coverage(cells: Sequence[Cover]) -> dict[str, Any]:
    return {"cells": cells}


@register.inclusion_tag("components/coverage_legend.html")
def coverage_legend() -> dict[str, Any]:
    return {"marks": COVER_WORDS}


@register.inclusion_tag("components/progress.html")
def progress(percent: float, sentence: str) -> dict[str, Any]:
    now = min(100, max(0, round(percent)))
    return {"now": now, "width": f"{now}%", "sentence": sentence}


@register.inclusion_tag("components/field.html")
def field(field: BoundField, unit: str = "") -> dict[str, Any]:
    return {"field": field, "unit": unit, "check": field.widget_type == "checkbox"}


@register.inclusion_tag("components/button.html")
def button(
    label: str,
    busy: str = "",
    primary: bool = False,
    icon: str = "",
    url: str = "",
    name: str = "",
    value: str = "",
) -> dict[str, Any]:
    return {
        "label": label,
        "busy": busy,
        "primary": primary,
        "icon_name": icon,
        "url": url,
        "name": name,
        "value": value,
    }
