"""What a tile says of words and answers, which lie in no range: how often they came."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from metrics.catalogue import Metric


def counted(metric: Metric, found: Sequence[float]) -> str:
    """`found`: what was said on the last days, the shown one among them."""
    if not metric.is_yes_no:
        level, _count = Counter(map(round, found)).most_common(1)[0]
        return _("Most often “%(word)s”") % {"word": metric.levels.get(level, level)}
    said = ngettext(
        "Yes on %(count)s of %(days)s answered day", "Yes on %(count)s of %(days)s answered days", len(found)
    )
    return said % {"count": sum(value > 0 for value in found), "days": len(found)}
