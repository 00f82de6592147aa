"""What a person sees when we fail."""

import logging
import secrets

from django.http import HttpRequest, HttpResponseServerError
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """A page that needs no database, with a reference that stands in the log beside the failure."""
    reference = secrets.token_hex(2).upper()
    logger.error("Reference %s: %s %s failed", reference, request.method, request.path)
    page = render_to_string("500.html", {"reference": reference})
    return HttpResponseServerError(page, headers={"X-Reference": reference})
