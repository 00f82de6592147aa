"""What all lists of people's data share: bounded counting, and a note for everybody whose rows are shown."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import services as accounts
from accounts.models import User
from metrics import catalogue
from metrics.catalogue import Metric
from metrics.models import Correction, CustomMetric

# Nobody turns more pages than that, and counting millions of rows takes longer than reading one page.
COUNTED = 10_000


class BoundedPaginator(Paginator):
    @cached_property
    def count(self) -> int:
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows.order_by().values("pk")[:COUNTED].count()


class PageChangeList(ChangeList):
    """Tells the admin which rows are on the page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        self.model_admin.page_read(request, self.result_list)  # type: ignore[attr-defined]


class LongListAdmin(admin.ModelAdmin):
    """A list that may grow without end. Nothing is added to it or deleted from it here."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they count every row
    paginator = BoundedPaginator

    class Media:
        css: ClassVar[dict[str, Sequence[str]]] = {"all": ("css/admin-data.css",)}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PageChangeList

    def page_read(self, request: HttpRequest, rows: list[Any]) -> None:
        """What is to be done with the rows of a page before they are shown."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DataAdmin(LongListAdmin):
    """A list of people's data. Whoever's rows somebody else opens finds it in their settings.

    What a source sent goes away with its connection, and a person's word is undone, not deleted.
    """

    sortable_by: ClassVar[Any] = ("day",)

    @admin.display(description=gettext_lazy("person"))
    def person(self, row: Any) -> str:
        return str(row.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With their people, by a query of its own: joined, MariaDB sorts every row of the table first."""
        return super().get_queryset(request).prefetch_related("user")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """By day within one person, where an index helps; over everybody, what was stored last."""
        return ("-day", "-pk") if request.GET.get("person") else ("-pk",)

    def page_read(self, request: HttpRequest, rows: list[Any]) -> None:
        people = {row.user_id for row in rows}
        what = _("A list: %(name)s") % {"name": self.opts.verbose_name_plural}
        accounts.record_accesses(people=people, by=operator(request), what=what)


def operator(request: HttpRequest) -> User:
    """Who acts; the admin lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def attach_metrics(rows: Sequence[Any]) -> None:
    """Give each row the `info` of its metric, None for one that is not known any more."""
    known = metrics_of({(row.user_id, key) for row in rows if (key := key_of(row))})
    for row in rows:
        row.info = known.get((row.user_id, key_of(row)))


def key_of(row: Any) -> str:
    """The metric of a number, of a measured value, or of an act on either."""
    return row.metric or (row.before.get("metric", "") if isinstance(row, Correction) else "")


def metrics_of(wanted: set[tuple[int, str]]) -> dict[tuple[int, str], Metric]:
    """The metrics of (user id, key), unknown ones absent, in one query at most."""
    found = {(user, key): catalogue.get(key) for user, key in wanted if catalogue.is_declared(key)}
    rest = wanted - found.keys()
    if rest:
        users, keys = zip(*rest, strict=True)
        own = CustomMetric.objects.filter(user__in=users, key__in=keys)
        found |= {(custom.user_id, custom.key): catalogue.from_custom(custom) for custom in own}
    return found


def label(info: Metric | None, key: str) -> str:
    return str(info.label) if info else key
