"""Colours reach their contrast and stand in one file; nothing needs what the browser is told to refuse."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from healthdash.templatetags.ui import CANVAS

ROOT = Path(settings.BASE_DIR)
CSS = sorted((ROOT / "static/css").glob("*.css"))
# Mail programs read nothing but styles in place.
TEMPLATES = sorted(p for p in (ROOT / "templates").rglob("*") if p.is_file() and "email" not in p.parts)
OWN_SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))
DOMAINS = ["sleep", "recovery", "activity", "work", "money", "vitals", "journal"]
STAGES = ["stage-awake", "stage-rem", "stage-light", "stage-deep"]


def blocks() -> dict[str, dict[str, str]]:
    """The tokens of each theme; dark stands twice, for the system's choice and the person's."""
    text = (ROOT / "static/css/tokens.css").read_text()
    found = [
        dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", block))
        for block in re.findall(r"{([^{}]*)}", text)
    ]
    light, dark, dark_again = [tokens for tokens in found if "canvas" in tokens]
    return {"light": light, "dark": dark, "dark chosen": dark_again}


THEMES = blocks()


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def over(colour: str, ground: str, share: float) -> str:
    """A colour laid over a ground with some transparency."""
    pairs = [(int(colour[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in pairs)


TEXT_PAIRS = [
    (text, ground)
    for text in ("ink", "ink-2", "ink-3")
    for ground in ("canvas", "surface", "sunken", "raised")
] + [
    ("on-ink", "ink"),
    ("attention-text", "attention-ground"),
    ("attention-text", "surface"),
    ("attention-text", "canvas"),
    ("failed", "failed-ground"),
    ("failed", "surface"),
    ("in-order", "surface"),
    ("in-order", "canvas"),
]
MARK_PAIRS = [
    (mark, ground) for mark in ["edge", "focus", "attention", *DOMAINS] for ground in ("canvas", "surface")
] + [(stage, "surface") for stage in STAGES]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_is_readable_on_every_ground_it_stands_on(theme, text, ground):
    assert ratio(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("mark", "ground"), MARK_PAIRS)
def test_marks_stand_out_from_their_ground(theme, mark, ground):
    assert ratio(THEMES[theme][mark], THEMES[theme][ground]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("domain", DOMAINS)
def test_a_line_and_the_daily_dots_stand_out_from_the_band(theme, domain):
    tokens = THEMES[theme]
    band = over(tokens[domain], tokens["surface"], 0.16)
    assert ratio(tokens[domain], band) >= 3
    assert ratio(tokens["ink-3"], band) >= 3.9


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("domain", DOMAINS)
def test_the_five_steps_go_one_way(theme, domain):
    tokens = THEMES[theme]
    steps = [luminance(tokens[f"{domain}-{n}"]) for n in range(1, 6)]
    assert steps == sorted(steps, reverse=theme == "light")


def test_the_browser_s_own_frame_has_the_ground_of_each_theme():
    assert {theme: THEMES[theme]["canvas"] for theme in CANVAS} == CANVAS


def test_an_answered_chip_is_readable():
    for theme in THEMES.values():
        assert ratio(theme["ink"], over(theme["journal"], theme["surface"], 0.2)) >= 10


def test_the_system_s_dark_and_the_chosen_dark_are_the_same():
    assert THEMES["dark"] == THEMES["dark chosen"]
    assert THEMES["light"].keys() == THEMES["dark"].keys()


@pytest.mark.parametrize("path", [p for p in CSS if p.name != "tokens.css"] + TEMPLATES, ids=str)
def test_colours_are_named_in_one_file_only(path):
    text = re.sub(r"&#x?[0-9A-Fa-f]+;", "", path.read_text())
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b(?![-\w])", re.sub(r"(href|url|id)=\S+", "", text)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_no_template_needs_an_inline_style_or_script(path):
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.S)
    text = re.sub(r"{%.*?%}", "", text)  # a tag's own words are no attributes: `with one=entry`
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert not re.search(r"\shx-on", text)
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script


@pytest.mark.parametrize("path", OWN_SCRIPTS, ids=lambda path: path.name)
def test_no_script_of_ours_evaluates_text(path):
    assert not re.search(r"\beval\(|new Function|innerHTML|outerHTML|document\.write", path.read_text())


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_every_token_that_a_sheet_uses_exists(path):
    named = {name for sheet in CSS for name in re.findall(r"--([\w-]+)\s*:", sheet.read_text())}
    assert set(re.findall(r"var\(--([\w-]+)", path.read_text())) <= named


def test_nothing_moves_for_a_person_who_asked_for_stillness():
    base = (ROOT / "static/css/base.css").read_text()
    assert "prefers-reduced-motion: reduce" in base


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates/components").glob("*.html")), ids=lambda path: path.name
)
def test_every_component_compiles_and_says_what_it_takes(path):
    get_template(f"components/{path.name}")
    assert re.search(r"{#|{% comment %}", path.read_text())


def test_every_icon_in_use_is_in_the_sprite():
    sprite = set(re.findall(r'symbol id="([\w-]+)"', (ROOT / "static/icons.svg").read_text()))
    used = {
        name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())
    }  # fmt: skip
    assert used <= sprite
