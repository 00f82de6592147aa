"""Chance that is a function of who, what and when: the same question always has the same answer."""

from functools import lru_cache
from hashlib import blake2b
from random import Random

TOPICS = (
    "bedtime", "length", "deep", "rem", "awake", "latency", "heart", "hrv",
    "temperature", "breath", "steps", "stress", "spo2",
)  # fmt: skip
_INDEX = {topic: index for index, topic in enumerate(TOPICS)}
_MEMORY = 10  # days after which the past is forgotten


@lru_cache(maxsize=16384)
def _white(who: str, ordinal: int) -> tuple[float, ...]:
    gauss = dice(who, "white", ordinal).gauss
    return tuple(gauss(0.0, 1.0) for _ in TOPICS)


def drift(who: str, topic: str, ordinal: int, memory: float) -> float:
    """A value with mean 0 and deviation 1 whose correlation with the day before is `memory`."""
    index = _INDEX[topic]
    total, weight = 0.0, (1.0 - memory * memory) ** 0.5
    for back in range(_MEMORY):
        total += weight * _white(who, ordinal - back)[index]
        weight *= memory
    return total


def dice(who: str, topic: str, ordinal: int) -> Random:
    """A generator of its own for one person, topic and day."""
    return Random(f"{who}|{topic}|{ordinal}")  # noqa: S311 - invented data


def identifier(*parts: object) -> str:
    """An id that looks like the vendor's and depends on the parts alone."""
    text = blake2b("|".join(map(str, parts)).encode(), digest_size=16).hexdigest()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
