"""Taking one's data along, and deleting the account: both touch every app, so they live above them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache

from accounts.decorators import reauthentication_required
from accounts.http import PersonRequest
from accounts.models import User
from healthdash import leaving
from healthdash.lib import csv_writing, zipping
from journal.exports import as_json, as_markdown
from metrics import export
from metrics.models import Annotation, SleepPeriod, Workout, WorkSession


class DeleteForm(forms.Form):
    """The e-mail typed once more: nobody deletes years of data by a slip of the finger."""

    email = forms.CharField(
        label=gettext_lazy("Type your e-mail to confirm"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, user: User, data: QueryDict | None) -> None:
        self.user = user
        super().__init__(data)

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        if email != self.user.email.lower():
            raise forms.ValidationError(gettext("This is not %(email)s.") % {"email": self.user.email})
        return email


@login_required
@never_cache
@reauthentication_required
def delete(request: PersonRequest) -> HttpResponse:
    form = DeleteForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        leaving.delete_account(request.user)
        logout(request)
        messages.success(request, gettext("Your account and all its data are deleted."))
        return redirect("account_login")
    return render(request, "accounts/delete.html", {"form": form})


# What can be taken along as a table, by the name of its file.
FILES: dict[str, tuple[Sequence[str], Callable[[User], Iterator[dict[str, Any]]]]] = {
    "healthdash": (export.COLUMNS, export.rows),
    "money": (export.MONEY, export.money_rows),
    "measurements": (export.VITALS, export.vital_rows),
    **{
        name: (export.EVENTS[model], partial(export.event_rows, model))
        for name, model in (
            ("sleep", SleepPeriod),
            ("workouts", Workout),
            ("work", WorkSession),
            ("notes", Annotation),
        )
    },
    "within-days": (export.SAMPLES, export.sample_rows),
    "corrections": (export.CORRECTIONS, export.correction_rows),
    "own-metrics": (export.OWN_METRICS, export.own_metric_rows),
}


def csv_lines(user: User, name: str) -> Iterator[str]:
    columns, rows = FILES[name]
    return csv_writing.lines(columns, ([row[column] for column in columns] for row in rows(user)))


@login_required
@never_cache
def download(request: PersonRequest) -> StreamingHttpResponse:
    """Every daily number of this person as one table, the same as `manage.py export_metrics` writes.

    With `?table=` and a name of `FILES` the rows of that table instead.
    """
    asked = request.GET.get("table", "")
    name = asked if asked in FILES else "healthdash"
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(
        csv_lines(request.user, name), content_type="text/csv; charset=utf-8", headers=headers
    )


@login_required
@never_cache
def download_everything(request: PersonRequest) -> StreamingHttpResponse:
    """Every table and the whole journal: what sources sent, and what was said."""
    user = request.user
    first, *others = FILES
    files: dict[str, Iterable[str]] = {
        f"{first}.csv": csv_lines(user, first),
        **{f"healthdash-{name}.csv": csv_lines(user, name) for name in others},
        "healthdash-sleep-curves.jsonl": export.curve_lines(user),
        "healthdash-journal.json": as_json.pieces(user),
        "healthdash-journal.md": as_markdown.pieces(user),
    }
    headers = {"Content-Disposition": 'attachment; filename="healthdash.zip"'}
    return StreamingHttpResponse(zipping.stream(files), content_type="application/zip", headers=headers)
