"""What every template may know."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {"PUBLIC_URL": settings.PUBLIC_URL, "MAIL_IS_SET_UP": settings.MAIL_IS_SET_UP}
