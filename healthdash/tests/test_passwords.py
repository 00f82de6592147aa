"""How passwords are kept outside tests."""

import pytest
from pytest_django import Settings

from accounts.models import User
from healthdash.settings import base


@pytest.mark.django_db
def test_a_password_is_kept_as_argon2_of_it(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
    person = User.objects.create_user("anna@example.org", "a long enough one 7")
    assert person.password.startswith("argon2$argon2id$")
    assert person.check_password("a long enough one 7")
