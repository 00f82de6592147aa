"""What workers and beat write, in a process of their own, where Celery sets up the logs."""

import pytest

from .test_settings import python

SECRET = "abcdefghijklmnop0123456789"
WRITE = f"""
from celery.utils.log import get_task_logger
from celery_app import app
app.log.setup(loglevel="INFO")
import logging
logging.getLogger("vendor").info("Authorization: Bearer {SECRET}")
get_task_logger("integrations").info("access_token={SECRET}")
try:
    raise ValueError("refresh_token={SECRET}")
except ValueError:
    logging.getLogger("celery.app.trace").exception("The task failed")
"""


@pytest.fixture(scope="module")
def written() -> str:
    answer = python(WRITE, "local", SECRET_KEY="a", ENCRYPTION_KEY="b")
    assert answer.returncode == 0, answer.stderr
    return answer.stderr


def test_no_secret_is_written(written):
    assert SECRET not in written


def test_every_event_is_written_once(written):
    for line in ("vendor: Authorization: ***", "access_token=***", "The task failed", "refresh_token=***"):
        assert written.count(line) == 1, written
