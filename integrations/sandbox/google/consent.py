"""Google's pages: choose an account, a warning while the app is not verified, what may be read."""

from collections.abc import Iterable
from html import escape

from ..constants import GOOGLE_PREFIX, GOOGLE_SHEETS_SCOPE
from ..http import Response
from ..oura.consent import style as plain_style
from ..people import OFFERED, PEOPLE
from ..settings import Settings

STYLE = f"{GOOGLE_PREFIX}/style.css"
ASKS = {GOOGLE_SHEETS_SCOPE: "See all your Google Sheets spreadsheets."}
WARNING = """<section><h2>Google hasn’t verified this app</h2>
<p>The app is requesting access to sensitive info in your Google Account. Until the developer verifies this
app with Google, you shouldn’t use it.</p>
<p>In the real thing: <b>Advanced</b>, then <b>Go to healthdash (unsafe)</b>. Here, go on below.</p>
</section>"""


def style() -> Response:
    """The same plain clothes as the other vendor's page."""
    extra = (
        b"section { border-left: 4px solid #c26401; padding: 0 1rem; } table { border-collapse: collapse; }\n"
    )
    extra += b"td, th { border: 1px solid #d5dae1; padding: .2rem .5rem; text-align: left; }\n"
    return Response(body=plain_style().body + extra, content_type="text/css; charset=utf-8")


def page(scopes: Iterable[str], chosen: str, settings: Settings) -> Response:
    """Asks who is there and what may be read. As with the real thing, nothing is ticked yet."""
    shown = {person.slug: person for person in OFFERED}
    if chosen in PEOPLE:
        shown |= {chosen: PEOPLE[chosen]}
    first = chosen or next(iter(shown))
    people = "".join(
        f'<label><input type="radio" name="person" value="{slug}"{" checked" if slug == first else ""}>'
        f" {escape(person.name)} · {escape(person.email)}</label>"
        for slug, person in shown.items()
    )
    asked = "".join(
        f'<label><input type="checkbox" name="scope" value="{escape(scope)}"> {escape(ASKS[scope])}</label>'
        for scope in scopes
        if scope in ASKS
    )
    warning = "" if settings.google_app == "verified" else WARNING
    return html(
        "Sign in with Google",
        f"""<p>This is the sandbox. It stands in for Google, and everybody in it is invented.</p>{warning}
<form method="post"><fieldset><legend>Choose an account</legend>{people}</fieldset>
<fieldset><legend>Select what healthdash can access</legend>{asked}
<p>It also learns which account this is.</p></fieldset>
<button name="decision" value="allow">Continue</button>
<button name="decision" value="refuse">Cancel</button></form>""",
    )


def blocked(code: str, sentence: str) -> Response:
    """A request that ends on Google's own page."""
    words = f"<p>{escape(sentence)}</p><p>Error 400: {escape(code)}</p>"
    return html("Access blocked: this app’s request is invalid", words, 400)


def not_a_tester() -> Response:
    """What somebody sees who is not on the list of an app in “Testing”: the browser never comes back."""
    return html(
        "Access blocked: healthdash has not completed the Google verification process",
        """<p>healthdash has not completed the Google verification process. The app is currently being tested,
and can only be accessed by developer-approved testers. If you think you should have access, contact the
developer.</p>
<p>Error 403: access_denied</p>""",
        403,
    )


def html(title: str, inner: str, status: int = 200) -> Response:
    """A page of the sandbox's Google; `inner` is trusted."""
    body = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(title)} · Google sandbox</title><link rel="stylesheet" href="{STYLE}"></head>
<body><h1>{escape(title)}</h1>{inner}</body></html>"""
    headers = {
        "Content-Security-Policy": "default-src 'none'; style-src 'self'",
        "Referrer-Policy": "no-referrer",
    }
    return Response(status, body.encode(), "text/html; charset=utf-8", headers)
