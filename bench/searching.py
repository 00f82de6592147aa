"""Ten years of a diary, searched for the first time by a process, and again."""

from datetime import timedelta

from bench.inside import answer, asked, cpu_seconds, median_ms, seconds  # first: it sets Django up

# isort: split
from accounts.models import User
from journal.models import DailyLog, Reflection
from journal.search import Query, find

LINE = "An ordinary day with some work, a walk along the river, and dinner with friends. "


def write(days: int, texts: bool) -> None:
    """A line of three hundred characters for each day; with `texts` a reflection of eight hundred as well."""
    user = User.objects.create_user("diary@example.org")
    today = user.today()
    dates = [(back, today - timedelta(days=back)) for back in range(days)]
    DailyLog.objects.bulk_create(
        (DailyLog(user=user, day=day, text=f"{LINE * 4}{back}") for back, day in dates), batch_size=500
    )
    if texts:
        Reflection.objects.bulk_create(
            (Reflection(user=user, day=day, title="A day", text=f"{LINE * 10}{n}") for n, day in dates),
            batch_size=500,
        )


def search() -> None:
    user = User.objects.get(email="diary@example.org")
    cpu = cpu_seconds()
    first = seconds(lambda: find(user, Query("river dinner 17")))
    cpu = cpu_seconds() - cpu
    found = find(user, Query("river dinner 17"))
    assert found and all("17" in hit.text_found for hit in found)
    again = median_ms(lambda: find(user, Query("walk 42")), 5)
    answer(first_ms=first * 1000, first_cpu_ms=cpu * 1000, again_ms=again, entries=entries(user))


def entries(user: User) -> int:
    return DailyLog.objects.filter(user=user).count() + Reflection.objects.filter(user=user).count()


if days := asked().get("write"):
    write(days, asked()["texts"])
    answer()
else:
    search()
