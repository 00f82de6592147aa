"""Pages with a person's data are kept by no cache."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    ["/", "/sleep/", "/metrics/sleep.total/", "/corrections/", "/connections/", "/settings/", "/nowhere/"],
)
def test_what_a_person_was_shown_is_kept_nowhere(logged_in: Client, address: str) -> None:
    said = logged_in.get(address)["Cache-Control"]
    assert "private" in said and "no-store" in said


def test_a_figure_may_be_kept_by_its_person_and_asked_about(logged_in: Client) -> None:
    answer = logged_in.get("/figures/trend/?metric=sleep.total")
    assert answer["Cache-Control"] == "private, no-cache" and answer["ETag"]
