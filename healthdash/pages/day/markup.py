"""The timeline's marks as SVG. A night has a hundred of them; a template for each would take too long.

Their words are escaped here; everything else is geometry and names of our own.
"""

from typing import TYPE_CHECKING

from django.utils.html import escape
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
    if shape.label_at:
        drawn += LABEL.format(shape.label_at, shape.label_y, escape(shape.label))
    return SafeString(drawn)


def dot(shape: "Shape") -> str:
    return DOT.format(left_out(shape), shape.x, shape.y, escape(shape.mark.title))


def bar(shape: "Shape") -> str:
    """What is left out is crossed through, what is corrected has a ring at its beginning."""
    mark = shape.mark
    return BAR.format(
        mark.look,
        left_out(shape),
        shape.x,
        shape.y,
        shape.width,
        shape.height,
        "1.5" if mark.rows > 1 else "3",
        escape(mark.title),
        CROSS.format(shape.x, shape.y2, shape.x2, shape.y) if mark.excluded else "",
        RING.format(shape.x, shape.y) if mark.corrected else "",
    )


def left_out(shape: "Shape") -> str:
    return " is-left-out" if shape.mark.excluded else ""
