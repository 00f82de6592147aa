"""Several days in one act: a note, numbers that are left out, or both."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from metrics import corrections, selectors
from metrics.charts.words import domain_words
from metrics.forms import SpanForm
from metrics.spans import domains_of

from .metric import person


@login_required
def mark(request: HttpRequest) -> HttpResponse:
    """GET shows the form, for a day that a page may name; POST does the act and leads to its undo."""
    user = person(request)
    if request.method != "POST":
        day = named_day(request, user)
        chosen = [one for one in request.GET.getlist("domain") if one in domain_words()]
        form = SpanForm(domains=held_domains(user), initial={"start": day, "end": day, "domains": chosen})
        return render(request, "metrics/span.html", {"form": form})
    form = SpanForm(request.POST, domains=held_domains(user))
    if form.is_valid():
        try:
            corrections.mark_days(user=user, by=user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("end" if error.code in {"order", "too_long"} else None, error)
    if form.errors:
        return render(request, "metrics/span.html", {"form": form})
    messages.success(request, saved(form.cleaned_data["domains"]))
    return redirect("corrections")


def saved(domains: list[str]) -> str:
    if domains:
        return _(
            "Saved: these days are left out, and so is what arrives for them later."
            " Undo takes all of it back."
        )
    return _("Saved: your note stands beside these days. Undo takes it back.")


def named_day(request: HttpRequest, user: User) -> date:
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return user.today()
    return min(day, user.today())


def held_domains(user: User) -> list[tuple[str, str]]:
    """The domains of which this person has any number, in the order of the navigation."""
    held = set(domains_of(user.pk, selectors.metrics_held(user)).values())
    return [(name, label) for name, label in domain_words().items() if name in held]
