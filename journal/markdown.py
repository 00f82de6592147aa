"""A person's Markdown as HTML that cannot do anything but be read."""

from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# No pictures: one from elsewhere would tell its server who reads this, and when.
TAGS = {
    *("p", "br", "hr", "em", "strong", "s", "blockquote", "code", "pre", "ul", "ol", "li", "a"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
BELOW_A_CARD_S_HEADING = 2

PARSER = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])


def to_html(text: str) -> SafeString:
    """Safe to be put into a page, whatever the text is."""
    environment: dict[str, Any] = {}
    tokens = PARSER.parse(text, environment)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + BELOW_A_CARD_S_HEADING)}"
    html = PARSER.renderer.render(tokens, PARSER.options, environment)
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(clean)
