"""Redis and Celery."""

from urllib.parse import quote

from .env import DATA_DIR, env

# `make run` starts an embedded server on a socket where there is none.
REDIS_URL = env.str("REDIS_URL", default="") or f"unix://{quote(str(DATA_DIR / 'redis.sock'))}?db=0"


def broker(url: str) -> str:
    """The address of a Redis as Celery writes it: a socket's has another scheme and parameter."""
    return url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")


CELERY_BROKER_URL = broker(REDIS_URL)
# Results are rows in the database (SyncRun), never messages.
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A run is bounded to a few chunks, so a task that is still there after these is stuck.
CELERY_TASK_SOFT_TIME_LIMIT = 9 * 60
CELERY_TASK_TIME_LIMIT = 10 * 60
# Longer than the hard limit, so that Redis never hands out a message that is being worked on;
# short enough that a killed worker's message does not lie around for long. The schedule does not
# depend on it: the claim in the database runs out much earlier.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 15 * 60,
    "socket_connect_timeout": 5,
    "socket_timeout": 10,
    # Who queues something does not wait for a Redis that is away: it stays due in the database.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
