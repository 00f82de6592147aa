"""Print a link with which a person sets a new password, for servers that send no mail."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services import reset_password_link


class Command(BaseCommand):
    help = "Print a link with which this person sets a new password. It works once, for 3 days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account with the e-mail {email}.")
        self.stdout.write(reset_password_link(user))
