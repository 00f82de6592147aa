"""Pages in the person's own time zone and for nobody else; a session that lasts as long as it is used."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

RENEWED_ON = "renewed_on"


class PreferencesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            with timezone.override(request.user.zone):
                return self.get_response(request)
        return self.get_response(request)


class PrivateAnswersMiddleware:
    """What a person was shown is kept nowhere, so that *Back* shows it to nobody after they have logged out.

    A view that says itself how long its answer may be kept is left alone. When somebody logs out, the browser
    also lets go of what the pages keep on the device: a check-in that waits for a connection.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_somebody = request.user.is_authenticated
        response = self.get_response(request)
        if was_somebody and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"storage"'
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response


class SlidingSessionMiddleware:
    """Starts the ninety days of a session anew, and notes when it was seen, once a day.

    Django's own switch and allauth's own middleware both write on every request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.get(RENEWED_ON) != utc_day():
            request.session[RENEWED_ON] = utc_day()
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


def utc_day() -> str:
    return timezone.now().date().isoformat()
