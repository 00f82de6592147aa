"""Which numbers stand on *Today*: what a person pinned, hid and moved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from accounts.models import User
from metrics.models import TodayLayout

# So many stand there by themselves; a person may pin more, up to what one page can show.
USUAL = 6
MOST = 12


@dataclass(frozen=True, slots=True)
class Layout:
    """The keys that a person pinned, in their order, and those that they hid."""

    pinned: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    trend: str = ""

    def shown(self, held: Sequence[str]) -> list[str]:
        """What stands on the page: the pinned ones first, then others that there are, up to six.

        `held` are the keys to choose from, in the order of their importance.
        """
        rest = [key for key in held if key not in self.hidden and key not in self.pinned]
        return [*self.pinned, *rest[: max(0, USUAL - len(self.pinned))]]


def layout_of(user: User) -> Layout:
    """One query; the layout of nobody's making where the person never arranged anything."""
    row = TodayLayout.objects.filter(user=user).first()
    return Layout(tuple(row.pinned), frozenset(row.hidden), row.trend) if row else Layout()


def arrange(user: User, keys: Iterable[str]) -> None:
    """Pins these keys in this order; what was pinned and is not among them is hidden no more, nor pinned."""
    order = tuple(dict.fromkeys(keys))[:MOST]
    found = layout_of(user)
    _save(user, replace(found, pinned=order, hidden=found.hidden - set(order)))


def move(user: User, shown: Sequence[str], key: str, places: int) -> None:
    """Moves one of the keys that stand on the page by so many places, which pins all of them."""
    if key not in shown:
        return
    order = [one for one in shown if one != key]
    order.insert(max(0, shown.index(key) + places), key)
    arrange(user, order)


def pin(user: User, shown: Sequence[str], key: str) -> bool:
    """Puts a number first; False where the page is full, which drops nothing by itself."""
    order = [key, *(one for one in shown if one != key)]
    if len(order) > MOST:
        return False
    arrange(user, order)
    return True


def hide(user: User, key: str) -> None:
    found = layout_of(user)
    pinned = tuple(one for one in found.pinned if one != key)
    _save(user, replace(found, pinned=pinned, hidden=found.hidden | {key}))


def unhide(user: User, key: str) -> None:
    found = layout_of(user)
    _save(user, replace(found, hidden=found.hidden - {key}))


def set_trend(user: User, key: str) -> None:
    _save(user, replace(layout_of(user), trend=key))


def reset(user: User) -> None:
    """As if nothing had been arranged."""
    TodayLayout.objects.filter(user=user).delete()


def _save(user: User, layout: Layout) -> None:
    values = {"pinned": list(layout.pinned), "hidden": sorted(layout.hidden), "trend": layout.trend}
    TodayLayout.objects.update_or_create(user=user, defaults=values)
