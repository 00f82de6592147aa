"""Says at the start what would otherwise surprise the first person who signs up."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def check_people_settings(app_configs: Any = None, **kwargs: Any) -> Sequence[CheckMessage]:
    problems = []
    if settings.SIGNUP_POLICY not in ("open", "closed", "invitation"):
        problems.append(Error("SIGNUP_POLICY is open, closed or invitation.", id="accounts.E001"))
    if settings.ACCOUNT_EMAIL_VERIFICATION not in ("mandatory", "optional", "none"):
        problems.append(Error("EMAIL_VERIFICATION is mandatory, optional or none.", id="accounts.E002"))
    elif settings.ACCOUNT_EMAIL_VERIFICATION != "none" and not settings.MAIL_IS_SET_UP:
        problems.append(
            Error("EMAIL_VERIFICATION needs EMAIL_URL: without mail nobody can confirm.", id="accounts.E003")
        )
    return problems
