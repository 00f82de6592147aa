"""App configuration."""

from django.apps import AppConfig


class HealthdashConfig(AppConfig):
    name = "healthdash"
