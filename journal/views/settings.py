"""How one's journal is kept."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import PersonRequest
from accounts.services import bump_generation
from journal import selectors
from journal.forms.settings import SettingsForm
from journal.services.settings import settings_change


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: PersonRequest) -> HttpResponse:
    form = SettingsForm(data=request.POST or None, instance=selectors.settings_of(request.user))
    if request.method == "POST" and form.is_valid():
        form.save()
        bump_generation(request.user.pk)
        messages.success(request, _("Your journal's settings are saved."))
        return redirect("journal")
    return render(request, "journal/settings.html", {"form": form})


@require_POST
@login_required
def hide_on_this_day(request: PersonRequest) -> HttpResponse:
    """Put the line from earlier away until tomorrow."""
    settings_change(user=request.user, on_this_day_hidden=request.user.today())
    return redirect("today")
