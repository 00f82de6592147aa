"""What the figures were measured on."""

import os
import platform
import time
from typing import Any


def describe() -> dict[str, Any]:
    return {
        "at": time.strftime("%Y-%m-%d %H:%M"),
        "machine": f"{os.cpu_count()}-core {platform.machine()}, {_memory()}",
        "python": platform.python_version(),
        "load": load(),
        "fetch_threads": os.environ.get("SYNC_FETCH_THREADS", "4 (default)"),
    }


def load() -> float:
    """How many processes wanted to run, on average over the last minute."""
    return round(os.getloadavg()[0], 1)


def _memory() -> str:
    size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{size / 2**30:.0f} GiB"
