"""Every provider there is, one line each. Nothing else in the project names a vendor."""

from integrations.contract import Provider
from integrations.providers.files.manifest import PROVIDER as FILES
from integrations.providers.google_sheets.manifest import PROVIDER as GOOGLE_SHEETS
from integrations.providers.oura.manifest import PROVIDER as OURA
from integrations.providers.rize.manifest import PROVIDER as RIZE

PROVIDERS: dict[str, Provider] = {
    OURA.slug: OURA,
    RIZE.slug: RIZE,
    GOOGLE_SHEETS.slug: GOOGLE_SHEETS,
    FILES.slug: FILES,
}


def provider(slug: str) -> Provider:
    """The provider of that name. Raises KeyError."""
    return PROVIDERS[slug]
