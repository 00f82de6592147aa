"""Settings of the processes that a test starts: its database, its Redis."""

import os

os.environ["TEST_REDIS_URL"] = ""

from healthdash.settings.queues import broker  # noqa: E402
from healthdash.settings.test import *  # noqa: E402, F403
from healthdash.settings.test import DATABASES  # noqa: E402

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE_NAME"]
REDIS_URL = os.environ["TEST_REDIS"]
CELERY_BROKER_URL = broker(REDIS_URL)
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
