"""The catalogue keeps its own promises."""

import pytest
from django.utils import translation

from accounts.tests.factories import UserFactory
from metrics import catalogue
from metrics.catalogue import GROUPS, METRICS
from metrics.models import CustomMetric
from metrics.rollups import KEYS

EVERY = [pytest.param(metric, id=key) for key, metric in METRICS.items()]
UNITS = {"s", "bpm", "ms", "/min", "%", "°C", "score", "count", "kcal", "m", "clock", "level", "m/s", "year"}
UNITS |= {"kg", "mmHg", "mmol/L", "ml/kg/min"}


def test_no_key_is_listed_twice():
    assert len(METRICS) == sum(len(group.METRICS) for group in GROUPS)


@pytest.mark.parametrize("metric", EVERY)
def test_an_entry_is_complete(metric):
    with translation.override("en"):
        assert 0 < len(str(metric.short_label)) <= 14
        assert str(metric.label)
    assert metric.unit in UNITS
    assert metric.low is not None and metric.high is not None and metric.low < metric.high
    assert set(metric.derived_from) <= METRICS.keys() - {metric.key}
    assert bool(metric.levels) == (metric.unit == "level")
    assert all(metric.is_plausible(level) for level in metric.levels)


def test_labels_tell_metrics_apart():
    assert len({str(metric.label) for metric in METRICS.values()}) == len(METRICS)


def test_everything_rolled_up_is_in_the_catalogue():
    assert [key for key in KEYS if not catalogue.is_declared(key)] == []


def test_money_has_a_metric_per_currency():
    spent = catalogue.get("finance.spent.eur")
    assert (spent.unit, spent.group, spent.better) == ("EUR", "money", "down")
    assert catalogue.is_declared("finance.income.jpy")


@pytest.mark.parametrize(
    "key", ["", "sleep", "sleep.", "finance.spent", "finance.spent.EUR", "finance.saved.eur"]
)
def test_an_unknown_key_is_an_error(key):
    assert not catalogue.is_declared(key)
    with pytest.raises(KeyError):
        catalogue.get(key)


@pytest.mark.django_db
def test_a_custom_metric_is_its_owners_alone():
    owner, other = UserFactory(), UserFactory()
    CustomMetric.objects.create(user=owner, key="tag.cafe", label="A coffee after four", group="journal")
    assert catalogue.for_user(owner, "tag.cafe").short_label == "A coffee afte…"
    assert catalogue.for_user(other, "sleep.total").unit == "s"
    with pytest.raises(KeyError):
        catalogue.for_user(other, "tag.cafe")
