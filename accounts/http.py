"""What a view behind `login_required` receives."""

from django.http import HttpRequest

from .models import User


class PersonRequest(HttpRequest):
    """A request whose user is a person of ours, for the eyes of the type checker."""

    user: User
