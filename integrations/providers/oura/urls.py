"""Oura's connect addresses; allauth finds them here."""

from integrations.oauth import connect_urls

from .oauth import OuraProvider

urlpatterns = connect_urls(OuraProvider)
