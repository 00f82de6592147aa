"""The Celery application: `celery -A celery_app worker` and `celery -A celery_app beat`."""

import logging.config
import os

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "healthdash.settings.local")

app = Celery("healthdash")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_pages_do(**details: object) -> None:
    """Celery would put handlers of its own in the place of ours, which take secrets out."""
    logging.config.dictConfig(settings.LOGGING)
