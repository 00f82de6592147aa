"""The demo household's tables: mapped as their people would, by what the steps suggest."""

from dataclasses import replace

from accounts.models import User
from integrations import services
from integrations.models import Connection
from integrations.opening import open_table
from integrations.sandbox.google.book import book_id
from integrations.sandbox.people import Person
from integrations.wizard import drafts, saving
from integrations.wizard.answers import Answers, ColumnAnswer

CUPS = ("Cups", "Tassen")  # what Alex and Sam, and Robin, call them


def map_tables(user: User, person: Person) -> int:
    """Maps every tab of the person's sheet and says how many; none when there are tables already.

    Raises a ProviderError.
    """
    connection = Connection.objects.get(user=user, provider="google_sheets")
    if connection.tables.exists():
        return 0
    services.pause(connection)  # one reading for all of them, once they are there
    connection.refresh_from_db()
    titles = [tab.title for tab in open_table(connection, book_id(person)).tabs().tabs]
    for title in titles:
        draft = drafts.of_sheet(user, connection, book_id(person))
        drafts.choose_tab(draft, title)
        drafts.answer(draft, with_cups(draft.answers))
        saving.save(draft, drafts.try_out(draft))
    services.resume(connection)
    return len(titles)


def with_cups(answers: Answers) -> Answers:
    """No header tells that a number is one of the person's own: that is for the person to say."""
    return replace(answers, columns=tuple(_own(column) for column in answers.columns))


def _own(column: ColumnAnswer) -> ColumnAnswer:
    if column.header not in CUPS:
        return column
    return replace(column, kind="own", name="Coffee", unit="cups", aggregate="sum", better="none")
