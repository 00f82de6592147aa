"""Every component with examples, for staff."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from . import styleguide_examples as examples
from . import styleguide_parts as parts


@login_required
def styleguide(request: HttpRequest) -> HttpResponse:
    if not request.user.is_staff:
        raise Http404
    return render(request, "styleguide.html", context(request))


def context(request: HttpRequest) -> dict[str, Any]:
    return {
        **parts.timeline(request.user),
        "week": parts.week(),
        "arranged": parts.arranged(),
        "pixels": parts.pixels(),
        **parts.calendar(),
        "drawing": parts.year_of_nights(request.user),
        "preview": parts.PREVIEW,
        "notices": parts.NOTICES,
        "many_lines": parts.LINES,
        "third_page": parts.third_page(),
        "tiles": examples.tiles(),
        "strip_example": examples.strip(),
        "table_example": examples.table(),
        "facts": examples.facts(),
        "covers": examples.covers(),
        "nights": examples.nights(),
        "form": examples.ExampleForm(),
        "broken_form": examples.ExampleForm({"value": "7 h 75", "agree": ""}),
        "ranges": examples.ranges(),
        "states": examples.STATES,
        "domains": examples.DOMAINS,
        "steps": range(1, 6),
        "stages": ["awake", "rem", "light", "deep"],
        "texts": ["hero", "tile", "page", "section", "lead", "body", "small", "label", "caption"],
        "icons": examples.ICONS,
    }
