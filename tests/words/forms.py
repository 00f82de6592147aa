"""The forms of a page, and what a careful and a careless person send with them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urljoin

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

# What goes into a field by its type. Without a word, so that none of it is taken for one of ours when it is
# shown again; what is not named keeps what it holds, "" stands for every other field that is typed in.
SENSIBLE = {"date": "2026-03-09", "time": "07:30", "email": "new@example.org", "": "4"}
NOTHING = {"select": "", "radio": "", "": ""}
NONSENSE = {"date": "☃", "select": "☃", "radio": "☃", "file": b"\x00\x01", "": "☃ 12x3"}
FAR = {"date": "2999-01-01", "month": "2999-01", "time": "03:03", "file": b"", "": "-98765432"}
# A second button of a form is pressed with these alone.
CAREFUL = ("as it stands", "sensible")
WAYS = {"as it stands": None, "sensible": SENSIBLE, "nothing": NOTHING, "nonsense": NONSENSE, "far": FAR}
NOT_TYPED = {"hidden", "submit", "checkbox", "radio", "select", "file"}


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    value: str


@dataclass
class Form:
    """Where it is sent, how, and what stands in its fields."""

    action: str
    method: str
    by_script: bool
    is_second: bool = False
    fields: list[Field] = field(default_factory=list)

    @property
    def is_typed(self) -> bool:
        """Whether anybody puts anything into it."""
        return any(one.kind not in {"hidden", "submit"} for one in self.fields)

    @property
    def key(self) -> tuple[str, ...]:
        """The same for forms that differ in days, numbers and keys alone."""
        names = sorted({without_digits(one.name) for one in self.fields} - {"csrfmiddlewaretoken"})
        pressed = [without_digits(one.value) for one in self.fields if one.kind == "submit"]
        return (self.method, "" if self.method == "get" else address_name(self.action), *names, *pressed)

    def filled(self, values: dict[str, Any] | None) -> dict[str, Any]:
        """What is sent; None: as it stands."""
        sent: dict[str, Any] = {}
        for one in self.fields:
            value = one.value if values is None else value_for(one, values)
            if one.kind == "file":
                value = SimpleUploadedFile("☃.csv", value or b"4,5\n6,7\n") if values else None
            if value is not None and one.name != "csrfmiddlewaretoken":
                sent.setdefault(one.name, []).append(value)
        return sent


def value_for(one: Field, values: dict[str, Any]) -> Any:
    return values.get(one.kind, one.value if one.kind in NOT_TYPED else values[""])


def without_digits(text: str) -> str:
    return re.sub(r"\d+", "", text)


def address_name(address: str) -> str:
    try:
        return resolve(address.split("?")[0]).view_name
    except Resolver404:
        return address


class Forms(HTMLParser):
    """Every form of a page with what a browser would send, once for each of its buttons that has a name."""

    def __init__(self, html: str, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address, self.found = address, list[Form]()
        self.form: Form | None = None
        self.buttons = list[Field]()
        self.select = self.area = self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.address, said.get("action", ""))
            self.form, self.buttons = Form(action, said.get("method", "get").lower(), "hx-post" in said), []
        elif self.form and (tag == "option" or said.get("name")):
            self.add(self.form, tag, said)

    def add(self, form: Form, tag: str, said: dict[str, str]) -> None:
        name, value = said.get("name", ""), said.get("value", "")
        kind = said.get("type", "text") if tag == "input" else tag
        if tag == "button" or kind in {"submit", "image"}:
            self.buttons.append(Field(name, "submit", value))
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            self.choose(form, Field(self.select, "select", value), chosen="selected" in said)
        elif kind == "radio":
            self.choose(form, Field(name, kind, value), chosen="checked" in said)
        elif tag == "textarea":
            self.area, self.text = name, ""
        elif tag == "input" and (kind != "checkbox" or "checked" in said):
            form.fields.append(Field(name, kind, value or ("on" if kind == "checkbox" else "")))

    def choose(self, form: Form, one: Field, *, chosen: bool) -> None:
        """The chosen one of several, else the first."""
        others = [other for other in form.fields if other.name == one.name]
        if chosen or not others:
            form.fields[:] = [other for other in form.fields if other.name != one.name] + [one]

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        elif tag == "textarea" and self.form and self.area:
            self.form.fields.append(Field(self.area, tag, self.text))
            self.area = ""
        elif tag == "form" and self.form:
            form, self.form = self.form, None
            pressed = [[button] for button in self.buttons] or [[]]
            for button in pressed:
                self.found.append(
                    replace(form, fields=[*form.fields, *button], is_second=button is not pressed[0])
                )


class Browser:
    """Asks and sends as a client does, and leaves everything as it was."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.cookies = client.cookies.output(header="", sep=";")

    def __call__(self, method: str, *asked: Any, **more: Any) -> tuple[HttpResponse, str]:
        """The answer behind all redirects, and its text where it is a page."""
        self.client.cookies = SimpleCookie(self.cookies)
        cache.clear()
        with transaction.atomic():
            answer = getattr(self.client, method)(*asked, follow=True, **more)
            transaction.set_rollback(True)
        assert answer.status_code < 500, asked
        is_page = "html" in answer.headers.get("Content-Type", "")
        return answer, answer.content.decode() if is_page else ""

    def forms(self, addresses: Iterable[str]) -> list[Form]:
        """The forms of these pages, those that are much the same once."""
        found: dict[tuple[str, ...], Form] = {}
        for address in addresses:
            answer, html = self("get", address)
            for form in Forms(html, answer.request["PATH_INFO"]).found:
                found.setdefault(form.key, form)
        return list(found.values())

    def answers(self, form: Form) -> Iterator[tuple[str, str]]:
        """What each way of filling it in leads to."""
        for way, values in WAYS.items():
            if values is None and form.method == "get" or values and not form.is_typed:
                continue
            if form.is_second and way not in CAREFUL:
                continue
            for headers in [{}, {"HX-Request": "true"}] if form.by_script else [{}]:
                yield way, self(form.method, form.action, form.filled(values), headers=headers)[1]
