"""Components say in words what they draw, and never show what they were not given."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django import forms
from django.template import Context, Template
from django.utils import timezone

from healthdash.lib.components import (
    Action,
    Cell,
    Column,
    Row,
    StatusLine,
    Strip,
    Table,
    TableCell,
    TableHead,
    Tile,
)
from healthdash.lib.formats import Part
from healthdash.lib.svg import range_bar, sparkline
from integrations.selectors import State

TODAY = datetime(2026, 11, 22, tzinfo=UTC).date()
TILE = Tile(
    "Sleep",
    "sleep",
    "/metrics/sleep.main/",
    "last night",
    "Sleep, 7 hours 28 minutes, last night, usual for you",
    number=[Part("7", "h"), Part("28", "min")],
    level="usual",
    words="Usual for you",
    range_bar=range_bar(5, lowest=1, highest=9, low=2, high=8, median=5),
    sparkline=sparkline([1, 2, 3]),
)


def drawn(template, **context):
    return Template(template).render(Context(context))


def tile(**changes):
    return drawn("{% tile tile %}", tile=replace(TILE, **changes))


def test_a_tile_is_one_link_read_out_as_one_sentence():
    html = tile()
    assert html.count("<a ") == 1
    assert 'aria-label="Sleep, 7 hours 28 minutes, last night, usual for you"' in html
    assert "Usual for you" in html
    assert "last night" in html


def test_an_extreme_is_a_diamond_and_not_a_dot():
    bar = range_bar(9, lowest=1, highest=9, low=2, high=8, median=5, extreme=True)
    html = tile(level="highest", words="Highest in 60 days", range_bar=bar)
    assert "range-diamond" in html
    assert "range-dot" not in html
    assert "verdict-extreme" in html


def test_a_tile_without_a_value_shows_a_dash_and_the_reason():
    html = tile(number=[], level="none", words="No night: the ring was off", range_bar=None, sparkline=None)
    assert "–" in html
    assert "No night: the ring was off" in html
    assert not re.search(r">\s*0\s*<", html)


def test_a_covered_tile_holds_no_number():
    html = tile(covered=True, spoken="Sleep, covered")
    assert "28" not in html
    assert "Answer first, or show anyway" in html
    assert "range-bar" not in html


def test_a_corrected_number_carries_a_pencil():
    assert "icon-pencil" in tile(corrected=True)
    assert "icon-pencil" not in tile()


def test_the_menu_of_a_tile_works_without_a_script():
    html = tile(menu=[Action("Correct", "/correct/")])
    assert "<details" in html
    assert 'href="/correct/"' in html


def test_words_of_people_are_escaped():
    assert "<b>" not in tile(label="<b>", words="<b>", spoken="<b>")


def test_of_many_status_lines_two_are_shown_and_the_rest_is_counted():
    lines = [StatusLine(f"Fact {n}.") for n in range(4)]
    html = drawn('{% status_lines lines "/connections/" %}', lines=lines)
    assert "Fact 1." in html
    assert "Fact 2." not in html
    assert '<a href="/connections/">and 2 more</a>' in html


def strip(*cells):
    columns = [
        Column(TODAY - timedelta(days=n), "M", f"day {n}", f"/days/{n}/", today=n == 0)
        for n, _ in enumerate(cells)
    ]
    return drawn("{% strip strip %}", strip=Strip("Two days", columns, [Row("Sleep", "sleep", cells)]))


def test_a_cell_of_a_strip_says_its_day_and_value():
    html = strip(Cell(4, "7 h 28 min, high for you"), Cell(None, "nothing recorded"))
    assert 'title="day 0: 7 h 28 min, high for you"' in html
    assert "step-4" in html
    assert 'href="/days/1/"' in html


def test_a_missing_day_has_no_step():
    cells = strip(Cell(None, "nothing recorded")).split("<tfoot")[0]
    assert "is-missing" in cells
    assert "step-" not in cells


def test_an_excluded_day_is_hollow():
    cells = strip(Cell(5, "excluded", excluded=True)).split("<tfoot")[0]
    assert "is-excluded" in cells
    assert "step-5" not in cells


def test_the_legend_says_that_more_is_not_better():
    html = strip(Cell(1, "x"))
    assert "darker is more, not better" in html
    assert "lighter is more, not better" in html


def test_a_table_keeps_the_source_s_value_under_a_corrected_one():
    row = [TableCell("Sat 21 Nov", number=False), TableCell("7 h 28 min", was="3 h 30 min", corrected=True)]
    table = Table("Nights", [TableHead("Day", number=False), TableHead("Sleep")], [row])
    html = drawn("{% table table %}", table=table)
    assert '<s class="was">3 h 30 min</s>' in html
    assert 'aria-label="corrected"' in html
    assert '<th scope="row">Sat 21 Nov</th>' in html


def test_a_chart_is_a_sentence_and_a_table_before_it_is_drawn():
    html = drawn('{% chart_card "Sleep" "A usual month." "/figures/trend/?metric=sleep.main" csv="/x.csv" %}')
    assert html.count("A usual month.") == 2
    assert 'data-figure="/figures/trend/?metric=sleep.main"' in html
    assert 'href="/x.csv"' in html


def test_every_state_of_a_connection_has_icon_and_word():
    for state in State:
        html = drawn("{% connection_state state %}", state=state)
        assert "<use" in html
        assert re.sub(r"<[^>]+>", "", html).strip()


def test_progress_stays_between_nothing_and_all():
    assert 'aria-valuenow="100"' in drawn('{% progress 130 "Reading" %}')
    assert 'aria-valuenow="0"' in drawn('{% progress -3 "Reading" %}')


class Reader(SimpleNamespace):
    def today(self):
        return timezone.now().astimezone(self.zone).date()


READER = Reader(
    units="metric", clock="24", number_format="1,234.5", week_start=0, currency="EUR", zone=ZoneInfo("UTC")
)


def test_a_recent_moment_is_relative_and_carries_the_exact_one():
    html = drawn("{% moment at %}", at=timezone.now() - timedelta(hours=3, minutes=1), user=READER)
    assert ">3\u202fh ago<" in html
    assert "title=" in html


def test_a_moment_of_long_ago_is_exact():
    html = drawn("{% moment at %}", at=timezone.now() - timedelta(days=400), user=READER)
    assert "ago" not in html


def test_no_moment_is_a_dash():
    assert drawn("{% moment at %}", at=None, user=READER) == "–"


def test_a_value_is_written_for_the_person_of_the_page():
    assert drawn('{% value 26880 "s" %}', user=READER) == "7\u202fh\u00a028\u202fmin"


def test_a_select_escapes_its_options_and_keeps_groups_and_the_chosen_one():
    choices = [("", "All"), ("<a>", "Bread & <b>"), ("Europe", [(1, "Berlin"), ("paris", "Paris")])]
    shown = str(forms.Select(choices=choices).render("place", 1))
    assert shown.count("selected") == 1
    lines = [line.strip() for line in shown.strip().splitlines()]
    assert lines == [
        '<select name="place">',
        '<option value="">All</option>',
        '<option value="&lt;a&gt;">Bread &amp; &lt;b&gt;</option>',
        '<optgroup label="Europe">',
        '<option value="1" selected>Berlin</option>',
        '<option value="paris">Paris</option>',
        "</optgroup>",
        "</select>",
    ]
