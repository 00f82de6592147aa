"""Where allauth looks for providers: hands it the OAuth classes of the registry."""

from django.utils.module_loading import import_string

from .registry import PROVIDERS

provider_classes = [
    import_string(provider.oauth_provider_class)
    for provider in PROVIDERS.values()
    if provider.oauth_provider_class
]
