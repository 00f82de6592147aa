"""The timeline's marks as SVG. A night has a hundred of them; a template for each would take too long."""

from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from .drawing import Shape

BAR = '<rect class="tl-bar tl-{}{}" x="{}" y="{}" width="{}" height="{}" rx="{}"><title>{}</title></rect>{}{}'
DOT = '<circle class="tl-dot{}" cx="{}" cy="{}" r="5"><title>{}</title></circle>'
CROSS = '<line class="tl-cross" x1="{}" y1="{}" x2="{}" y2="{}"></line>'
RING = '<circle class="tl-ring" cx="{}" cy="{}" r="3.5"></circle>'
LABEL = '<text class="tl-words" x="{}" y="{}" dx="10" dominant-baseline="central">{}</text>'


def svg(shape: "Shape") -> SafeString:
    """A bar or a dot, with its label where there is room for one."""
    drawn = dot(shape) if shape.mark.end is None else bar(shape)
    return drawn + format_html(LABEL, shape.label_at, shape.label_y, shape.label) if shape.label_at else drawn


def dot(shape: "Shape") -> SafeString:
    return format_html(DOT, left_out(shape), shape.x, shape.y, shape.mark.title)


def bar(shape: "Shape") -> SafeString:
    """What is left out is crossed through, what is corrected has a ring at its beginning."""
    mark = shape.mark
    return format_html(
        BAR,
        mark.look,
        left_out(shape),
        shape.x,
        shape.y,
        shape.width,
        shape.height,
        "1.5" if mark.rows > 1 else "3",
        mark.title,
        format_html(CROSS, shape.x, shape.y2, shape.x2, shape.y) if mark.excluded else "",
        format_html(RING, shape.x, shape.y) if mark.corrected else "",
    )


def left_out(shape: "Shape") -> str:
    return " is-left-out" if shape.mark.excluded else ""
