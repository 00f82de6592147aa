"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from integrations.webhooks.receiving import webhook

urlpatterns = [
    path("", include("accounts.urls")),
    # Data sources are connected and disconnected on our own page only.
    re_path(r"^accounts/(?:3rdparty|social)/", RedirectView.as_view(pattern_name="connections")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("connections/", include("integrations.urls")),
    path("webhooks/<slug:provider>/<slug:world>/", webhook, name="webhook"),
    path("tables/", include("integrations.wizard.urls")),
    path("", include("metrics.urls")),
    path("journal/", include("journal.urls")),
    path("", include("healthdash.pages.urls")),
]

handler500 = "healthdash.pages.errors.server_error"
