"""Questions to begin with: built-in ones and the person's own."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from .models import Prompt

BUILT_IN: dict[str, str | Promise] = {
    "stayed": _("What has stayed with you from this day?"),
    "energy": _("What gave you energy, and what took it?"),
    "body": _("What did your body tell you?"),
    "people": _("Who were you with, and how was it?"),
    "different": _("What was different from your usual?"),
    "tomorrow": _("What do you want to remember tomorrow?"),
}


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    text: str


def questions(user: User) -> list[Question]:
    """The person's own first."""
    own = [Question(f"own-{one.pk}", one.text) for one in Prompt.objects.filter(user=user) if one.text]
    return own + [Question(name, str(text)) for name, text in BUILT_IN.items()]
