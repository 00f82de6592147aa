"""Google's connect addresses; allauth finds them here."""

from integrations.oauth import connect_urls

from .oauth import GoogleSheetsProvider

urlpatterns = connect_urls(GoogleSheetsProvider)
