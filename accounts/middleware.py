"""Every page in the person's own time zone; a session that lasts as long as it is used."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

RENEWED_ON = "renewed_on"


class PreferencesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            with timezone.override(request.user.zone):
                return self.get_response(request)
        return self.get_response(request)


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
