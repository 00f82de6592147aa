"""The stages of sleep: how the curves number them, and how a person calls them."""

from django.utils.translation import pgettext

STAGE_NAMES = {1: "deep", 2: "light", 3: "rem", 4: "awake"}


def stage_words() -> dict[str, str]:
    return {
        "deep": pgettext("sleep stage", "Deep"),
        "light": pgettext("sleep stage", "Light"),
        "rem": pgettext("sleep stage", "REM"),
        "awake": pgettext("sleep stage", "Awake"),
    }
