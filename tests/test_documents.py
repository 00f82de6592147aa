"""The documents: what they point to is there."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from healthdash.settings.env import BASE_DIR
from integrations.contract import Auth
from integrations.registry import PROVIDERS

DOCUMENTS = [BASE_DIR / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
DOCUMENTS += sorted(path for folder in ("docs", "integrations") for path in (BASE_DIR / folder).rglob("*.md"))
EACH = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(BASE_DIR)))


def anchors(path: Path) -> set[str]:
    """The names of headings, as the sites that show Markdown make them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("slug", sorted(PROVIDERS))
def test_the_readme_names_each_source_its_guide_and_how_often_it_is_read(slug):
    provider = PROVIDERS[slug]
    name = {"files": "CSV and XLSX files"}.get(slug, str(provider.label))
    lines = (BASE_DIR / "README.md").read_text().splitlines()
    [row] = [line for line in lines if line.startswith(f"| {name} |")]
    assert f"(docs/{provider.set_up_doc})" in row or not provider.set_up_doc
    assert ("every two hours" in row) is (provider.every_hours == 2)
    assert ("OAuth" in row) is (provider.auth is Auth.OAUTH)


@EACH
def test_every_link_leads_somewhere(document):
    for target in re.findall(r"\[[^\]]*\]\((?!https?:)([^)]+)\)", document.read_text()):
        path, _, anchor = target.partition("#")
        found = (document.parent / path).resolve() if path else document
        assert found.exists(), target
        assert not anchor or anchor in anchors(found), target


@EACH
def test_every_command_that_is_named_exists(document):
    named = set(re.findall(r"manage\.py ([a-z_]+)", document.read_text()))
    assert named <= get_commands().keys()


@EACH
def test_every_target_of_make_that_is_named_exists(document):
    targets = set(re.findall(r"^([a-z-]+):", (BASE_DIR / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|^ *)make ([a-z-]+)", document.read_text(), re.MULTILINE))
    assert named <= targets
