"""A mapping in the making: begun, answered, looked at, and in the end saved or forgotten."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from integrations.contract import Context
from integrations.errors import BadPayload
from integrations.mapping import headers, letters, suggest
from integrations.mapping.dry_run import DryRun, dry_run
from integrations.mapping.grid import Grid, Tab
from integrations.mapping.headers import Places
from integrations.mapping.spec import Spec
from integrations.models import Connection, TableDraft, TableMapping
from integrations.opening import open_table
from integrations.providers.files.reading import Upload
from metrics.models import CustomMetric

from . import own_numbers
from .answers import Answers, merged, spec_of, suggested

KEPT = timedelta(days=1)
AT_ONCE = 5  # drafts of one person


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft as the steps see it."""

    row: TableDraft
    content: dict[str, Any]

    @property
    def user(self) -> User:
        return self.row.user

    @property
    def tabs(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.content["tabs"]
        return found

    @property
    def tab(self) -> str | None:
        return self.content.get("tab")

    @property
    def tab_id(self) -> str:
        """What the vendor calls the chosen tab; "" for a file's."""
        return next((str(tab.get("id", "")) for tab in self.tabs if tab["title"] == self.tab), "")

    @property
    def letters(self) -> str:
        """In which encoding a file is read that does not say it; "" for any other table."""
        return str(self.content.get("letters", ""))

    @property
    def is_guessed(self) -> bool:
        """Whether its person can have it read in another encoding."""
        return bool(self.content.get("is_guessed"))

    @property
    def title(self) -> str:
        return str(self.content["title"])

    @property
    def grid(self) -> Grid:
        return Grid.from_json(self.content["grid"])

    @property
    def answers(self) -> Answers:
        return Answers.from_json(self.content["answers"])

    @property
    def settled(self) -> Answers:
        """The answers, with which numbers of the person's own they mean by now."""
        return own_numbers.settled(self.user, self.answers)

    def save(self, **content: Any) -> None:
        self.content.update(content)
        TableDraft.objects.filter(pk=self.row.pk).update(content=self.content)


def find(user: User, pk: int) -> OpenDraft | None:
    """The person's own draft, while it is kept."""
    row = (
        TableDraft.objects.select_related("user", "mapping__connection")
        .filter(user=user, pk=pk, created_at__gt=timezone.now() - KEPT)
        .first()
    )
    return OpenDraft(row, row.content) if row else None


def _new(user: User, provider: str, content: dict[str, Any], mapping: TableMapping | None) -> OpenDraft:
    forget_old(user)
    row = TableDraft.objects.create(user=user, provider=provider, content=content, mapping=mapping)
    return OpenDraft(row, content)


def forget_old(user: User | None = None) -> None:
    """Lets go of drafts that nobody finished; of one person, all but the newest few."""
    TableDraft.objects.filter(created_at__lte=timezone.now() - KEPT).delete()
    if user:
        newest = TableDraft.objects.filter(user=user).order_by("-pk").values_list("pk", flat=True)
        TableDraft.objects.filter(pk__in=list(newest)[AT_ONCE - 1 :]).delete()


# --- Begun ------------------------------------------------------------------------------------------------


def of_upload(user: User, upload: Upload, mapping: TableMapping | None = None) -> OpenDraft:
    """From a file; a newer file of a mapping goes by what was said of the older one."""
    book = upload.tabs()
    content: dict[str, Any] = {
        "title": book.title,
        "sheet_id": "",
        "tabs": [asdict(tab) for tab in book.tabs],
        "grids": {title: grid.as_json() for title, grid in upload.grids.items()},
        "is_guessed": upload.is_guessed,
        "letters": _letters_of(mapping) or letters.GUESS if upload.is_guessed else "",
    }
    draft = _new(user, "files", content, mapping)
    titles = [tab.title for tab in book.tabs]
    if mapping and mapping.tab in titles:
        choose_tab(draft, mapping.tab)
    elif len(titles) == 1:
        choose_tab(draft, titles[0])
    return draft


def _letters_of(mapping: TableMapping | None) -> str:
    return Spec.from_json(mapping.spec).letters if mapping else ""


def of_sheet(
    user: User, connection: Connection, address: str, mapping: TableMapping | None = None
) -> OpenDraft:
    """From a sheet of a vendor's. Raises a ProviderError."""
    sheet = open_table(connection, address)
    book = sheet.tabs()
    content: dict[str, Any] = {
        "title": book.title,
        "sheet_id": sheet.id,
        "tabs": [asdict(tab) for tab in book.tabs],
    }
    draft = _new(user, connection.provider, content, mapping)
    chosen = book.tab(mapping.tab, mapping.tab_id) if mapping else None
    if chosen:
        choose_tab(draft, chosen.title)
    elif len(book.tabs) == 1:
        choose_tab(draft, book.tabs[0].title)
    return draft


def of_mapping(mapping: TableMapping) -> OpenDraft:
    """To change what was said of a table. Raises a ProviderError."""
    user = mapping.connection.user
    if mapping.sheet_id:
        return of_sheet(user, mapping.connection, mapping.sheet_id, mapping)
    upload = getattr(mapping, "upload", None)
    if upload is None:
        raise BadPayload(_("No file is stored for this table any more. Upload it again."))
    tab = asdict(Tab(mapping.tab, len(upload.content["rows"]), 0))
    content = {
        "title": upload.file_name,
        "sheet_id": "",
        "tabs": [tab],
        "grids": {mapping.tab: upload.content},
        "letters": _letters_of(mapping),
    }
    draft = _new(user, "files", content, mapping)
    choose_tab(draft, mapping.tab)
    return draft


# --- Answered ---------------------------------------------------------------------------------------------


def choose_tab(draft: OpenDraft, title: str) -> None:
    """Reads the tab, once, and works out what its columns probably are. Raises a ProviderError."""
    if title not in {tab["title"] for tab in draft.tabs}:
        raise BadPayload(_('There is no tab "%(tab)s" in this table any more.') % {"tab": title})
    grid = _read(draft, title)
    if len(grid.rows) < 2:
        raise BadPayload(_("This tab has no rows below its headers. Choose another one."))
    mapping = draft.row.mapping
    header = suggest.header_row(grid)
    found = suggested(grid, header, _name(draft, title), draft.user.currency or "")
    if mapping:
        spec = Spec.from_json(mapping.spec)
        header = headers.header_row(grid, spec)
        found = suggested(grid, header, mapping.name, found.currency)
        own = {m.key: m for m in CustomMetric.objects.filter(user=draft.user, key__in=spec.metrics)}
        found = replace(merged(found, spec, own), header_row=header)
    found = own_numbers.suggested(draft.user, replace(found, letters=draft.letters))
    draft.save(tab=title, grid=grid.as_json(), answers=found.as_json())


def _name(draft: OpenDraft, title: str) -> str:
    base = draft.title.rsplit(".", 1)[0] if draft.row.provider == "files" else draft.title
    several = len(draft.tabs) > 1 and title
    return (f"{base}, {title}" if several else base)[:80]


def _read(draft: OpenDraft, title: str) -> Grid:
    if "grids" in draft.content:
        grid = Grid.from_json(draft.content["grids"][title])
        return letters.reread(grid, draft.letters) if draft.is_guessed else grid
    connection = Connection.objects.get(user=draft.user, provider=draft.row.provider)
    return open_table(connection, draft.content["sheet_id"]).grid(title)


def read_headers(draft: OpenDraft, row: int) -> None:
    """Takes another row for the headers, and suggests anew."""
    old = draft.answers
    found = own_numbers.suggested(draft.user, suggested(draft.grid, row, old.name, old.currency))
    draft.save(answers=replace(found, letters=draft.letters).as_json())


def read_letters(draft: OpenDraft, encoding: str) -> None:
    """Reads the file in another encoding, and suggests anew."""
    if draft.is_guessed and draft.tab is not None:
        draft.content["letters"] = encoding
        choose_tab(draft, draft.tab)


def answer(draft: OpenDraft, answers: Answers) -> None:
    """Keeps the answers. They are of the columns as they now are, however many had a header before."""
    now = {
        header: column.copies for header, (_n, column) in Places(draft.grid, answers.header_row).found.items()
    }
    columns = tuple(replace(one, copies=now.get(one.header, one.copies)) for one in answers.columns)
    draft.save(answers=replace(answers, columns=columns).as_json())


# --- Looked at --------------------------------------------------------------------------------------------


def try_out(draft: OpenDraft) -> DryRun:
    """What would be stored. The numbers of its charts stay in the draft. Raises Unfinished or BadPayload."""
    answers = draft.settled
    spec = spec_of(answers)
    aggregates = {one.metric: one.aggregate for one in answers.own}
    found = dry_run(draft.grid, spec, Context(zone=draft.user.timezone), aggregates)
    series: Mapping[str, Any] = {
        key: {day.isoformat(): value for day, value in days.items()} for key, days in found.series.items()
    }
    draft.save(series=series)
    return found
