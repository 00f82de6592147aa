"""Which days can be meant at all."""

from datetime import date

# Whoever types an earlier one has written the year with two digits. From then on "all" is two thousand years.
FIRST = date(1900, 1, 1)
