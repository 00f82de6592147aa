"""What was measured, reading by reading: the list, writing one down, changing, correcting, deleting it."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from metrics import bare, entering, own_vitals
from metrics.catalogue import Metric
from metrics.entries import PRESSURE, Reading, months, reading_of, readings, stem, with_their_days
from metrics.entry_forms import FilterForm, OwnVitalForm, ReadingForm
from metrics.entry_rows import reading_text, title_of, vital_row, vital_rows
from metrics.models import Vital
from metrics.ranking import MANUAL

from . import entries as shared
from .metric import person

BLOOD_PRESSURE = "pressure"


@require_safe
@login_required
def listed(request: HttpRequest) -> HttpResponse:
    user = person(request)
    mine = Vital.objects.filter(user=user).order_by("-day", "-start", "-pk")
    held = set(mine.order_by().values_list("metric", flat=True).distinct())
    form = FilterForm(
        request.GET,
        months=months(mine),
        metric=[(kind, name) for kind, name in kinds(user) if held & keys_of(kind)],
    )
    asked = form.asked
    found = together(mine.filter(**shared.month_of(asked)))
    if kind := asked.get("metric"):
        found = [of_one for of_one in found if keys_of(kind) & of_one.keys()]
    page = Paginator(found, shared.ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": vital_rows(shown(list(page.object_list), mine), user),
        "form": form,
        "asked": bool(asked),
        "offers": shared.offered(user, "vital"),
        **shared.notice(request),
    }
    return render(request, "metrics/vital_entries.html", context)


def together(rows: QuerySet[Vital]) -> list[dict[str, int]]:
    """The ids of the values of each reading by metric, in order; whole rows are read for one page only."""
    # Moments as text: nobody reads them here, and to make dates of ten years of them takes longest.
    moment = (bare.text("day"), bare.text("start"))
    found: dict[Any, dict[str, int]] = {}
    for pk, metric, external_id, *same in rows.values_list("pk", "metric", "external_id", "source", *moment):
        found.setdefault((*same, stem(pk, metric, external_id)), {})[metric] = pk
    return list(found.values())


def shown(found: Sequence[dict[str, int]], mine: QuerySet[Vital]) -> list[Reading]:
    return readings(with_their_days(mine).filter(pk__in=[pk for of_one in found for pk in of_one.values()]))


def keys_of(kind: str) -> set[str]:
    """The metrics that tell a kind of reading from the others."""
    return set(PRESSURE[:2]) if kind == BLOOD_PRESSURE else {kind}


def kinds(user: User) -> list[tuple[str, str]]:
    """What can be written down: (the last part of its address, its name)."""
    single = [(m.key, str(m.label)) for m in own_vitals.of(user) if m.key not in PRESSURE[:2]]
    return [(BLOOD_PRESSURE, _("Blood pressure")), *single]


def metrics_of(user: User, kind: str) -> list[Metric]:
    """The metrics of a kind of reading. Raises Http404 for one that the person cannot write down."""
    known = own_vitals.by_key(own_vitals.of(user))
    if kind == BLOOD_PRESSURE:
        return [known[key] for key in PRESSURE]
    if kind not in known:
        raise Http404
    return [known[kind]]


def usual_kind(user: User) -> str:
    """What was written down last."""
    mine = Vital.objects.filter(user=user, source=MANUAL).order_by("-pk")
    last = mine.values_list("external_id", "metric").first()
    if last is None:
        return "vital.weight"
    together = last[0].partition(":")[0] + ":"
    is_pressure = mine.filter(external_id__startswith=together, metric=PRESSURE[0]).exists()
    return BLOOD_PRESSURE if is_pressure or last[1] in PRESSURE[:2] else last[1]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest, kind: str = "") -> HttpResponse:
    user = person(request)
    chosen = kind or usual_kind(user)
    form = ReadingForm(
        request.POST or None,
        user=user,
        metrics=metrics_of(user, chosen),
        initial={"day": user.today()},
    )
    if request.method == "POST" and form.is_valid():
        return write(request, form)
    return render(request, "metrics/vital_entry.html", {"form": form, "kind": chosen, "kinds": kinds(user)})


def write(request: HttpRequest, form: ReadingForm, reading: Sequence[Vital] = ()) -> HttpResponse:
    user, measured = person(request), form.measured()
    act = entering.write_reading(user, measured, reading)
    words = {"value": reading_text(measured.values, form.metrics, user)}
    return shared.saved(request, act, _("Saved: %(value)s.") % words)


def reading_or_404(user: User, pk: int) -> Reading:
    """The reading that a value belongs to."""
    one = get_object_or_404(Vital, user=user, pk=pk)
    same = Vital.objects.filter(user=user, source=one.source, day=one.day, start=one.start)
    together = [row for row in with_their_days(same) if reading_of(row) == reading_of(one)]
    return readings(together)[0]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One reading: one's own is changed, a source's is corrected, either can be left out."""
    user = person(request)
    reading = reading_or_404(user, pk)
    rows = list(reading.values.values())
    if "carry" in request.POST:
        return shared.carry(request, reading.first)
    if "excluded" in request.POST:
        return shared.leave_out(request, rows, request.POST["excluded"] == "yes")
    is_own = reading.source == MANUAL
    form = ReadingForm(request.POST or None, user=user, is_own=is_own, metrics=metrics_for(user, reading))
    form.initial = form.initial_of(reading)
    if request.method == "POST" and form.is_valid():
        answer = write(request, form, rows) if is_own else correct(request, form, rows)
        if answer:
            return answer
    known = own_vitals.by_key(own_vitals.of(user))
    context = {
        "form": form,
        "reading": reading,
        "title": title_of(reading, known),
        "row": vital_row(reading, known, user),
        "facts": shared.facts(reading.first, user),
        "acts": shared.acts_on(rows, user),
    }
    return render(request, "metrics/vital_entry.html", context)


def metrics_for(user: User, reading: Reading) -> list[Metric]:
    """One's own blood pressure may get its pulse later; a source's has the values that it has."""
    if reading.is_pressure and reading.source == MANUAL:
        return metrics_of(user, BLOOD_PRESSURE)
    return [metrics_of(user, key)[0] for key in reading.values]


def correct(request: HttpRequest, form: ReadingForm, rows: Sequence[Vital]) -> HttpResponse | None:
    said = form.cleaned_data

    def changes(row: Any) -> dict[str, Any]:
        # Compared as it stands in the input: what was not touched is not corrected by its rounding.
        found = {"value": said[row.metric]} if row.metric in form.changed_data else {}
        return found | ({"day": said["day"]} if said["day"] != row.day else {})

    return shared.correct(request, form, rows, changes)


@require_POST
@login_required
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    user = person(request)
    reading = reading_or_404(user, pk)
    if reading.source != MANUAL:
        raise Http404
    known = own_vitals.by_key(own_vitals.of(user))
    rows = list(reading.values.values())
    words = {"value": reading_text({row.metric: row.value for row in rows}, known, user)}
    return shared.saved(request, entering.delete(user, rows), _("Deleted: %(value)s.") % words)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """A vital that the catalogue does not know."""
    user = person(request)
    form = OwnVitalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = own_vitals.add(user=user, **form.cleaned_data)
            return redirect("vital_add_kind", made.key)
        except ValidationError as error:
            form.add_error("label", error)
    return render(request, "metrics/own_vital.html", {"form": form})
