"""Which numbers stand on *Today*, in which order: with buttons, by keyboard, or by dragging."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from metrics import layout
from metrics.catalogue import Metric
from metrics.views.index import held_metrics, in_domains

from .held import read_held
from .tiles import held_lately

PLACES = {"earlier": -1, "later": 1}


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What stands on the page, what was hidden, and what else could stand there, by domain."""

    shown: list[Metric]
    hidden: list[Metric]
    others: list[tuple[str, list[Metric]]]
    held: Mapping[str, Metric]
    trend: str


def shown_keys(user: User, found: layout.Layout, names: Mapping[str, Metric]) -> list[str]:
    """What stands on *Today* now."""
    has = read_held(user, found)
    return [key for key in found.shown(held_lately(has.series, user.today(), has.candidates)) if key in names]


def arrangement(user: User) -> Arrangement:
    found, held = layout.layout_of(user), held_metrics(user)
    shown = shown_keys(user, found, held)
    used = {*shown, *found.hidden}
    others = {key: metric for key, metric in held.items() if key not in used}
    return Arrangement(
        shown=[held[key] for key in shown],
        hidden=[held[key] for key in sorted(found.hidden) if key in held],
        others=in_domains(others.values()),
        held=held,
        trend=found.trend,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: HttpRequest) -> HttpResponse:
    """The list to arrange; a POST brings the whole order, a number to pin, or the trend's."""
    assert isinstance(request.user, User)
    user = request.user
    if request.method == "POST":
        apply(request, user, request.POST, held_metrics(user))
        return redirect("arrange")
    return render(request, "pages/arrange.html", {"arrangement": arrangement(user)})


def apply(request: HttpRequest, user: User, said: Mapping[str, str], held: Mapping[str, Metric]) -> None:
    """Does what a form asks for; keys that the person does not have are nobody's."""
    if "reset" in said:
        layout.reset(user)
    if order := [key for key in said.get("order", "").split(",") if key in held]:
        layout.arrange(user, order)
    if pinned := held.get(said.get("pin", "")):
        shown = shown_keys(user, layout.layout_of(user), held)
        if not layout.pin(user, shown, pinned.key):
            full = _("Today holds twelve numbers and is full. Hide one of them, then pin %(metric)s.")
            messages.warning(request, full % {"metric": pinned.short_label})
    if "trend" in said and (said["trend"] in held or not said["trend"]):
        layout.set_trend(user, said["trend"])


@login_required
@require_POST
def act(request: HttpRequest, act: str, key: str) -> HttpResponse:
    """One press of a tile's menu, or of a button of the list."""
    assert isinstance(request.user, User)
    user, held = request.user, held_metrics(request.user)
    if key not in held:
        raise Http404
    if act in PLACES:
        shown = shown_keys(user, layout.layout_of(user), held)
        layout.move(user, shown, key, PLACES[act])
        return redirect(where_it_is(shown, key, act, on_list="arrange" in request.POST))
    if act == "hide":
        layout.hide(user, key)
        sentence = _("%(metric)s is hidden from Today. “Arrange Today” brings it back.")
        messages.success(request, sentence % {"metric": held[key].short_label})
    elif act == "show":
        layout.unhide(user, key)
    else:
        raise Http404
    return redirect("arrange" if "arrange" in request.POST else "today")


def where_it_is(shown: Sequence[str], key: str, act: str, *, on_list: bool) -> str:
    """The page with the button that was pressed, where the keyboard goes on; at an end, the other one."""
    if not on_list:
        return f"{reverse('today')}#more-{key}"
    ends = {"earlier": shown[:2], "later": shown[-2:]}
    other = {"earlier": "later", "later": "earlier"}
    return f"{reverse('arrange')}#{other[act] if key in ends[act] else act}-{key}"
