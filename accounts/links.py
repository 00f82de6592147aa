"""Addresses that are copied into a message: always under PUBLIC_URL, whatever host the request came by."""

from django.conf import settings


def public_link(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"
