"""A Celery worker over all queues: `python -m healthdash.laptop.worker [options of celery worker]`."""

import sys

import django


def main() -> None:
    django.setup()
    from celery_app import app
    from integrations.registry import PROVIDERS

    queues = ["default", *(f"sync.{slug}" for slug in PROVIDERS)]
    app.worker_main(["worker", "--queues", ",".join(queues), *sys.argv[1:]])


if __name__ == "__main__":
    main()
