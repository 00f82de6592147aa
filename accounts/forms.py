"""Forms of accounts."""

from django import forms
from django.http import HttpRequest

from .models import User


class SignupForm(forms.Form):
    """What we ask beside allauth's own fields."""

    def signup(self, request: HttpRequest, user: User) -> None:
        pass
