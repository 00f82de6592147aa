"""How gunicorn serves the pages, on a laptop and on a server; options on its command line come on top."""

import gc
import os
from pathlib import Path
from typing import Any

# Two, so that a page need not wait for another one's work; WEB_CONCURRENCY takes more, or one to save memory.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
# The application is loaded once: what is wrong with the settings is said once, and ends the start.
preload_app = True
# No log of requests: addresses of pages can hold one-time codes.
accesslog = None
# Nothing outside the installation's own folders.
control_socket_disable = True
# A sign of life on a disk can block; in memory it cannot.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def pre_fork(server: Any, worker: Any) -> None:
    """What the application is made of stays: the collector need not go through it again and again."""
    gc.collect()
    gc.freeze()
