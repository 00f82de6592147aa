"""Writing, changing and deleting reflections."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import PersonRequest
from journal import days, prompts, selectors, typed
from journal.forms.reflections import PromptForm, ReflectionForm, both, initial
from journal.models import Prompt, Reflection
from journal.services.reflections import (
    Outdated,
    reflection_change,
    reflection_delete,
    reflection_restore,
    reflection_write,
)

PAGE = "journal/write.html"
LOGGED_OUT = gettext_noop("Your log-in had run out. What you typed is still here, and not saved yet.")


@never_cache
@typed.keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: PersonRequest) -> HttpResponse:
    """A new reflection; `?day=` names its day."""
    user = request.user
    if request.method == "GET":
        if kept := typed.given_back(request):
            return show(request, ReflectionForm(user, initial=fields(kept)), notice=_(LOGGED_OUT))
        day = days.read(request.GET.get("day", "")) or user.today()
        return show(request, ReflectionForm(user, initial={"version": 0, "day": day}))
    if "press" in request.POST:
        return show(request, ReflectionForm(user, initial=begun(request)))
    form = ReflectionForm(user, data=request.POST)
    if not form.is_valid():
        return show(request, form)
    made = reflection_write(user=user, written=form.written)
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('journal')}#reflection-{made.pk}")


@never_cache
@typed.keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PersonRequest, pk: int) -> HttpResponse:
    user = request.user
    reflection = get_object_or_404(selectors.reflections(user), pk=pk)
    if request.method == "GET":
        kept = typed.given_back(request)
        filled = fields(kept) if kept else initial(reflection)
        form = ReflectionForm(user, reflection, initial=filled)
        return show(request, form, reflection, _(LOGGED_OUT) if kept else "")
    if "press" in request.POST:
        return show(request, ReflectionForm(user, reflection, initial=begun(request)), reflection)
    form = ReflectionForm(user, reflection, data=request.POST)
    if form.is_valid():
        try:
            return changed(request, reflection, form)
        except ValidationError as refused:
            form.add_error(None, refused)
        except Outdated as outdated:
            form = ReflectionForm(user, reflection, initial=both(outdated.now, fields(request.POST)))
            notice = _(
                "This was changed in another tab or on another device meanwhile. Both texts stand below."
            )
            return show(request, form, reflection, notice)
    return show(request, form, reflection)


def changed(request: PersonRequest, reflection: Reflection, form: ReflectionForm) -> HttpResponse:
    version = form.cleaned_data["version"]
    reflection_change(reflection=reflection, written=form.written, version=version)
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('journal')}#reflection-{reflection.pk}")


def fields(form: QueryDict) -> dict[str, Any]:
    return form.dict() | {"tags": form.getlist("tags")}


def begun(request: PersonRequest) -> dict[str, Any]:
    """The fields with the question that was pressed; what is typed stays."""
    filled = fields(request.POST)
    asked = {one.name: one.text for one in prompts.questions(request.user)}
    question = asked.get(request.POST["press"], "")
    if question and not filled.get("title"):
        return filled | {"title": question[:200]}
    return filled | {
        "text": "\n\n".join(filter(None, [filled.get("text", ""), question and f"## {question}"]))
    }


def show(
    request: PersonRequest, form: ReflectionForm, reflection: Reflection | None = None, notice: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "reflection": reflection,
        "notice": notice,
        "who": typed.signature(request.user),
        "questions": prompts.questions(request.user),
    }
    return render(request, PAGE, context)


@login_required
@require_POST
def delete(request: PersonRequest, pk: int) -> HttpResponse:
    reflection = get_object_or_404(selectors.reflections(request.user), pk=pk)
    reflection_delete(reflection)
    return redirect(f"{reverse('journal')}?{urlencode({'deleted': pk})}")


@login_required
@require_POST
def restore(request: PersonRequest, pk: int) -> HttpResponse:
    reflection = get_object_or_404(selectors.deleted_reflections(request.user), pk=pk)
    reflection_restore(reflection)
    messages.success(request, _("The reflection is back."))
    return redirect(f"{reverse('journal')}#reflection-{pk}")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_prompts(request: PersonRequest) -> HttpResponse:
    form = PromptForm(data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        Prompt.objects.create(user=request.user, text=form.cleaned_data["text"])
        return redirect("prompts")
    own = Prompt.objects.filter(user=request.user)
    return render(request, "journal/prompts.html", {"form": form, "own": own})


@login_required
@require_POST
def delete_prompt(request: PersonRequest, pk: int) -> HttpResponse:
    get_object_or_404(Prompt, user=request.user, pk=pk).delete()
    return redirect("prompts")
