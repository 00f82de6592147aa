"""Who may make an account, and what an invitation is worth."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts import services
from accounts.models import Invitation, User

from .factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def sign_up(client: Client, email: str = "bela@example.org", **more: str):
    form = {"email": email, "password1": PASSWORD, "password2": PASSWORD, **more}
    return client.post("/accounts/signup/", form)


def come_by(link: str) -> Client:
    client = Client()
    client.get(link.removeprefix("http://localhost:8000"))
    return client


@pytest.fixture
def by_invitation(settings: Settings) -> None:
    settings.SIGNUP_POLICY = "invitation"


class TestOpen:
    @pytest.fixture(autouse=True)
    def open_to_all(self, settings: Settings) -> None:
        settings.SIGNUP_POLICY = "open"

    def test_anybody_can_make_an_account_and_is_logged_in(self) -> None:
        client = Client()
        assert sign_up(client).status_code == 302
        assert client.get("/settings/").status_code == 200

    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ("Europe/Budapest", "Europe/Budapest"),
            ("", "UTC"),
            ("Moon/Base", "UTC"),
            ("../../etc/passwd", "UTC"),
        ],
    )
    def test_the_zone_comes_from_the_browser(self, sent: str, kept: str) -> None:
        sign_up(Client(), timezone=sent)
        assert User.objects.get().timezone == kept

    @pytest.mark.parametrize("weak", ["short1", "password123", "bela@example.org"])
    def test_a_weak_password_is_refused(self, weak: str) -> None:
        sign_up(Client(), password1=weak, password2=weak)
        assert not User.objects.exists()

    def test_an_address_is_one_person_however_it_is_spelt(self) -> None:
        sign_up(Client())
        sign_up(Client(), email="BELA@example.org")
        assert User.objects.count() == 1


def test_closed_means_closed_even_with_an_invitation(settings: Settings) -> None:
    settings.SIGNUP_POLICY = "closed"
    client = come_by(services.invite().link)
    answer = sign_up(client)
    assert "takes no new people" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.usefixtures("by_invitation")
class TestInvitation:
    def test_without_one_there_is_no_account(self) -> None:
        answer = sign_up(Client())
        assert "by invitation" in answer.content.decode()
        assert not User.objects.exists()

    def test_its_link_lets_one_person_in(self) -> None:
        assert sign_up(come_by(services.invite().link)).status_code == 302
        assert Invitation.objects.get().accepted_by == User.objects.get()

    def test_its_link_is_kept_nowhere(self) -> None:
        token = services.invite().link.rstrip("/").rsplit("/", 1)[1]
        row = Invitation.objects.values().get()
        assert token not in str(row)

    def test_it_works_once(self) -> None:
        link = services.invite().link
        first, second = come_by(link), come_by(link)
        sign_up(first)
        assert "by invitation" in sign_up(second, "cili@example.org").content.decode()
        assert Client().get(link.removeprefix("http://localhost:8000")).status_code == 404
        assert User.objects.count() == 1

    def test_two_at_the_same_moment_leave_one_account(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Both passed the check that it is open; only one may take it."""
        link = services.invite().link
        late = come_by(link)
        monkeypatch.setattr("accounts.adapter.AccountAdapter.is_open_for_signup", lambda self, request: True)
        sign_up(come_by(link))
        answer = sign_up(late, "cili@example.org")
        assert "does not work any more" in answer.content.decode()
        assert list(User.objects.values_list("email", flat=True)) == ["bela@example.org"]

    def test_it_runs_out(self) -> None:
        link = services.invite().link
        early = come_by(link)
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert "by invitation" in sign_up(early).content.decode()
        assert Client().get(link.removeprefix("http://localhost:8000")).status_code == 404
        assert not User.objects.exists()

    @pytest.mark.parametrize("token", ["wrong", "x" * 500, "%00", "é"])
    def test_a_made_up_one_is_refused(self, token: str) -> None:
        answer = Client().get(f"/invitation/{token}/")
        assert answer.status_code == 404
        assert "does not work any more" in answer.content.decode()

    def test_one_for_an_address_is_for_that_address(self) -> None:
        client = come_by(services.invite(email="Bela@Example.org").link)
        assert (
            "This invitation is for bela@example.org" in sign_up(client, "cili@example.org").content.decode()
        )
        assert sign_up(client, "BELA@example.org").status_code == 302

    def test_its_page_already_holds_the_address(self) -> None:
        link = services.invite(email="bela@example.org").link.removeprefix("http://localhost:8000")
        assert "bela@example.org" in Client().get(link, follow=True).content.decode()


class TestInviteUser:
    def said(self, *arguments: str) -> str:
        out = StringIO()
        call_command("invite_user", *arguments, stdout=out)
        return out.getvalue().strip()

    def test_it_prints_a_link_under_the_public_address(self, settings: Settings, by_invitation: None) -> None:
        settings.PUBLIC_URL = "https://health.example.org"
        assert self.said("bela@example.org").startswith("https://health.example.org/invitation/")

    def test_its_link_works(self, by_invitation: None) -> None:
        assert sign_up(come_by(self.said())).status_code == 302

    @pytest.mark.parametrize("address", ["bela", "bela@", "b la@example.org"])
    def test_nonsense_is_refused_in_one_sentence(self, address: str) -> None:
        with pytest.raises(CommandError, match="is not an e-mail address"):
            self.said(address)

    def test_somebody_who_has_an_account_is_not_invited(self) -> None:
        UserFactory(email="bela@example.org")
        with pytest.raises(CommandError, match="already has an account"):
            self.said("Bela@example.org")

    def test_a_closed_server_says_what_to_set(self, settings: Settings) -> None:
        settings.SIGNUP_POLICY = "closed"
        with pytest.raises(CommandError, match="SIGNUP_POLICY=invitation"):
            self.said()


class TestFirstAccount:
    def test_createsuperuser_works_by_email(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
        call_command("createsuperuser", "--noinput", email="Operator@Example.org", stdout=StringIO())
        client = Client()
        client.post("/accounts/login/", {"login": "operator@example.org", "password": PASSWORD})
        assert client.get("/admin/").status_code == 200

    def test_a_second_one_with_the_same_address_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        UserFactory(email="operator@example.org")
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
        with pytest.raises(CommandError, match="already taken"):
            call_command("createsuperuser", "--noinput", email="Operator@example.org")
