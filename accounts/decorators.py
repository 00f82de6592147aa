"""What guards a view. Other apps import from here and need not know allauth."""

from allauth.account.decorators import reauthentication_required

__all__ = ["reauthentication_required"]
