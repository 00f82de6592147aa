"""Movement and workouts of a day."""

from django.utils.translation import gettext_lazy as _

from .metric import DAY, Better, Metric, Text, score


def _sum(key: str, label: Text, short: Text, unit: str, high: float, better: Better = "up") -> Metric:
    return Metric(key, label, short, unit, "activity", 0, "sum", better, 0, high)


def _contributor(name: str, label: Text, short: Text) -> Metric:
    return score(f"activity.contributor.{name}", label, short, "activity", "day", "outcome")


METRICS = (
    score("activity.score", _("Activity score"), _("Activity score"), "activity", "day", "both"),
    _sum("activity.steps", _("Steps"), _("Steps"), "count", 150_000),
    _sum("activity.active_calories", _("Energy used by moving"), _("Active energy"), "kcal", 15_000),
    _sum("activity.total_calories", _("Energy used in all"), _("Total energy"), "kcal", 20_000, "none"),
    _sum("activity.high", _("Time in high activity"), _("High activity"), "s", DAY),
    _sum("activity.medium", _("Time in medium activity"), _("Medium activ."), "s", DAY),
    _sum("activity.low", _("Time in low activity"), _("Low activity"), "s", DAY),
    _sum("activity.sedentary", _("Time sitting or lying awake"), _("Sedentary"), "s", DAY, "down"),
    _sum("activity.distance", _("Distance, as if walked"), _("Distance"), "m", 300_000),
    _sum("activity.workouts", _("Number of workouts"), _("Workouts"), "count", 30, "none"),
    _sum("activity.workout_time", _("Time in workouts"), _("Workout time"), "s", DAY, "none"),
    _contributor("meet_daily_targets", _("Activity score: daily targets"), _("Daily targets")),
    _contributor("move_every_hour", _("Activity score: moving every hour"), _("Every hour")),
    _contributor("recovery_time", _("Activity score: recovery time"), _("Recovery time")),
    _contributor("stay_active", _("Activity score: staying active"), _("Stay active")),
    _contributor("training_frequency", _("Activity score: training frequency"), _("Train. freq.")),
    _contributor("training_volume", _("Activity score: training volume"), _("Train. volume")),
)
