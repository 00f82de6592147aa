"""Print a link with which one person can sign up."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from accounts.models import User
from accounts.services import invite


class Command(BaseCommand):
    help = "Print a link with which one person can sign up. It works once, for 14 days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", nargs="?", default="", help="only this address may use the link")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        if settings.SIGNUP_POLICY == "closed":
            raise CommandError("Sign-up is closed on this server. Set SIGNUP_POLICY=invitation first.")
        check_invitable(email)
        self.stdout.write(invite(email=email).link)


def check_invitable(email: str) -> None:
    if not email:
        return
    try:
        validate_email(email)
    except ValidationError as error:
        raise CommandError(f"{email} is not an e-mail address.") from error
    if User.objects.filter(email__iexact=email).exists():
        raise CommandError(f"{email} already has an account; `reset_password_link` lets them back in.")
