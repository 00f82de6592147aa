"""A stretch of work or a workout: its times put right, left out, or counted again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from healthdash.lib.coming_back import came_from, with_query
from healthdash.lib.fields import readable
from metrics import corrections
from metrics.charts.night import clock_of
from metrics.charts.words import source_label
from metrics.charts.work import kind_words
from metrics.forms import NoteForm, StretchForm, TimesForm
from metrics.models import Annotation, Correction, Workout, WorkSession
from metrics.models.event import Event
from metrics.notes import HAPPENED, note_name
from metrics.receipts import own_act
from metrics.tables import TABLES, table_of

from .acts import correct
from .metric import person

FORMS: dict[str, type[TimesForm]] = {"work": StretchForm, "workout": TimesForm, "annotation": NoteForm}


@dataclass(frozen=True, slots=True)
class Item:
    """An event as a row of a page, with the form that puts it right."""

    event: Event
    table: str
    times: str
    what: str
    source: str
    form: TimesForm

    @property
    def counts(self) -> bool:
        return not self.event.excluded and (not self.event.withdrawn or bool(self.event.overrides))


def items_of(events: Sequence[Event], user: User) -> list[Item]:
    return [item_of(event, user) for event in events]


def item_of(event: Event, user: User, failed: TimesForm | None = None) -> Item:
    table = table_of(event)
    form = failed or FORMS[table](event=event, initial=FORMS[table].initial_of(event), prefix=f"e{event.pk}")
    end = f" – {clock_of(event.local_end, user)}" if event.local_end else ""
    return Item(
        event=event,
        table=table,
        times=f"{clock_of(event.local_start, user)}{end}",
        what=what_of(event),
        source=source_label(event.source),
        form=form,
    )


def what_of(event: Event) -> str:
    if isinstance(event, WorkSession):
        word = str(kind_words().get(event.kind, event.kind.capitalize()))
        title = readable(event.title)
        return f"{word}: {title}" if title else word
    if isinstance(event, Annotation):
        return note_name(event)
    return event.activity.replace("_", " ").capitalize() if isinstance(event, Workout) else ""


@login_required
def event(request: HttpRequest, table: str, pk: int) -> HttpResponse:
    """GET shows the event; POST puts its times or kind right, takes it out, or brings it back."""
    if table not in FORMS:
        raise Http404
    user = person(request)
    found = get_object_or_404(TABLES[table]._default_manager, user=user, pk=pk)
    if isinstance(found, Annotation) and found.kind not in HAPPENED:
        raise Http404
    if request.method != "POST":
        return page(request, item_of(found, user))
    if "excluded" in request.POST:
        return exclude(request, found, excluded=request.POST["excluded"] == "yes")
    form = FORMS[table](request.POST, event=found, prefix=f"e{found.pk}")
    acts: list[Correction] = []
    if form.is_valid():
        try:
            with transaction.atomic():
                acts = correct(user, found, form)
        except ValidationError as error:
            form.add_error(None, error)
    if form.errors:
        return page(request, item_of(found, user, form))
    return redirect(back(request, found, acts[-1] if acts else None))


def page(request: HttpRequest, item: Item) -> HttpResponse:
    user = person(request)
    saved = own_act(user, request.GET.get("saved"), target=item.table, event_id=item.event.pk)
    context: dict[str, Any] = {"item": item, "today": user.today(), "notice": saved}
    context |= {"title": title_of(item), "next": came_from(request)}
    return render(request, "metrics/event.html", context)


def title_of(item: Item) -> str:
    titles = {"work": _("A stretch of work"), "workout": _("A workout"), "annotation": _("A note")}
    return titles[item.table]


def exclude(request: HttpRequest, event: Event, *, excluded: bool) -> HttpResponse:
    user = person(request)
    try:
        act = corrections.exclude_event(user=user, by=user, event=event, excluded=excluded)
    except ValidationError:
        # Pressed twice: it stands as asked already.
        return redirect(back(request, event, None))
    return redirect(back(request, event, act))


def back(request: HttpRequest, event: Event, act: Correction | None) -> str:
    """The page that the form names; else the day of work, or the event. With undo beside it."""
    address = came_from(request) or own_page(event)
    return with_query(address, saved=str(act.pk)) if act else address


def own_page(event: Event) -> str:
    if isinstance(event, WorkSession):
        return reverse("work_day", args=[event.day]) + "#stretches"
    gone = not type(event)._default_manager.filter(pk=event.pk).exists()
    return reverse("corrections") if gone else reverse("event", args=[table_of(event), event.pk])
