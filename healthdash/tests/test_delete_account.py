"""Deleting an account leaves nothing of that person in any table, and everything of everybody else."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import models
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory
from integrations.models import Connection

pytestmark = pytest.mark.django_db

# Rows of these are made by logging in, or belong to nobody in particular.
LEFT_OUT = {
    "contenttypes.ContentType",
    "auth.Permission",
    "auth.Group",
    "accounts.User",
    "socialaccount.SocialApp",
}


def links(model: type[models.Model]) -> Iterator[models.ForeignKey]:
    return (field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey))


def belongs_to_a_person(model: type[models.Model], seen: frozenset[type[models.Model]] = frozenset()) -> bool:
    """Whether following the required links of a model leads to a user."""
    if model is User:
        return True
    if model in seen or model._meta.label in LEFT_OUT:
        return False
    required = (link.related_model for link in links(model) if link.related_model is User or not link.null)
    return any(belongs_to_a_person(other, seen | {model}) for other in required)


PERSONAL = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model is not User and model._meta.managed and belongs_to_a_person(model)
]


def value_for(field: models.Field, number: int) -> Any:
    """Something that the column takes, different for each row."""
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return datetime.date(2026, 1, 1) + datetime.timedelta(days=number)
    if isinstance(field, models.GenericIPAddressField):
        return "127.0.0.1"
    if isinstance(field, models.JSONField) or "JSON" in type(field).__name__:
        return {}
    if isinstance(field, models.BinaryField):
        return b"x"
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.IntegerField | models.FloatField | models.DecimalField):
        return number
    return f"x{number}"[-field.max_length :] if field.max_length else f"x{number}"


def make(model: type[models.Model], user: User, number: int) -> models.Model:
    """A row of this model that belongs to the user, with whatever it hangs on."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key and isinstance(field, models.AutoField):
            continue
        if isinstance(field, models.ForeignKey):
            if field.related_model._meta.label == "accounts.User":
                values[field.name] = user
            elif not field.null:
                values[field.name] = one_of(field.related_model, user, number)
        elif not field.has_default() and not field.null and not getattr(field, "auto_now_add", False):
            values[field.name] = value_for(field, number)
    return model.objects.create(**values)


def one_of(model: type[models.Model], user: User, number: int) -> models.Model:
    if model._meta.label in LEFT_OUT:
        return model.objects.first() or model.objects.create(name="x")
    return make(model, user, number)


def rows_of(user: User) -> dict[str, int]:
    """How many rows hold this user's id in any column that points at users."""
    found: dict[str, int] = {}
    for model in apps.get_models(include_auto_created=True):
        for link in links(model):
            if link.related_model is User and (
                count := model.objects.filter(**{link.attname: user.pk}).count()
            ):
                found[f"{model._meta.label}.{link.name}"] = count
    return found


def delete_account(client: Client, typed: str) -> Any:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client.post("/settings/delete/", {"email": typed})


@pytest.fixture
def anna() -> User:
    return UserFactory(email="anna@example.org")


@pytest.fixture
def browser(anna: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": anna.email, "password": PASSWORD})
    return client


def test_the_list_of_what_a_person_owns_is_believable() -> None:
    labels = {model._meta.label for model in PERSONAL}
    assert {
        "metrics.DailyMetric",
        "integrations.RawRecord",
        "mfa.Authenticator",
        "account.EmailAddress",
    } <= labels


def test_no_row_of_the_person_remains_and_none_of_another_goes(anna: User, browser: Client) -> None:
    bela = UserFactory(email="bela@example.org")
    for number, model in enumerate(PERSONAL):
        make(model, anna, number)
        make(model, bela, number + 1000)
    assert {
        f"{model._meta.label}"
        for model in PERSONAL
        if any(link.related_model is User for link in links(model))
    } == {name.rsplit(".", 1)[0] for name in rows_of(anna)}
    totals = {model: model.objects.count() for model in PERSONAL}
    belas = rows_of(bela)

    delete_account(browser, "Anna@example.org ")

    assert not User.objects.filter(pk=anna.pk).exists()
    assert rows_of(anna) == {}
    assert rows_of(bela) == belas
    assert [model._meta.label for model, total in totals.items() if model.objects.count() >= total] == []


def test_the_admins_log_of_what_operators_did_forgets_their_name(anna: User, browser: Client) -> None:
    operator, bela = UserFactory(is_staff=True), UserFactory(email="bela@example.org")
    for person in (anna, bela):
        LogEntry.objects.log_actions(
            operator.pk, [make(Connection, person, 1)], action_flag=CHANGE, single_object=True
        )
    delete_account(browser, anna.email)
    assert [entry.object_repr for entry in LogEntry.objects.all()] == ["x1 of bela@example.org"]


def test_the_log_about_people_whose_address_ends_or_begins_alike_stays(anna: User, browser: Client) -> None:
    operator = UserFactory(is_staff=True)
    alike = ["joanna@example.org", "o'anna@example.org", "anna@example.org.uk", "anna@example.organic"]
    for email in alike:
        person = UserFactory(email=email)
        LogEntry.objects.log_actions(operator.pk, [person], action_flag=CHANGE, single_object=True)
    LogEntry.objects.log_actions(operator.pk, [anna], action_flag=CHANGE, single_object=True)
    delete_account(browser, anna.email)
    assert sorted(entry.object_repr for entry in LogEntry.objects.all()) == sorted(alike)


def test_another_address_typed_deletes_nothing(anna: User, browser: Client) -> None:
    answer = delete_account(browser, "bela@example.org")
    assert "This is not anna@example.org" in answer.content.decode()
    assert User.objects.filter(pk=anna.pk).exists()


def test_without_the_password_nothing_is_deleted(anna: User, browser: Client) -> None:
    answer = browser.post("/settings/delete/", {"email": anna.email})
    assert answer.url.startswith("/accounts/reauthenticate/")
    assert User.objects.filter(pk=anna.pk).exists()


def test_it_is_logged_out_everywhere(anna: User, browser: Client) -> None:
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"login": anna.email, "password": PASSWORD})
    answer = delete_account(browser, anna.email)
    assert "are deleted" in browser.get(answer.url).content.decode()
    assert browser.get("/settings/").status_code == 302
    assert elsewhere.get("/settings/").status_code == 302


def test_a_key_that_cannot_be_read_or_given_back_does_not_keep_the_account(
    anna: User, browser: Client
) -> None:
    connection = make(Connection, anna, 1)
    Connection.objects.filter(pk=connection.pk).update(provider="oura")
    delete_account(browser, anna.email)
    assert not User.objects.filter(pk=anna.pk).exists()
