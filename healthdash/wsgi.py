"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "healthdash.settings.local")
pages = get_wsgi_application()

from integrations.webhooks.door import WebhookDoor  # noqa: E402  once the apps are loaded

application = WebhookDoor(pages)
