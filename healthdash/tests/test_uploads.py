"""Files that are sent stay in memory, so how much may come at once is bounded before anybody logs in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from healthdash.lib.uploads import LARGEST

pytestmark = pytest.mark.django_db


def test_of_a_file_that_is_too_large_only_the_beginning_is_kept() -> None:
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("x.csv", b"x" * (LARGEST + 2**20))})
    file = request.FILES["file"]
    assert file.size == LARGEST + 2**20
    assert len(file.read()) <= LARGEST


def test_many_files_at_once_are_refused_before_anybody_is_logged_in() -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/accounts/login/")
    files = [SimpleUploadedFile(f"{n}.csv", b"x") for n in range(2)]
    assert client.post("/accounts/login/", {"one": files[0], "two": files[1]}).status_code == 400
