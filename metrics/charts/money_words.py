"""What whole months of money came to, in whole sentences: the months right before this one, or earlier."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import ngettext


def of_last_months(words: Mapping[str, Any], *, is_spent: bool, is_income: bool) -> str:
    """`words`: the sums as `spent` and `income`, and how many months as `count`."""
    if not is_income:
        said = ngettext(
            "You spent %(spent)s in the last whole month; no income is written down.",
            "You spent %(spent)s in the last %(count)s whole months; no income is written down.",
            words["count"],
        )
    elif not is_spent:
        said = ngettext(
            "%(income)s came in during the last whole month; no spending is known.",
            "%(income)s came in during the last %(count)s whole months; no spending is known.",
            words["count"],
        )
    else:
        said = ngettext(
            "You spent %(spent)s in the last whole month, and %(income)s came in.",
            "You spent %(spent)s in the last %(count)s whole months, and %(income)s came in.",
            words["count"],
        )
    return said % words


def of_months_up_to(words: Mapping[str, Any], *, is_spent: bool, is_income: bool) -> str:
    """The same of months that are over for longer; `last` is the name of the latest of them."""
    if not is_income:
        said = ngettext(
            "You spent %(spent)s in %(last)s; no income is written down.",
            "You spent %(spent)s in the %(count)s whole months up to %(last)s; no income is written down.",
            words["count"],
        )
    elif not is_spent:
        said = ngettext(
            "%(income)s came in during %(last)s; no spending is known.",
            "%(income)s came in during the %(count)s whole months up to %(last)s; no spending is known.",
            words["count"],
        )
    else:
        said = ngettext(
            "You spent %(spent)s in %(last)s, and %(income)s came in.",
            "You spent %(spent)s in the %(count)s whole months up to %(last)s, and %(income)s came in.",
            words["count"],
        )
    return said % words
