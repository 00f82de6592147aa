"""What the measured processes share. Importing this sets Django up."""

import json
import resource
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import django

django.setup()


def asked() -> dict[str, Any]:
    values: dict[str, Any] = json.loads(sys.argv[1])
    return values


def answer(**figures: Any) -> None:
    print(json.dumps(figures))


def peak_mib() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def median_ms(work: Callable[[], object], times: int) -> float:
    return round(median(seconds(work) for _ in range(times)) * 1000, 1)


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
