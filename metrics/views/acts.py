"""What pages of events do alike with a corrected one."""

from typing import Any

from accounts.models import User
from metrics import corrections
from metrics.forms import TimesForm
from metrics.models import Correction
from metrics.models.event import Event


def correct(user: User, event: Event, form: TimesForm) -> list[Correction]:
    """One act a field that changed. The order of times matters where both move past each other."""
    reason, changes = form.cleaned_data["reason"], form.changes()
    names = sorted(changes, key=lambda name: order_of(name, event, changes))
    return [
        corrections.correct_event(
            user=user, by=user, event=event, field=name, value=changes[name], reason=reason
        )
        for name in names
    ]


def order_of(name: str, event: Event, changes: dict[str, Any]) -> int:
    """A start that moves beyond the present end has to wait until the end has moved."""
    start_waits = "start" in changes and event.end is not None and changes["start"] >= event.end
    return {"end": 0 if start_waits else 1, "start": 1 if start_waits else 0}.get(name, 2)
