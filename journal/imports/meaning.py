"""What the words of a scale probably mean: suggested, and decided by the person."""

from collections.abc import Mapping, Sequence

from journal import scales
from journal.models import JournalSettings

MOST_WORDS = 40  # different words of one column; more are no scale

# Daylio's own, best first.
DAYLIO = {"rad": 5, "good": 4, "meh": 3, "bad": 2, "awful": 1, "fugly": 1}
OTHERS = {
    "great": 5,
    "excellent": 5,
    "amazing": 5,
    "very good": 5,
    "very high": 5,
    "fine": 4,
    "happy": 4,
    "high": 4,
    "ok": 3,
    "okay": 3,
    "neutral": 3,
    "average": 3,
    "medium": 3,
    "so-so": 3,
    "low": 2,
    "sad": 2,
    "poor": 2,
    "terrible": 1,
    "horrible": 1,
    "very bad": 1,
    "very low": 1,
}


def words_of(cells: Sequence[str]) -> list[str]:
    """The different words of a column as written first: numbers in their order, then words."""
    found: dict[str, str] = {}
    for cell in cells:
        if cell.strip():
            found.setdefault(cell.strip().casefold(), cell.strip())
    return sorted(found.values(), key=lambda word: (number(word) is None, number(word) or 0))


def suggested(words: Sequence[str], scale: str, settings: JournalSettings) -> Mapping[str, int | None]:
    """1 to 5, or None where nothing is known, by word in small letters."""
    own = {step.word.casefold(): step.value for step in scales.steps(settings, scale)}
    known = OTHERS | DAYLIO | own
    numbers = [value for word in words if (value := number(word)) is not None]
    longest = max(numbers, default=0)
    return {word.casefold(): known.get(word.casefold(), on_five(number(word), longest)) for word in words}


def on_five(value: float | None, longest: float) -> int | None:
    """A number of a scale to 5, to 10 or to 100, on a scale to 5."""
    if value is None or value < 0 or longest > 100:
        return None
    width = 1 if longest <= 5 else 2 if longest <= 10 else 20
    return max(1, min(5, -int(-value // width)))


def number(word: str) -> float | None:
    try:
        value = float(word.strip().replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) < 1e6 else None
