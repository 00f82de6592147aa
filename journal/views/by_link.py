"""What the links of a reminder open, for whoever holds one. Nobody is logged in by them.

A cookie allows nobody anything here, so there is no forged request to fear; nor could its token be checked
on a page that names no referrer. Opening a link changes nothing: scanners of mail do it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from journal import cards, links, selectors
from journal.answers import pressed
from journal.forms.checkin import CheckInForm
from journal.links import Link
from journal.services.checkin import Conflict, check_in
from journal.services.reminders import reminder_set
from journal.words import day_word

View = Callable[..., HttpResponse]


def leaves_no_trace(view: View) -> View:
    """The address of the page is a secret: it goes to no other site, into no cache and no index."""

    @wraps(view)
    def quiet(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer

    return quiet


@csrf_exempt
@leaves_no_trace
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def day(request: HttpRequest, token: str) -> HttpResponse:
    """One day's check-in, as long as that day has none."""
    try:
        link = links.opened(token)
    except links.NotValid as error:
        return refused(request, "run-out" if isinstance(error, links.RunOut) else "not-valid")
    if request.user.is_authenticated and request.user.pk != link.user.pk:
        return refused(request, "somebody-else")
    if selectors.log_of(link.user, link.day):
        return done(request, link)
    if request.method == "POST":
        return press(request, link) if "press" in request.POST else save(request, link)
    if request.user.is_authenticated:
        return redirect(f"{reverse('check_in')}?day={link.day}")
    return show(request, link, form_of(link, initial={"day": link.day, "version": 0, "text": ""}))


def form_of(link: Link, **fields: Any) -> CheckInForm:
    tags = selectors.tags_to_ask(link.user, None)
    return CheckInForm(link.user, link.settings, tags, **fields)


def sent(request: HttpRequest, link: Link) -> dict[str, Any]:
    """The fields of the form; the day is the link's, whatever they say."""
    return request.POST.dict() | {"day": link.day.isoformat(), "version": 0}


def press(request: HttpRequest, link: Link) -> HttpResponse:
    """A chip without JavaScript: nothing is saved."""
    tags = selectors.tags_to_ask(link.user, None)
    data = pressed(sent(request, link), request.POST["press"], tags)
    return show(request, link, form_of(link, initial=data))


def save(request: HttpRequest, link: Link) -> HttpResponse:
    form = form_of(link, data=sent(request, link))
    if not form.is_valid():
        return show(request, link, form)
    try:
        check_in(user=link.user, day=link.day, said=form.said, version=0)
    except Conflict:
        return done(request, link)
    return redirect(request.path)


def show(request: HttpRequest, link: Link, form: CheckInForm) -> HttpResponse:
    card = cards.build(link.user, link.day, None, form=form, settings=link.settings, action=request.path)
    return render(request, "journal/by_link.html", {"card": card})


def done(request: HttpRequest, link: Link) -> HttpResponse:
    """The day has a check-in: nothing of it is shown, and what was typed here is handed back."""
    context = {
        "day": link.day,
        "title": day_word(link.day, link.user),
        "typed": request.POST.get("text", ""),
        "not_saved": request.method == "POST",
    }
    return render(request, "journal/by_link_done.html", context)


STATUS = {"run-out": 410, "not-valid": 404, "somebody-else": 403}


def refused(request: HttpRequest, why: str) -> HttpResponse:
    context = {"why": why, "typed": request.POST.get("text", "")}
    return render(request, "journal/by_link_refused.html", context, status=STATUS[why])


@csrf_exempt
@leaves_no_trace
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def turn_off(request: HttpRequest, token: str) -> HttpResponse:
    """Asks, and turns reminders off; mail programs post here by themselves, with one press (RFC 8058)."""
    try:
        settings = links.turning_off(token)
    except links.NotValid:
        # Also who presses twice: either way this link sends nobody a reminder any more.
        return render(request, "journal/reminders_off.html", {"is_off": True})
    if request.method == "POST":
        reminder_set(settings, None)
    return render(request, "journal/reminders_off.html", {"is_off": request.method == "POST"})
