"""Coming in, coming back to where one was, and what a stranger can learn at the door."""

import re
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from accounts.models import User

from .conftest import browser_of
from .factories import PASSWORD

pytestmark = pytest.mark.django_db


def try_to_log_in(email: str, password: str, **more: str):
    return Client().post("/accounts/login/", {"login": email, "password": password, **more})


def without_token(html: bytes) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|value="[^"]*@example.org"', "", html.decode())


class TestWayBack:
    def test_a_page_asked_for_without_being_logged_in_is_where_one_lands(self, person: User) -> None:
        client = Client()
        asked = client.get("/settings/opened/?page=1")
        answer = client.post(
            asked.url, {"login": person.email, "password": PASSWORD, "next": "/settings/opened/?page=1"}
        )
        assert answer.url == "/settings/opened/?page=1"

    def test_the_form_carries_it(self, person: User) -> None:
        page = Client().get("/accounts/login/?next=/settings/opened/").content.decode()
        assert '<input type="hidden" name="next" value="/settings/opened/">' in page

    @pytest.mark.parametrize(
        "elsewhere",
        ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example",
         "\thttps://evil.example"],
    )  # fmt: skip
    def test_another_site_is_never_where_one_lands(self, person: User, elsewhere: str) -> None:
        answer = try_to_log_in(person.email, PASSWORD, next=elsewhere)
        assert answer.url == "/"
        answer = browser_of(person).post("/accounts/logout/", {"next": elsewhere})
        assert answer.url == "/accounts/login/"

    def test_logging_out_logs_out(self, logged_in: Client) -> None:
        logged_in.post("/accounts/logout/")
        assert logged_in.get("/settings/").status_code == 302

    def test_a_link_alone_logs_nobody_out(self, logged_in: Client) -> None:
        logged_in.get("/accounts/logout/")
        assert logged_in.get("/settings/").status_code == 200


class TestStranger:
    def test_log_in_says_the_same_whether_there_is_an_account_or_not(self, person: User) -> None:
        there = try_to_log_in(person.email, "wrong")
        not_there = try_to_log_in("nobody@example.org", "wrong")
        assert without_token(there.content) == without_token(not_there.content)
        assert "do not belong together" in there.content.decode()

    def test_so_does_asking_for_a_new_password(self, person: User, settings: Settings) -> None:
        settings.MAIL_IS_SET_UP = True
        answers = [
            Client().post("/accounts/password/reset/", {"email": email}, follow=True)
            for email in (person.email, "nobody@example.org")
        ]
        assert without_token(answers[0].content) == without_token(answers[1].content)

    def test_guessing_ends_after_five_tries(self, person: User) -> None:
        for _ in range(5):
            try_to_log_in(person.email, "wrong")
        assert "too many tries" in try_to_log_in(person.email, PASSWORD).content.decode()

    def test_a_switched_off_account_stays_out(self, person: User) -> None:
        User.objects.update(is_active=False)
        client = Client()
        client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
        assert client.get("/settings/").status_code == 302


class TestNewPassword:
    def test_without_mail_the_page_says_who_can_help_and_offers_none(self, settings: Settings) -> None:
        settings.MAIL_IS_SET_UP = False
        for path in ("/accounts/password/reset/", "/accounts/password/reset/done/"):
            page = Client().get(path).content.decode()
            assert "The person who runs this server can give you a link" in page
            assert "<form" not in page
            assert "spam" not in page

    def test_without_mail_none_is_sent(self, person: User, settings: Settings) -> None:
        settings.MAIL_IS_SET_UP = False
        Client().post("/accounts/password/reset/", {"email": person.email})
        assert not mail.outbox

    def test_with_mail_the_link_in_it_works(self, person: User, settings: Settings) -> None:
        settings.MAIL_IS_SET_UP = True
        Client().post("/accounts/password/reset/", {"email": person.email})
        link = re.search(r"http://localhost:8000(/accounts/\S+)", mail.outbox[0].body)
        assert link
        self.set_by(link[1])
        assert try_to_log_in(person.email, "another long one 8").status_code == 302

    def test_the_operators_link_sets_it_once(self, person: User) -> None:
        elsewhere = browser_of(person)
        out = StringIO()
        call_command("reset_password_link", "ANNA@example.org", stdout=out)
        path = out.getvalue().strip().removeprefix("http://localhost:8000")
        self.set_by(path)
        assert try_to_log_in(person.email, PASSWORD).status_code == 200
        assert try_to_log_in(person.email, "another long one 8").status_code == 302
        assert elsewhere.get("/settings/").status_code == 302, "other places are logged out"
        assert "does not work any more" in Client().get(path, follow=True).content.decode()

    def set_by(self, path: str) -> None:
        client = Client()
        form = client.get(path)
        new = {"password1": "another long one 8", "password2": "another long one 8"}
        answer = client.post(form.url, new, follow=True)
        assert "Your new password is saved" in answer.content.decode()

    def test_nobody_is_one_clear_sentence(self) -> None:
        with pytest.raises(CommandError, match="no active account"):
            call_command("reset_password_link", "nobody@example.org")


class TestConfirmingAnAddress:
    @pytest.fixture(autouse=True)
    def mandatory(self, settings: Settings) -> None:
        settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
        settings.MAIL_IS_SET_UP = True
        settings.SIGNUP_POLICY = "open"

    def test_the_account_opens_when_the_link_was_opened(self) -> None:
        client = Client()
        form = {"email": "bela@example.org", "password1": PASSWORD, "password2": PASSWORD}
        assert "Look in your mail" in client.post("/accounts/signup/", form, follow=True).content.decode()
        assert client.get("/settings/").status_code == 302
        link = re.search(r"http://localhost:8000(/accounts/\S+)", mail.outbox[0].body)
        assert link
        client.post(link[1])
        client.post("/accounts/login/", {"login": "bela@example.org", "password": PASSWORD})
        assert client.get("/settings/").status_code == 200

    def test_signing_up_twice_looks_the_same_and_mails_the_owner(self, person: User) -> None:
        form = {"email": person.email, "password1": PASSWORD, "password2": PASSWORD}
        answer = Client().post("/accounts/signup/", form, follow=True)
        assert "Look in your mail" in answer.content.decode()
        assert mail.outbox[0].to == [person.email]
        assert User.objects.count() == 1
