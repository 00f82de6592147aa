"""The tables of a person and the four steps. Every view starts from the person: another's is not found."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from integrations.errors import ProviderError
from integrations.models import Connection, TableMapping
from integrations.own import person
from integrations.providers.files import reading
from integrations.registry import PROVIDERS
from integrations.views import say_what_became_of_it
from metrics.charts.figure import Figure

from . import drafts, figures, pages, saving, selectors
from .answers import Unfinished
from .drafts import OpenDraft
from .forms import (
    AddressForm,
    DeleteForm,
    HeaderForm,
    LettersForm,
    TabForm,
    UploadForm,
    answered,
    column_forms,
    table_form,
)

DraftView = Callable[..., HttpResponse]


def own_draft(view: DraftView) -> DraftView:
    """Hands the view the person's own draft, or answers 404: also for one that is forgotten by now."""

    @login_required
    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, pk: int) -> HttpResponse:
        draft = drafts.find(person(request), pk)
        if draft is None:
            raise Http404
        return view(request, draft)

    return wrapped


def own_table(user: User, pk: int) -> TableMapping:
    tables = TableMapping.objects.select_related("connection__user")
    return get_object_or_404(tables, pk=pk, connection__user=user)


def next_step(draft: OpenDraft) -> HttpResponse:
    """Where a draft goes on once it is begun."""
    return redirect("table_columns" if draft.tab is not None else "table_tab", draft.row.pk)


# --- The list ---------------------------------------------------------------------------------------------


@login_required
@require_safe
def tables(request: HttpRequest) -> HttpResponse:
    entries = selectors.tables_of(person(request))
    context = {"tables": entries, "moving": any(entry.is_moving for entry in entries)}
    return render(request, "tables/tables.html", context)


@login_required
@require_safe
def cells(request: HttpRequest, pk: int) -> HttpResponse:
    """What the last reading left out, cell by cell."""
    found = [one for one in selectors.tables_of(person(request)) if one.mapping.pk == pk]
    if not found:
        raise Http404
    context = {
        "table": found[0].mapping,
        "entry": found[0],
        "entries": found,
        "moving": found[0].is_moving,
        "lead": pages.left_out_words(found[0]),
        "left_out": selectors.left_out(found[0].mapping),
    }
    return render(request, "tables/cells.html", context)


@login_required
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    table = own_table(person(request), pk)
    form = DeleteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if saving.delete(table, keep_data=form.cleaned_data["keep"] == "keep"):
            messages.success(request, _("The table is no longer read."))
            return redirect("tables")
        messages.error(request, _("It is being read at the moment. Nothing was deleted; try again soon."))
    return render(request, "tables/delete.html", {"table": table, "form": form})


# --- Step 1: which table ----------------------------------------------------------------------------------


@login_required
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """A file, or a sheet of a vendor that the person has connected."""
    user = person(request)
    upload, sheets = UploadForm(), _sheets(user, request)
    if request.method == "POST" and "upload" in request.POST:
        upload = UploadForm(request.POST, request.FILES)
        draft = _begin(upload, user)
    else:
        draft = _begin_sheet(sheets, request)
    if draft:
        return next_step(draft)
    return render(request, "tables/new.html", {"upload": upload, "sheets": sheets})


def _sheets(user: User, request: HttpRequest) -> list[pages.SheetSource]:
    """The vendors of sheets, with a form where the person has connected them."""
    connections = {one.provider: one for one in Connection.objects.filter(user=user)}
    asked = request.POST.get("provider")
    return [
        pages.SheetSource(
            provider=provider,
            connection=connections.get(slug),
            form=AddressForm(request.POST if asked == slug else None, auto_id=f"{slug}_%s"),
        )
        for slug, provider in PROVIDERS.items()
        if provider.tables and any(provider.is_set_up(world) for world in Connection.World.values)
    ]


def _begin(form: UploadForm, user: User, table: TableMapping | None = None) -> OpenDraft | None:
    """The draft of an uploaded file; None where the form then says why there is none."""
    if not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    try:
        reading.check_size(file.size)
        return drafts.of_upload(user, reading.read(file.name, file.read()), table)
    except ProviderError as error:
        form.add_error("file", str(error))
        return None


def _begin_sheet(sheets: list[pages.SheetSource], request: HttpRequest) -> OpenDraft | None:
    chosen = next((s for s in sheets if s.provider.slug == request.POST.get("provider")), None)
    if chosen is None or chosen.connection is None or not chosen.form.is_valid():
        return None
    try:
        return drafts.of_sheet(person(request), chosen.connection, chosen.form.cleaned_data["address"])
    except ProviderError as error:
        chosen.form.add_error("address", str(error))
        return None


@login_required
@never_cache
def newer(request: HttpRequest, pk: int) -> HttpResponse:
    """A newer file of a table that is mapped already: straight to the look before saving."""
    user = person(request)
    table = own_table(user, pk)
    if table.sheet_id:
        raise Http404
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    draft = _begin(form, user, table) if request.method == "POST" else None
    if draft:
        return redirect("table_check" if draft.tab is not None else "table_tab", draft.row.pk)
    return render(request, "tables/newer.html", {"table": table, "form": form})


@login_required
@never_cache
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens what was said of a table for changing."""
    table = own_table(person(request), pk)
    if request.method != "POST":
        return render(request, "tables/edit.html", {"table": table})
    try:
        return next_step(drafts.of_mapping(table))
    except ProviderError as error:
        messages.error(request, str(error))
        return redirect("tables")


# --- Step 2: which tab ------------------------------------------------------------------------------------


@own_draft
def tab(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    form = TabForm(request.POST or None, tabs=pages.tab_choices(draft), initial={"tab": draft.tab})
    if request.method == "POST" and form.is_valid():
        try:
            drafts.choose_tab(draft, form.cleaned_data["tab"])
            return next_step(draft)
        except ProviderError as error:
            form.add_error("tab", str(error))
    return render(request, "tables/tab.html", {"draft": draft, "form": form})


# --- Step 3: what each column is --------------------------------------------------------------------------


@own_draft
def columns(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    if draft.tab is None:
        return redirect("table_tab", draft.row.pk)
    answers = draft.answers
    if request.method == "POST" and "headers" in request.POST:
        headers = HeaderForm(request.POST)
        if headers.is_valid():
            drafts.read_headers(draft, headers.cleaned_data["header_row"])
            return redirect("table_columns", draft.row.pk)
    else:
        headers = HeaderForm(initial={"header_row": answers.header_row})
    asked = LettersForm(
        request.POST if "reread" in request.POST else None, initial={"letters": draft.letters}
    )
    if asked.is_valid():
        drafts.read_letters(draft, asked.cleaned_data["letters"])
        return redirect("table_columns", draft.row.pk)
    is_sent = request.method == "POST" and not {"headers", "reread"} & request.POST.keys()
    sent = request.POST if is_sent else None
    table, each = table_form(answers, sent), column_forms(answers, sent)
    if sent is not None and all([table.is_valid(), *(form.is_valid() for form in each)]):
        drafts.answer(draft, answered(answers, table, each))
        return redirect("table_check", draft.row.pk)
    context = {
        "draft": draft,
        "headers": headers,
        "letters": asked if draft.is_guessed else None,
        "table": table,
        "columns": each,
        "has_amount": any(form.current == "amount" for form in each),
        "has_direction": any(form.current == "direction" for form in each),
        "preview": pages.preview(draft.grid, answers.header_row),
    }
    return render(request, "tables/columns.html", context)


# --- Step 4: a look, and saving ---------------------------------------------------------------------------


@own_draft
def check(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    """The charts and the refused cells; on POST it is saved."""
    if draft.tab is None:
        return redirect("table_tab", draft.row.pk)
    try:
        found = drafts.try_out(draft)
        saving.check(draft)
        if request.method == "POST":
            table, asked = saving.save(draft, found)
            words = _('"%(table)s" is saved, and is about to be read.') % {"table": table.name}
            say_what_became_of_it(request, table.connection, asked, words)
            return redirect("tables")
    except (Unfinished, ProviderError) as problem:
        messages.error(request, str(problem))
        return redirect("table_columns", draft.row.pk)
    context = {
        "draft": draft,
        "found": found,
        "sentence": pages.what_is_stored(found, draft.user),
        "kept": pages.what_goes_on(draft, found),
        "charts": pages.charts(draft, found),
        "more_refused": max(0, found.refused_count - pages.LISTED),
        "refused": found.refused[: pages.LISTED],
    }
    return render(request, "tables/check.html", context)


@own_draft
def draft_figure(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    """A chart of the draft, which belongs to its person and is stored nowhere else."""
    try:
        found = figures.figure(draft, request.GET.get("metric", ""))
    except (KeyError, ValueError):
        raise Http404 from None
    if request.GET.get("format") == "table":
        return _as_table(request, draft, found)
    return JsonResponse(found.as_plotly())


def _as_table(request: HttpRequest, draft: OpenDraft, found: Figure) -> HttpResponse:
    back = reverse("table_check", args=[draft.row.pk])
    context = {"figure": found, "title": _("Over time"), "back": back}
    return render(request, "tables/figure.html", context)
