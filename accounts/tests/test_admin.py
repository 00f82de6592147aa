"""The operator's side: letting people in and back in, without seeing their data or secrets."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from accounts.models import Invitation, User

from .conftest import browser_of, confirm_password
from .factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def helper(db: None) -> User:
    """Staff who may manage people, but is no superuser."""
    user = UserFactory(email="helper@example.org", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    return user


class TestDoor:
    def test_a_stranger_is_sent_to_our_log_in_and_back(self, operator: User) -> None:
        asked = Client().get("/admin/accounts/user/", follow=True)
        assert asked.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2Faccounts%2Fuser%2F"

    def test_djangos_own_form_lets_nobody_in(self, operator: User) -> None:
        client = Client()
        client.post("/admin/login/", {"username": operator.email, "password": PASSWORD, "next": "/admin/"})
        assert client.get("/admin/").status_code == 302

    def test_a_person_without_rights_stays_out(self, logged_in: Client) -> None:
        assert logged_in.get("/admin/", follow=True).status_code == 403
        assert logged_in.get("/admin/accounts/user/", follow=True).status_code == 403

    def test_it_wears_our_clothes(self, logged_in_operator: Client) -> None:
        page = logged_in_operator.get("/admin/").content.decode()
        assert "css/admin.css" in page
        assert "icon.svg" in page

    def test_every_list_of_people_opens_and_can_be_searched(self, logged_in_operator: Client) -> None:
        for name in ("accounts/user", "accounts/invitation", "accounts/dataaccess", "mfa/authenticator",
                     "usersessions/usersession", "account/emailaddress"):  # fmt: skip
            assert logged_in_operator.get(f"/admin/{name}/?q=anna").status_code == 200


class TestInvite:
    def test_its_button_gives_a_link_that_works(self, logged_in_operator: Client, operator: User) -> None:
        assert (
            "/admin/accounts/invitation/add/"
            in logged_in_operator.get("/admin/accounts/user/").content.decode()
        )
        page = logged_in_operator.post("/admin/accounts/invitation/add/", {"email": "bela@example.org"})
        link = re.search(r'value="http://localhost:8000(/invitation/[^"]+)"', page.content.decode())
        assert link
        assert Client().get(link[1]).status_code == 302
        assert Invitation.objects.get().created_by == operator

    def test_the_list_does_not_show_what_opens_the_door(self, logged_in_operator: Client) -> None:
        logged_in_operator.post("/admin/accounts/invitation/add/", {"email": ""})
        digest = Invitation.objects.get().token_digest
        page = logged_in_operator.get("/admin/accounts/invitation/").content.decode()
        assert digest not in page


class TestNewPassword:
    def path(self, user: User) -> str:
        return f"/admin/accounts/user/{user.pk}/reset-link/"

    def test_its_button_gives_a_link_after_asking_again(
        self, logged_in_operator: Client, person: User, operator: User
    ) -> None:
        assert logged_in_operator.get(self.path(person)).url.startswith("/accounts/reauthenticate/")
        confirm_password(logged_in_operator)
        assert (
            self.path(person)
            in logged_in_operator.get(f"/admin/accounts/user/{person.pk}/change/").content.decode()
        )
        assert "Make the link" in logged_in_operator.get(self.path(person)).content.decode()
        page = logged_in_operator.post(self.path(person)).content.decode()
        link = re.search(r'value="http://localhost:8000(/accounts/password/reset/key/[^"]+)"', page)
        assert link
        assert "Set a new password" in Client().get(link[1], follow=True).content.decode()
        assert LogEntry.objects.get(user=operator).object_id == str(person.pk)

    def test_staff_cannot_become_a_superuser_by_it(self, helper: User, operator: User, person: User) -> None:
        client = browser_of(helper)
        confirm_password(client)
        assert client.post(self.path(operator)).status_code == 403
        assert client.post(self.path(person)).status_code == 200

    def test_a_person_cannot_use_it(self, logged_in: Client, operator: User) -> None:
        confirm_password(logged_in)
        assert logged_in.post(self.path(operator), follow=True).status_code == 403

    def test_nobody_is_not_found(self, logged_in_operator: Client) -> None:
        confirm_password(logged_in_operator)
        assert logged_in_operator.get("/admin/accounts/user/999/reset-link/").status_code == 404


class TestRights:
    def test_staff_cannot_give_rights(self, helper: User, person: User) -> None:
        form = {"name": "Anna", "is_active": "on", "is_staff": "on", "is_superuser": "on", "timezone": "UTC"}
        browser_of(helper).post(f"/admin/accounts/user/{person.pk}/change/", form)
        person.refresh_from_db()
        assert (person.name, person.is_staff, person.is_superuser) == ("Anna", False, False)

    def test_staff_cannot_switch_off_a_superuser(self, helper: User, operator: User) -> None:
        answer = browser_of(helper).post(
            f"/admin/accounts/user/{operator.pk}/change/", {"name": "x", "timezone": "UTC"}
        )
        assert answer.status_code == 403

    def test_staff_cannot_take_away_a_superusers_second_factor(
        self, helper: User, operator: User, person: User
    ) -> None:
        helper.user_permissions.add(*Permission.objects.filter(content_type__app_label="mfa"))
        client = browser_of(helper)
        for owner, status in ((operator, 403), (person, 302)):
            row = Authenticator.objects.create(user=owner, type=Authenticator.Type.TOTP, data={"secret": "x"})
            path = f"/admin/mfa/authenticator/{row.pk}/delete/"
            assert client.post(path, {"post": "yes"}).status_code == status

    def test_an_address_can_be_confirmed_and_not_changed(
        self, logged_in_operator: Client, operator: User
    ) -> None:
        row = EmailAddress.objects.create(user=operator, email=operator.email)
        form = {"action": "make_verified", "_selected_action": [row.pk]}
        logged_in_operator.post("/admin/account/emailaddress/", form)
        logged_in_operator.post(f"/admin/account/emailaddress/{row.pk}/change/", {"email": "x@example.org"})
        row.refresh_from_db()
        assert (row.verified, row.email) == (True, "operator@example.org")

    def test_an_account_is_deleted_by_its_owner_only(self, logged_in_operator: Client, person: User) -> None:
        assert (
            logged_in_operator.post(f"/admin/accounts/user/{person.pk}/delete/", {"post": "yes"}).status_code
            == 403
        )


def test_the_secret_of_a_second_factor_is_not_shown(logged_in_operator: Client, person: User) -> None:
    row = Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": "opensesame"}
    )
    for path in ("", f"{row.pk}/change/"):
        assert "opensesame" not in logged_in_operator.get(f"/admin/mfa/authenticator/{path}").content.decode()


def test_the_schedule_can_be_edited_without_an_inline_script(logged_in_operator: Client) -> None:
    """Our Content-Security-Policy would block it, and the page would stand there half alive."""
    every_minute = IntervalSchedule.objects.create(every=1, period="minutes")
    task = PeriodicTask.objects.create(name="a task", task="a.task", interval=every_minute)
    page = logged_in_operator.get(
        f"/admin/django_celery_beat/periodictask/{task.pk}/change/"
    ).content.decode()
    scripts = re.findall(r"<script([^>]*)>", page)
    assert scripts
    assert all("src=" in script or "application/json" in script for script in scripts)
