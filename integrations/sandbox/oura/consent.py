"""The page on which a person allows or refuses: plain HTML without a script."""

from collections.abc import Iterable
from html import escape

from ..http import Response
from ..people import OFFERED, PEOPLE

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem;
  color: #1c2430; background: #f7f8fa; }
fieldset { border: 1px solid #d5dae1; border-radius: 8px; margin: 0 0 1rem; padding: .75rem 1rem;
  background: #fff; }
label { display: block; padding: .2rem 0; }
button { font: inherit; padding: .6rem 1.2rem; border-radius: 8px; border: 1px solid #51606f;
  background: #fff; }
button[value=allow] { background: #22577a; border-color: #22577a; color: #fff; }
@media (prefers-color-scheme: dark) {
  body { background: #14181d; color: #e6eaef; } fieldset, button { background: #1d232a; color: inherit; }
}
"""


def style() -> Response:
    return Response(body=_STYLE.encode(), content_type="text/css; charset=utf-8")


def page(scopes: Iterable[str], chosen: str) -> Response:
    """Asks who is there and what may be read; posts to its own address, query included."""
    shown = {person.slug: person.name for person in OFFERED}
    if chosen in PEOPLE:
        shown |= {chosen: PEOPLE[chosen].name}
    people = "".join(_choice("radio", "person", slug, name, slug == chosen) for slug, name in shown.items())
    wanted = "".join(_choice("checkbox", "scope", scope, scope, True) for scope in scopes)
    return _html(
        "Allow access",
        f"""<p>This is the sandbox. It stands in for Oura, and everybody in it is invented.</p>
<form method="post"><fieldset><legend>Who are you?</legend>{people}</fieldset>
<fieldset><legend>What may be read?</legend>{wanted}</fieldset>
<button name="decision" value="allow">Allow</button>
<button name="decision" value="refuse">Refuse</button></form>""",
    )


def problem(sentence: str) -> Response:
    """What a person sees when the request cannot even be refused properly."""
    return _html("This request does not work", f"<p>{escape(sentence)}</p>", 400)


def _choice(kind: str, name: str, value: str, label: str, is_on: bool) -> str:
    value, label, on = escape(value), escape(label), " checked" if is_on else ""
    return f'<label><input type="{kind}" name="{name}" value="{value}"{on}> {label}</label>'


def _html(title: str, inner: str, status: int = 200) -> Response:
    body = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title} · Oura sandbox</title><link rel="stylesheet" href="/oura/style.css"></head>
<body><h1>{title}</h1>{inner}</body></html>"""
    headers = {
        "Content-Security-Policy": "default-src 'none'; style-src 'self'",
        "Referrer-Policy": "no-referrer",
    }
    return Response(status, body.encode(), "text/html; charset=utf-8", headers)
