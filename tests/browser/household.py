"""The demo household, connected and synced through the sandbox once and then put back before each test."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from django.apps import apps
from django.db import models, transaction
from django.test import Client
from playwright.sync_api import BrowserContext
from pytest_django import Settings

from accounts.models import User
from healthdash import demo
from integrations import services
from integrations.models import Connection, SyncRun
from integrations.sandbox.people import ALEX
from integrations.sandbox.server import SandboxServer
from integrations.sync.running import Options, sync
from journal import numbers
from journal.days import FIRST
from journal.models import DailyLog, Reflection, Rested
from metrics.models import DailyMetric

APPS = ("accounts", "account", "integrations", "journal", "metrics")
WEEKS = 11  # so that the 60 days before the newest are there


class Household:
    """`restore()` makes the rows anew; the sandbox behind them goes on and knows their tokens."""

    def __init__(self) -> None:
        self.sandbox = SandboxServer().start()
        self.rows: list[list[models.Model]] = []

    def point(self, settings: Settings) -> None:
        """Lets the settings, and the policy on where a form may lead, know the sandbox."""
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        directives = {**policy, "form-action": [*policy["form-action"], self.sandbox.url]}
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives}
        settings.SANDBOX_URL = self.sandbox.url

    def restore(self) -> None:
        if not self.rows:
            self.sync_for_the_first_time()
            self.rows = [list(model._base_manager.all()) for model in in_order()]
            return
        with transaction.atomic():
            for rows in self.rows:
                if rows:
                    type(rows[0])._base_manager.bulk_create(rows)

    def sync_for_the_first_time(self) -> None:
        list(demo.make())
        User.objects.exclude(email=ALEX.email).delete()  # so that the tests can connect as one of them
        self.read_once()
        forget_the_old_journal(User.objects.get(email=ALEX.email))
        connection = Connection.objects.get(user__email=ALEX.email, provider="oura")
        run_a_sync(connection, windows=0)
        services.backfill_from(connection, since())
        run_a_sync(connection)
        Connection.objects.update(queued_until=None)  # what was queued meanwhile has no worker here

    @staticmethod
    def read_once() -> None:
        """Work and tables of those weeks; their connections go, so that tests can make them."""
        others = Connection.objects.exclude(provider="oura")
        for connection in others:
            sync(connection, Options(since=since()))
        others.delete()


def since() -> date:
    return User.objects.get(email=ALEX.email).today() - timedelta(weeks=WEEKS)


def forget_the_old_journal(user: User) -> None:
    """What was said before those weeks would only be carried along."""
    until = user.today() - timedelta(weeks=WEEKS)
    for model in (DailyLog, Reflection, Rested):
        model._base_manager.filter(user=user, day__lt=until).delete()
    numbers.follow(user, FIRST, until)


def newest_night(user: User) -> date:
    """The last day with a night: while the household sleeps, tonight's is not there yet."""
    nights = DailyMetric.objects.filter(user=user, metric="sleep.score")
    return nights.order_by("-day").values_list("day", flat=True)[0]


def run_a_sync(connection: Connection, windows: int | None = None) -> SyncRun:
    """What a worker does, here; at most so many windows of history."""
    connection.refresh_from_db()
    return sync(connection, Options(windows=windows))


@lru_cache
def in_order() -> list[type[models.Model]]:
    """The tables of the people and their data, the ones that others refer to first."""
    everything = [model for name in APPS for model in apps.get_app_config(name).get_models()]
    waiting = [model for model in everything if not model._meta.proxy]
    placed: list[type[models.Model]] = []
    while waiting:
        ready = [model for model in waiting if not (set(refers_to(model)) & set(waiting) - {model})]
        placed += ready
        waiting = [model for model in waiting if model not in ready]
    return placed


def refers_to(model: type[models.Model]) -> Iterable[type[models.Model]]:
    return [field.related_model for field in model._meta.concrete_fields if field.related_model]


def log_in(context: BrowserContext, user: User) -> None:
    """As that person from here on, without the log-in page, which has tests of its own."""
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": "http://localhost"}])
