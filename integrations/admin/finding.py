"""Finding a person's connection or run."""

from metrics.admin.finding import Find, FindForm


class FindConnectionForm(FindForm):
    since = until = None  # type: ignore[assignment]

    def lookup(self, name: str) -> str:
        return {"person": "user", "source": "provider"}[name]


class FindRunForm(FindForm):
    def lookup(self, name: str) -> str:
        return {
            "person": "connection__user",
            "source": "connection__provider",
            "since": "started_at__date__gte",
            "until": "started_at__date__lte",
        }[name]


class FindConnection(Find):
    form_class = FindConnectionForm


class FindRun(Find):
    form_class = FindRunForm
