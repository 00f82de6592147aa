"""Says in one sentence when MariaDB or Redis, which the tests are about to use, cannot be reached."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "healthdash.settings.test")

import django
import redis
from django.conf import settings
from django.db import connection
from django.db.utils import Error


def main() -> None:
    django.setup()
    try:
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        sys.exit(
            f"The tests need MariaDB or MySQL at TEST_DATABASE_URL, which cannot be reached: {error.args[-1]}"
        )
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2).ping()
    except redis.RedisError as error:
        sys.exit(f"Redis cannot be reached at TEST_REDIS_URL: {error}")
    print("MariaDB or MySQL and Redis can be reached.")


if __name__ == "__main__":
    main()
