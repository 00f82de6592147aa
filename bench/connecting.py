"""Makes the person with ten years of history and connects them, as a browser would.

A process of its own: hashing one password takes 100 MiB, which would hide what a sync takes.
"""

from bench.inside import answer, asked  # first: it sets Django up
from healthdash import demo
from integrations.models import Connection
from integrations.sandbox.people import BENCH

demo._connect(demo._account(BENCH), BENCH, asked().get("provider", "oura"))
# Nobody works on the queue here.
Connection.objects.update(queued_until=None)
answer()
