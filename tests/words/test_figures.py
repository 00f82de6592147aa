"""What a chart says: on its axes, at its points, in its sentence and in its table."""

import csv
import re

import pytest
from django.test import Client

from metrics.charts.registry import FIGURES
from tests.plenty import figures_of, person_of, said_by, unread

from .brackets import bare, beside

pytestmark = pytest.mark.django_db

# A workout is called what its source calls it.
SPORT = "Running"
OWN = re.compile(rf"\b{SPORT}\b")

# A month of days, a year with what was before, and years in weeks or months.
SPANS = ("range=30", "range=365&compare=before", "from=2020-01-01")


def test_no_chart_leaves_a_word_out(bracketed):
    user = person_of({})
    client = Client()
    client.force_login(user)
    found, seen = {}, set()
    for span in SPANS:
        for address in figures_of(user, span):
            answer = client.get(address)
            seen.add(address.split("/")[2])
            figure = answer.json()
            lines = [line for text in said_by(figure) for line in text.split("<br>") if line != SPORT]
            words = bare("\n".join(lines))
            # Words at a place that nobody looked at here.
            words += [text for text in unread(figure) if "⟦" in text]
            words += beside(OWN, client.get(address + "&format=table").content.decode())
            if words:
                found[address] = words
    assert found == {}
    assert seen == set(FIGURES)


def test_a_file_of_a_chart_is_in_no_language(bracketed):
    user = person_of({})
    client = Client()
    client.force_login(user)
    for address in figures_of(user):
        answer = client.get(address + "&format=csv")
        file = b"".join(answer) if answer.streaming else answer.content
        rows = list(csv.reader(file.decode("utf-8-sig").splitlines()))
        assert rows and all(re.fullmatch(r"[a-z][a-z0-9_.]*", name) for name in rows[0]), address
        assert "⟦" not in file.decode(), address
