"""What Rize has and how it is read."""

from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from integrations.contract import Auth, EventScope, Provider, Stream

from . import work
from .client import RizeClient
from .fields import identify_bucket, identify_session

# A longest window is not documented; 90 days with their pads are in use elsewhere. A session near midnight
# may lie on another day than the one asked for, hence the pad.
window = partial(Stream, pad=timedelta(days=1), chunk_days=88)

STREAMS = (
    window(
        slug="sessions",
        label=_("Work sessions"),
        identify=identify_session,
        normalise=work.session,
        events=(EventScope("work"),),
        unhashed=frozenset({"timezone"}),  # whoever moves did not move what they did before
    ),
    window(
        slug="summaries",
        label=_("Work days"),
        identify=identify_bucket,
        normalise=work.summary,
        delivers=frozenset(work.TIMES),
    ),
    window(
        slug="categories",
        label=_("Time by category"),
        identify=identify_bucket,
        normalise=work.categories,
        families=frozenset({work.FAMILY}),
    ),
)


def is_set_up(world: str) -> bool:
    """Each person brings a key of their own, so there is nothing for the operator to register."""
    return bool(settings.SANDBOX_URL if world == "sandbox" else settings.RIZE["api_url"])


PROVIDER = Provider(
    slug="rize",
    label="Rize",
    auth=Auth.API_KEY,
    streams=STREAMS,
    client=RizeClient,
    is_set_up=is_set_up,
    rolls_up=frozenset({"work.first_start", "work.last_end"}),
    threads=1,  # no limit is documented: one request at a time for each person
    begins=date(2020, 1, 1),  # there was no Rize before
    set_up_doc="connect-rize.md",
)
