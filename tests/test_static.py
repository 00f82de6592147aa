"""The style sheets and scripts as a server collects them."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command

from healthdash.settings import base

HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


@pytest.fixture
def collected(tmp_path, settings) -> Path:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": base.STORAGES["staticfiles"]}
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_a_module_asks_for_the_very_version_it_was_written_with(collected):
    modules = [path for path in collected.glob("js/*.js") if HASHED.search(path.name)]
    imported = [(path, name) for path in modules for name in re.findall(r'from "\./(.+?)"', path.read_text())]

    assert len(imported) >= 8
    for path, name in imported:
        assert HASHED.search(name), f"{path.name} imports {name}"
        assert (path.parent / name).exists()


def test_vendored_scripts_stay_as_they_are(collected):
    for ours in (base.BASE_DIR / "static" / "vendor").glob("*.js"):
        copies = [path for path in collected.glob(f"vendor/{ours.stem}.*js") if HASHED.search(path.name)]
        assert [path.read_bytes() for path in copies] == [ours.read_bytes()]
