"""A number of one's own is one number, whether it is typed by hand or comes with a table."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from integrations.models import TableMapping
from metrics import entering, own_vitals
from metrics.entering import Measured
from metrics.models import CustomMetric, DailyMetric, Vital
from metrics.ranking import ENTRIES

from .files import begin, csv_file, questions, read, save, say, upload

pytestmark = pytest.mark.django_db

COFFEE = "Date,Coffee\n2026-03-01,2\n2026-03-01,1\n2026-03-02,3\n"
PEAK = "Date,Peak flow\n2026-03-01,410\n2026-03-02,430\n"
OWN = {"c1-kind": "own"}


def by_hand(user, metric, *values):
    for hour, value in enumerate(values, 7):
        at = datetime(2026, 3, 5, hour, tzinfo=UTC)
        entering.write_reading(user, Measured(date(2026, 3, 5), {metric: value}, at))


def page_after(client, draft, **changes):
    return client.get(say(client, draft, **changes).url, follow=True).content.decode()


def test_a_table_brings_the_number_that_is_typed_by_hand_already(client, owner):
    made = own_vitals.add(user=owner, label="Peak flow", unit="l/min", decimals=0)
    upload(client, csv_file(PEAK), **OWN)
    assert CustomMetric.objects.get().key == made.key
    assert DailyMetric.objects.filter(metric=made.key).count() == 2


def test_a_number_of_a_table_is_the_one_that_is_offered_by_hand(client, owner):
    upload(client, csv_file(PEAK), **OWN)
    [key] = [metric.key for metric in own_vitals.of(owner) if metric.label == "Peak flow"]
    assert key == CustomMetric.objects.get().key == "custom.peak-flow"


def test_how_a_known_number_is_kept_is_suggested_for_a_column_of_its_name(client, owner):
    own_vitals.add(user=owner, label="coffee", unit="cups", decimals=0, aggregate="sum", better="down")
    asked = questions(client, begin(client, csv_file(COFFEE)))
    assert (asked["c1-own_unit"], asked["c1-aggregate"], asked["c1-better"]) == ("cups", "sum", "down")


@pytest.mark.parametrize("other", [{"c1-aggregate": "mean"}, {"c1-own_unit": "mugs"}])
def test_a_table_does_not_redefine_a_number_without_asking(client, owner, other):
    own_vitals.add(user=owner, label="Coffee", unit="cups", decimals=0, aggregate="sum")
    draft = begin(client, csv_file(COFFEE))
    told = page_after(client, draft, **OWN, **other)
    assert "You have a number called &quot;Coffee&quot; already, in cups" in told and "their sum" in told
    assert not TableMapping.objects.exists()
    held = CustomMetric.objects.get()
    assert (held.label, held.unit, held.aggregate) == ("Coffee", "cups", "sum")
    say(client, draft, **OWN, **other, **{"c1-name": "Mugs"})
    save(client, draft)
    assert CustomMetric.objects.count() == 2


def test_two_names_of_one_spelling_are_two_numbers(client):
    text = "Date,Kaffee (Tassen),Kaffee Tassen\n2026-03-01,2,5\n"
    upload(client, csv_file(text), **OWN, **{"c2-kind": "own"})
    assert sorted(CustomMetric.objects.values_list("label", flat=True)) == [
        "Kaffee (Tassen)",
        "Kaffee Tassen",
    ]
    assert sorted(DailyMetric.objects.values_list("value", flat=True)) == [2, 5]


def test_two_columns_of_one_name_are_asked_about(client):
    draft = begin(client, csv_file("Date,A,B\n2026-03-01,2,5\n"))
    named = {"c1-name": "Cups", "c2-name": "cups", "c2-kind": "own"}
    assert "Two numbers of your own have one name" in page_after(client, draft, **OWN, **named)


def test_a_table_is_not_renamed_to_a_number_that_there_is(client, owner):
    mapping = upload(client, csv_file(COFFEE), **OWN)
    own_vitals.add(user=owner, label="Tea", unit="", decimals=0)
    client.post(reverse("table_edit", args=[mapping.pk]))
    draft = mapping.drafts.get()
    assert "You have a number of this name already." in page_after(client, draft, **{"c1-name": "tea"})


def test_another_way_to_make_one_of_a_day_counts_for_what_was_typed_by_hand_too(client, owner):
    mapping = upload(client, csv_file(COFFEE), **OWN, **{"c1-aggregate": "sum"})
    key = CustomMetric.objects.get().key
    by_hand(owner, key, 2.0, 4.0)
    of_hand = DailyMetric.objects.filter(metric=key, source=ENTRIES, day=date(2026, 3, 5))
    assert of_hand.get().value == 6 and Vital.objects.filter(source="manual").count() == 2
    client.post(reverse("table_edit", args=[mapping.pk]))
    draft = mapping.drafts.get()
    say(client, draft, **{"c1-aggregate": "mean"})
    read(save(client, draft))
    assert of_hand.get().value == 3
    assert DailyMetric.objects.get(metric=key, source="files", day=date(2026, 3, 1)).value == 1.5
