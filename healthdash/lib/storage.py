"""Collected files under names with their hash, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Also the modules that a module imports: under a plain name a browser might keep an old one."""

    support_js_module_import_aggregation = True
