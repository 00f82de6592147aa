"""The style guide shows every component, in both themes; what moves is what may move."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from accounts.tests.factories import UserFactory

COMPONENTS = Path(settings.BASE_DIR) / "templates" / "components"
STYLES = sorted((Path(settings.BASE_DIR) / "static" / "css").glob("*.css"))
# What may change over time, and how long it takes: a press, a fade, a sheet, the line that waits.
MAY_MOVE = {
    "background-color var(--press) ease-out",
    "background-color var(--swap) ease-out",
    "opacity var(--swap) ease-out",
    "wait-line 1.6s ease-out 400ms infinite",
    "day-turned var(--swap) ease-out",
    "sheet-up var(--sheet) ease-out",
    "visibility 0s 400ms",  # the word of waiting: late, and at once
}


@pytest.fixture
def guide(client, db):
    client.force_login(UserFactory(is_staff=True))
    return client.get("/styleguide/")


@pytest.mark.parametrize("name", sorted(path.name for path in COMPONENTS.glob("*.html")))
def test_every_component_is_in_it_light_and_dark(guide, name):
    shown = [one.name for one in guide.templates].count(f"components/{name}")
    # The navigation stands in the page's frame; a second one would lie over it.
    assert shown >= (1 if name == "navigation.html" else 2), (
        "put an example of it into components/_guide.html"
    )


@pytest.mark.django_db
def test_it_is_for_staff(client):
    client.force_login(UserFactory())
    assert client.get("/styleguide/").status_code == 404


def test_newer_components_are_in_it(guide):
    page = guide.content.decode()
    for part in (
        "timeline",
        "week",
        "arrange",
        "pixel",
        "tile-covered",
        "coverage",
        "dialog",
        "sheet-preview",
        "calendar",
        "year-drawing",
    ):
        assert part in page, part


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_nothing_moves_that_should_stand(path):
    css = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    moving = re.findall(r"(?<![\w-])(?:transition|animation):\s*([^;]+);", css)
    assert set(moving) - {"none !important"} <= MAY_MOVE
    assert "scroll-behavior: smooth" not in css


def test_with_reduced_motion_nothing_moves():
    base = (Path(settings.BASE_DIR) / "static" / "css" / "base.css").read_text()
    rule = base.split("@media (prefers-reduced-motion: reduce) {")[1].split("\n}")[0]
    for line in ("animation: none !important", "transition-duration: 0s !important", "::before", "::after"):
        assert line in rule


def test_no_script_animates():
    scripts = (Path(settings.BASE_DIR) / "static" / "js").glob("*.js")
    for path in scripts:
        assert not re.search(r"\.animate\(|behavior: *[\"']smooth|startViewTransition", path.read_text()), (
            path
        )
