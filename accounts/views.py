"""Settings, who opened my data, and the door that an invitation opens."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from . import selectors, services
from .adapter import INVITATION_IN_SESSION
from .forms import PreferencesForm
from .http import PersonRequest


@login_required
@never_cache
def preferences(request: PersonRequest) -> HttpResponse:
    form = PreferencesForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        services.bump_generation(request.user.pk)
        messages.success(request, _("Your settings are saved."))
        return redirect("settings")
    return render(request, "accounts/settings.html", {"form": form})


@login_required
def accesses(request: PersonRequest) -> HttpResponse:
    page = Paginator(selectors.accesses(request.user), 50).get_page(request.GET.get("page"))
    return render(request, "accounts/accesses.html", {"page": page})


@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Remember the invitation for this browser, then let it sign up."""
    found = selectors.open_invitations().filter(token_digest=services.token_digest(token)).first()
    if found is None:
        return render(request, "accounts/invitation_closed.html", status=404)
    request.session[INVITATION_IN_SESSION] = found.token_digest
    return redirect(f"{reverse('account_signup')}?{urlencode({'email': found.email})}")
