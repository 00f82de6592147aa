"""What makes the site an app on a home screen: its card, its service worker, the page without a connection.

None of them knows who asks. Of everything that a browser keeps for later, nothing holds health data.
"""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from healthdash.templatetags.ui import CANVAS, asset

STYLES = ("tokens", "base", "layout", "controls", "forms", "floats", "status", "tile", "strip", "figures")
ICONS = (("icon-192", 192, "any"), ("icon-512", 512, "any"), ("maskable-512", 512, "maskable"))
A_DAY = 86_400


@require_safe
@cache_control(max_age=A_DAY, public=True)
def manifest(request: HttpRequest) -> JsonResponse:
    """The app's card, as browsers read it before they offer to install it."""
    card = {
        "name": "healthdash",
        "short_name": "healthdash",
        "description": _("Your nights, your days and your own usual, on your own server."),
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": CANVAS["light"],
        "theme_color": CANVAS["light"],
        "icons": [icon(*one) for one in ICONS],
        "shortcuts": [{"name": _("Check in"), "url": reverse("check_in")}],
    }
    return JsonResponse(card, content_type="application/manifest+json")


def icon(name: str, size: int, purpose: str) -> dict[str, str]:
    address = asset(f"icons/{name}.png")
    return {"src": address, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


@require_safe
@cache_control(no_cache=True, public=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that stands between the browser and us; a new one takes over when a style sheet changes."""
    kept = [reverse("offline"), asset("icon.svg"), asset("icons.svg"), asset("css/account.css")]
    kept += [asset(f"css/{name}.css") for name in STYLES]
    edition = sha256("".join(kept).encode()).hexdigest()[:12]
    context = {"kept": kept, "edition": edition, "offline": reverse("offline")}
    return render(request, "pwa/service-worker.js", context, content_type="text/javascript")


@require_safe
@cache_control(max_age=A_DAY, public=True)
def offline(request: HttpRequest) -> HttpResponse:
    """Shown by the service worker when we cannot be reached. Drawn without a person."""
    return render(request, "pwa/offline.html")
