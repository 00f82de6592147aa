"""Money, entry by entry: the list, writing one down, changing, correcting, deleting it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from healthdash.lib import formats
from metrics import entering, entries
from metrics.corrections import CORRECTABLE
from metrics.entry_forms import FilterForm, MoneyForm
from metrics.entry_rows import money_row, money_rows
from metrics.models import FinanceEntry
from metrics.ranking import MANUAL

from . import entries as shared
from .metric import asked_day, person


@require_safe
@login_required
def listed(request: HttpRequest) -> HttpResponse:
    user = person(request)
    labels = entries.labels(user=user)
    form = FilterForm(
        request.GET,
        months=months(user),
        category=[(word, word) for word in labels.categories],
        account=[(word, word) for word in labels.accounts],
    )
    rows = narrowed(FinanceEntry.objects.filter(user=user), form.asked)
    shown = entries.with_their_days(rows).order_by("-day", "-pk")
    page = Paginator(shown, shared.ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": money_rows(page.object_list, user),
        "form": form,
        "asked": bool(form.asked),
        "totals": totals(rows, user),
        "offers": shared.offered(user, "finance"),
        **shared.notice(request),
    }
    return render(request, "metrics/money_entries.html", context)


def months(user: User) -> list[Any]:
    return entries.months(FinanceEntry.objects.filter(user=user))


def narrowed(rows: QuerySet[FinanceEntry], asked: dict[str, Any]) -> QuerySet[FinanceEntry]:
    """The rows of the chosen month, category and account."""
    labels = {name: asked[name] for name in ("category", "account") if name in asked}
    return rows.filter(**shared.month_of(asked), **labels)


def totals(rows: QuerySet[FinanceEntry], user: User) -> list[str]:
    """What of these rows counts, summed by currency and direction, in words."""
    counting = entries.counting(rows, user).order_by("currency", "-direction")
    found = counting.values_list("currency", "direction")
    words = {"spent": _("%(sum)s spent"), "income": _("%(sum)s income")}
    return [
        words[direction] % {"sum": formats.money(entries.exactly(total), currency, user)}
        for currency, direction, total in found.annotate(total=Sum("amount"))
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = MoneyForm(
        request.POST or None,
        user=user,
        labels=entries.labels(user=user),
        initial={
            "day": asked_day(request, user) or user.today(),
            "direction": "spent",
            "currency": user.currency,
        },
    )
    if request.method == "POST" and form.is_valid():
        return write(request, form)
    return render(request, "metrics/money_entry.html", {"form": form})


def write(request: HttpRequest, form: MoneyForm, entry: FinanceEntry | None = None) -> HttpResponse:
    user, written = person(request), form.written()
    act = entering.write_money(user, written, entry)
    words = {"sum": formats.money(written.amount, written.currency, user)}
    if written.direction == FinanceEntry.Direction.INCOME:
        return shared.saved(request, act, _("Saved: %(sum)s income.") % words)
    return shared.saved(request, act, _("Saved: %(sum)s spent.") % words)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: one's own is changed, a source's is corrected, either can be left out."""
    user = person(request)
    found = get_object_or_404(entries.with_their_days(FinanceEntry.objects.filter(user=user)), pk=pk)
    if "carry" in request.POST:
        return shared.carry(request, found)
    if "excluded" in request.POST:
        return shared.leave_out(request, [found], request.POST["excluded"] == "yes")
    is_own = found.source == MANUAL
    form = MoneyForm(
        request.POST or None,
        user=user,
        labels=entries.labels(user=user),
        is_own=is_own,
        initial=MoneyForm.initial_of(found, user),
    )
    if request.method == "POST" and form.is_valid():
        answer = write(request, form, found) if is_own else correct(request, form, found)
        if answer:
            return answer
    context = {
        "form": form,
        "entry": found,
        "row": money_row(found, user),
        "facts": shared.facts(found, user),
        "acts": shared.acts_on([found], user),
    }
    return render(request, "metrics/money_entry.html", context)


def correct(request: HttpRequest, form: MoneyForm, found: FinanceEntry) -> HttpResponse | None:
    said = form.cleaned_data

    def changes(row: Any) -> dict[str, Any]:
        return {name: said[name] for name in CORRECTABLE["finance"] if said[name] != getattr(row, name)}

    return shared.correct(request, form, [found], changes)


@require_POST
@login_required
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    user = person(request)
    found = get_object_or_404(FinanceEntry, user=user, pk=pk)
    if found.source != MANUAL:
        raise Http404
    words = {"sum": formats.money(found.amount, found.currency, user)}
    return shared.saved(request, entering.delete(user, [found]), _("Deleted: %(sum)s.") % words)
