"""Finding a person's connection or run."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy

from metrics.admin.finding import Find, FindForm

# Their midnights are instants in every zone.
FIRST, LAST = date.min + timedelta(days=2), date.max - timedelta(days=2)


class FindConnectionForm(FindForm):
    since = until = None  # type: ignore[assignment]

    def lookup(self, name: str) -> str:
        return {"person": "user", "source": "provider"}[name]


class FindRunForm(FindForm):
    """Days are the operator's; as instants, because a database may not know the names of time zones."""

    def lookup(self, name: str) -> str:
        return {
            "person": "connection__user",
            "source": "connection__provider",
            "since": "started_at__gte",
            "until": "started_at__lt",
        }[name]

    def clean_since(self) -> datetime | None:
        day: date | None = self.cleaned_data["since"]
        return midnight(max(day, FIRST)) if day else None

    def clean_until(self) -> datetime | None:
        day: date | None = self.cleaned_data["until"]
        return midnight(min(day, LAST) + timedelta(days=1)) if day else None


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class FindConnection(Find):
    title = gettext_lazy("person")
    form_class = FindConnectionForm


class FindRun(Find):
    form_class = FindRunForm
