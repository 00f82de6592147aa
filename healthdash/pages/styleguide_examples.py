"""Invented people's numbers for the style guide, drawn by the same functions as real ones."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from healthdash.lib.components import (
    Action,
    Cell,
    Column,
    Cover,
    Fact,
    Row,
    Strip,
    Table,
    TableCell,
    TableHead,
)
from healthdash.lib.components import Tile as TileData
from healthdash.lib.formats import Part
from healthdash.lib.svg import FloatingBars, floating_bars, range_bar, sparkline

TODAY = date(2026, 11, 22)
DOMAINS = ["sleep", "recovery", "activity", "work", "money", "vitals", "journal"]
STATES = [
    "in-order",
    "syncing",
    "queued",
    "waiting",
    "late",
    "reconnect",
    "failing",
    "paused",
    "not-connected",
    "not-set-up",
]
ICONS = [  # fmt: skip
    "sun",
    "moon",
    "plug",
    "settings",
    "activity",
    "briefcase",
    "wallet",
    "heart-pulse",
    "notebook-pen",
    "calendar-days",
    "pencil",
    "undo-2",
    "refresh-cw",
    "pause",
    "play",
    "unlink",
    "link",
    "download",
    "upload",
    "copy",
    "trash-2",
    "eye",
    "eye-off",
    "key-round",
    "shield",
    "user",
    "log-out",
]
WEEK = [27000, 25200, None, 26400, 28200, 24600, 26880]


def tile(label: str, domain: str, **more: object) -> TileData:
    return TileData(label, domain, "#tile", str(more.pop("when", "last night")), f"{label}, example", **more)  # type: ignore[arg-type]


def tiles() -> list[TileData]:
    return [
        tile(
            "Sleep",
            "sleep",
            number=[Part("7", "h"), Part("28", "min")],
            level="usual",
            words="Usual for you",
            range_bar=range_bar(26880, lowest=19800, highest=31200, low=23400, high=28800, median=26400),
            sparkline=sparkline(WEEK * 2),
            menu=[Action("Correct", "#tile", "pencil"), Action("Pin elsewhere", "#tile", "settings")],
        ),
        tile(
            "HRV",
            "recovery",
            number=[Part("41", "ms")],
            level="low",
            words="On the low side: 9 under your usual",
            range_bar=range_bar(41, lowest=36, highest=66, low=43, high=58, median=50),
            sparkline=sparkline([52, 50, 49, 55, 51, 47, None, 48, None, 50, 46, 44, 43, 41]),
        ),
        tile(
            "Lowest pulse",
            "vitals",
            number=[Part("63", "bpm")],
            level="highest",
            words="Highest in 60 days",
            range_bar=range_bar(63, lowest=49, highest=63, low=51, high=57, median=54, extreme=True),
            sparkline=sparkline([54, 53, 55, 54, 52, 53, 56, 55, 54, 53, 55, 57, 58, 63]),
        ),
        tile(
            "Steps",
            "activity",
            when="yesterday",
            number=[Part("8,412")],
            level="early",
            words="Usual for a weekend day so far",
            range_bar=range_bar(
                8412, lowest=3100, highest=12900, low=4600, high=11000, median=8000, early=True
            ),
            sparkline=sparkline([None] * 5 + [5200, 8100, 3100, None, 9700, 12900, 7000, 8000, 8412]),
            corrected=True,
        ),
        tile(
            "Focus",
            "work",
            when="Fri 20 Nov",
            number=[Part("3", "h"), Part("40", "min")],
            level="growing",
            words="3 days so far; your usual range appears after 7",
            range_bar=range_bar(13200, lowest=9000, highest=14400),
            sparkline=sparkline([None] * 11 + [9000, 14400, 13200]),
        ),
        tile("Readiness", "recovery", words="No night: the ring was off for 9 hours", number=[]),
        tile("Mood", "journal", when="yesterday", covered=True),
    ]


def columns() -> list[Column]:
    days = [TODAY - timedelta(days=back) for back in range(13, -1, -1)]
    return [Column(d, "MTWTFSS"[d.weekday()], f"{d:%a %-d %b}", "#strip", d == TODAY) for d in days]


def strip() -> Strip:
    steps = [3, 4, 2, 5, 1, 3, None, 4, 5, 2, 3, 4, 1, 3]
    rows = []
    for shift, domain in enumerate(DOMAINS):
        turned = steps[shift:] + steps[:shift]
        cells = [
            Cell(s, f"step {s}" if s else "nothing recorded", corrected=i == 4, excluded=i == 9)
            for i, s in enumerate(turned)
        ]
        rows.append(Row(domain.capitalize(), domain, cells))
    return Strip("The last 14 days", columns(), rows)


def table() -> Table:
    heads = [TableHead("Day", number=False), TableHead("Sleep"), TableHead("Lowest pulse")]
    rows = [
        [TableCell("Sun 22 Nov", number=False, url="#table"), TableCell("7 h 28 min"), TableCell("63 bpm")],
        [
            TableCell("Sat 21 Nov", number=False, url="#table"),
            TableCell("7 h 28 min", was="3 h 30 min", corrected=True),
            TableCell("55 bpm"),
        ],
        [
            TableCell("Fri 20 Nov", number=False, url="#table"),
            TableCell("6 h 51 min"),
            TableCell("88 bpm", excluded=True),
        ],
    ]
    return Table("The last three nights", heads, rows)


def facts() -> list[Fact]:
    return [
        Fact("Source", "Oura", "there it is called total_sleep_duration"),
        Fact("As received", "3 h 30 min"),
        Fact("Recorded", "Sat 21 Nov, 23:10 to 07:02", "in Europe/Paris"),
        Fact("Fetched", "Sun 22 Nov, 09:40"),
        Fact("Corrected", "from 3 h 30 min to 7 h 28 min", "by you, Sun 22 Nov, 10:02: not worn well"),
    ]


def covers() -> list[Cover]:
    states = (
        ["empty"] * 3
        + ["unread"] * 3
        + ["data"] * 20
        + ["not-worn"] * 2
        + ["data"] * 9
        + ["none"] * 2
        + ["data"] * 8
    )
    states += ["failed", "data", "data", "excluded", "data", "data"]
    return [Cover(state, f"Day {n}: {state}") for n, state in enumerate(states, 1)]  # type: ignore[arg-type]


def nights() -> FloatingBars:
    return floating_bars([(-40, 430), (-10, 440), None, (25, 470), (-60, 400), (-30, 445), (0, 450)] * 2)


def ranges() -> list[dict[str, object]]:
    return [{"label": label, "url": "#range", "current": label == "30 days"} for label in RANGES]


RANGES = ["30 days", "90 days", "365 days", "All"]


class ExampleForm(forms.Form):
    """A field of every kind."""

    value = forms.CharField(label=_("Sleep"), help_text=_("Oura says 3 h 30 min."))
    reason = forms.ChoiceField(
        label=_("Why"),
        widget=forms.RadioSelect,
        choices=[
            ("worn", _("Not worn well")),
            ("time", _("Wrong time")),
            ("typed", _("Typed wrong")),
            ("", _("Other")),
        ],
        required=False,
        initial="worn",
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=[("Europe/Paris", "Europe/Paris"), ("UTC", "UTC")])
    words = forms.CharField(label=_("A few words"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agree = forms.BooleanField(label=_("I know that this cannot be undone"))

    def clean_value(self) -> str:
        if self.cleaned_data["value"].endswith("75"):
            raise forms.ValidationError(_("An hour has 60 minutes. Type it like 7:28 or 7 h 28 min."))
        return str(self.cleaned_data["value"])
