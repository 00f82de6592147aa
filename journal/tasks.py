"""What the journal does by itself."""

from celery import shared_task

from journal.services.imports import imports_forget
from journal.services.reflections import forget_deleted
from journal.services.reminders import send_due


@shared_task(name="journal.remind")
def remind() -> None:
    send_due()


@shared_task(name="journal.forget_deleted")
def forget_deleted_reflections() -> None:
    forget_deleted()
    imports_forget()
