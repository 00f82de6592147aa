"""The check-in: a page of its own, and a card on *Today*."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import PersonRequest
from accounts.models import User
from journal import cards, days, selectors, typed
from journal.answers import both, initial, pressed
from journal.cards import Card, Done
from journal.forms.checkin import CheckInForm
from journal.models import DailyLog
from journal.services.checkin import Conflict, check_in, check_in_delete, rested_answer
from journal.services.tags import starters_pick
from journal.words import done_line

ON_TODAY = "today"


@never_cache
@typed.keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: PersonRequest) -> HttpResponse:
    """A day to check in, yesterday's before noon; `?day=` names another."""
    if request.method == "POST":
        return press(request) if "press" in request.POST else save(request)
    user = request.user
    if kept := typed.given_back(request):
        notice = _("Your log-in had run out. What you typed is still here, and not saved yet.")
        return show(request, refilled(user, day_of(user, kept.get("day")), kept.dict()), notice)
    day = day_of(user, request.GET.get("day"))
    return show(request, cards.build(user, day, selectors.log_of(user, day)))


def day_of(user: User, text: str | None) -> date:
    day = days.read(text) if text else days.day_in_question(user)
    if day is None or not days.may_be_written(day, user):
        raise Http404("A check-in is of a day that was.")
    return day


def save(request: PersonRequest) -> HttpResponse:
    user = request.user
    if typed.owner(request.POST) not in (None, user.pk):
        return somebody_elses(request)
    day = day_of(user, request.POST.get("day"))
    log = selectors.log_of(user, day)
    asked, tags = selectors.settings_of(user), selectors.tags_to_ask(user, log)
    form = CheckInForm(user, asked, tags, data=request.POST)
    if form.is_valid():
        try:
            return saved(request, keep(user, day, form))
        except ValidationError as refused:
            form.add_error(None, refused)
        except Conflict as conflict:
            return told(request, day, conflict)
    return show(request, cards.build(user, day, log, form=form, settings=asked))


def somebody_elses(request: PersonRequest) -> HttpResponse:
    """A form that another person filled in on this device: not a word of it is saved or shown."""
    day = days.day_in_question(request.user)
    card = cards.build(request.user, day, selectors.log_of(request.user, day))
    return show(request, card, _("Somebody else filled in what was sent. It was not saved."))


def keep(user: User, day: date, form: CheckInForm) -> DailyLog | None:
    """The saved day; None where everything was taken back, which leaves no check-in."""
    version = form.cleaned_data["version"]
    log = check_in(user=user, day=day, said=form.said, version=version)
    if form.said.is_empty and not selectors.is_unreadable(log):
        check_in_delete(user=user, day=day)
        return None
    return log


def saved(request: PersonRequest, log: DailyLog | None) -> HttpResponse:
    on_today = request.POST.get("back") == ON_TODAY
    if request.headers.get("HX-Request") and on_today and log:
        done = Done(log.day, done_line(log, request.user))
        return render(request, "journal/_done.html", {"done": done, "is_new": True})
    messages.success(request, _("Saved."))
    address = redirect("today" if on_today else "journal")
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address["Location"]})
    return address


def told(request: PersonRequest, day: date, conflict: Conflict) -> HttpResponse:
    """Another tab was faster: both ways stand in one form, and nothing is saved until the next press."""
    user = request.user
    log = selectors.log_of(user, day) if conflict.log else None
    card = refilled(user, day, both(initial(log, day, user), request.POST.dict()))
    if log is None:
        return show(request, card, _("This check-in was deleted meanwhile. Saving writes it anew."))
    notice = _(
        "This day was changed in another tab or on another device meanwhile. "
        "What you typed is put in with what stands there; look at it, then save."
    )
    card.standing = log.text
    return show(request, card, notice)


def press(request: PersonRequest) -> HttpResponse:
    """One press of a chip or of the date switch without JavaScript: nothing is saved, nothing is lost."""
    user, what = request.user, request.POST["press"]
    data: dict[str, Any] = request.POST.dict()
    if what == "starters":
        starters_pick(user=user, slugs=request.POST.getlist("starter"))
    if what == "day":
        return move(request, data, day_of(user, data.get("other")))
    if what.startswith("day-"):
        return move(request, data, day_of(user, what.removeprefix("day-")))
    day = day_of(user, data.get("day"))
    tags = selectors.tags_to_ask(user, selectors.log_of(user, day))
    return show(request, refilled(user, day, pressed(data, what, tags)))


def move(request: PersonRequest, data: dict[str, Any], day: date) -> HttpResponse:
    """What was typed goes to another day. Where that day has a check-in, it is put in with it."""
    user = request.user
    log = selectors.log_of(user, day)
    if log is None:
        return show(request, refilled(user, day, data | {"day": day, "version": 0}))
    card = refilled(user, day, both(initial(log, day, user), data))
    notice = _("This day has a check-in already. What you typed is put in with it; look at it, then save.")
    return show(request, card, notice)


def refilled(user: User, day: date, data: dict[str, Any]) -> Card:
    """A form with these fields, not checked yet."""
    log, asked = selectors.log_of(user, day), selectors.settings_of(user)
    form = CheckInForm(user, asked, selectors.tags_to_ask(user, log), initial=data)
    return cards.build(user, day, log, form=form, settings=asked)


def show(request: HttpRequest, card: Card, notice: str = "") -> HttpResponse:
    card.notice, card.touched = notice, request.method == "POST"
    card.on_today = card.on_today or request.POST.get("back") == ON_TODAY
    part = request.headers.get("HX-Request")
    return render(request, "journal/_check_in.html" if part else "journal/check_in.html", {"card": card})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: PersonRequest, day: date) -> HttpResponse:
    log = get_object_or_404(DailyLog.objects.filter(user=request.user).defer("text"), day=day)
    if request.method == "POST":
        check_in_delete(user=request.user, day=day)
        messages.success(request, _("The check-in is deleted, and its numbers with it."))
        return redirect("journal")
    return render(request, "journal/delete_check_in.html", {"log": log})


@login_required
@require_POST
def rested(request: PersonRequest) -> HttpResponse:
    """How rested the person feels today, from 1 to 5; anything else is skipped."""
    value = request.POST.get("value", "")
    rested_answer(user=request.user, value=int(value) if value in {"1", "2", "3", "4", "5"} else None)
    return redirect("today")
