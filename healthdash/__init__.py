"""The project: settings, URLs, health checks, helpers without models and pages across apps."""

from celery_app import app as celery_app

__all__ = ["celery_app"]
