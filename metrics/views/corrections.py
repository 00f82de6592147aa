"""Everything a person has corrected, newest first, with undo."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from healthdash.lib.coming_back import came_from
from metrics import catalogue, corrections, selectors
from metrics.catalogue import Metric
from metrics.history import Told, address, key_of, told
from metrics.models import Correction, CustomMetric

from .metric import metric_or_404, person
from .receipt import answer

ACTS_A_PAGE = 50


@require_safe
@login_required
def listed(request: HttpRequest) -> HttpResponse:
    user = person(request)
    found = selectors.corrections_of(user=user)
    if span := request.GET.get("span"):
        return redirect(place_of(span, found))
    page = Paginator(found, ACTS_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "acts": in_words(user, list(page.object_list)), "today": user.today()}
    return render(request, "metrics/corrections.html", context)


def place_of(span: str, found: QuerySet[Correction]) -> str:
    """Where in the list the act on several days stands that left something out."""
    acts = found.filter(target=Correction.Target.SPAN, undoes=None)
    act = acts.filter(event_id=int(span)).first() if span.isdecimal() and len(span) < 19 else None
    if act is None:
        raise Http404
    page = found.filter(pk__gt=act.pk).count() // ACTS_A_PAGE + 1
    return f"{reverse('corrections')}?page={page}#act-{act.pk}"


def in_words(user: User, acts: Sequence[Correction]) -> list[Told]:
    """Acts on metrics that are gone altogether are left out."""
    known = metrics_of(user, {key for act in acts if (key := key_of(act))})
    return [told(act, user, known.get(key_of(act))) for act in acts if not act.metric or act.metric in known]


def metrics_of(user: User, keys: set[str]) -> dict[str, Metric]:
    """Built-in and own metrics by key, with one query for all own ones."""
    found = {key: catalogue.get(key) for key in keys if catalogue.is_declared(key)}
    own = CustomMetric.objects.filter(user=user, key__in=keys - found.keys())
    return found | {custom.key: catalogue.from_custom(custom) for custom in own}


@require_POST
@login_required
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an act back; within a receipt the receipt is answered, else the page it came from."""
    user = person(request)
    act = get_object_or_404(Correction, user=user, pk=pk)
    try:
        corrections.undo(user=user, by=user, correction=act)
        messages.success(request, _("Undone: what stood before stands again."))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    if "HX-Request" in request.headers and act.metric:
        list(messages.get_messages(request))  # said by the receipt itself
        return answer(request, metric_or_404(user, act.metric), act.day, changed=True)
    return redirect(back_from(request, act))


def back_from(request: HttpRequest, act: Correction) -> str:
    """The page that the form names, else the one of the value."""
    if named := came_from(request):
        return named
    if act.metric:
        return reverse("metric", args=[act.metric])
    return address(act) or reverse("corrections")
