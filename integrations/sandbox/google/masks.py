"""The `fields` parameter: which parts of an answer are wanted, as `a,b(c,d),e.f(g)`."""

from typing import Any

Mask = dict[str, "Mask"]


def parse(text: str) -> Mask:
    """The wanted parts as a tree; an empty branch wants everything below. Raises ValueError."""
    mask, rest = _parts(text.replace(" ", ""))
    if rest:
        raise ValueError(text)
    return mask


def _parts(text: str) -> tuple[Mask, str]:
    mask: Mask = {}
    while text:
        at, path = next((n for n, c in enumerate(text) if c in "(),"), len(text)), mask
        *parents, name = text[:at].replace("/", ".").split(".")
        if not name:
            raise ValueError(text)
        for parent in parents:
            path = path.setdefault(parent, {})
        branch = path.setdefault(name, {})
        text = text[at:]
        if text.startswith("("):
            inner, text = _parts(text[1:])
            if not text.startswith(")"):
                raise ValueError(text)
            branch.update(inner)
            text = text[1:]
        if not text.startswith(","):
            break
        text = text[1:]
    return mask, text


def cut(content: Any, mask: Mask) -> Any:
    """Only the wanted parts."""
    if not mask or "*" in mask:
        return content
    if isinstance(content, list):
        return [cut(each, mask) for each in content]
    if not isinstance(content, dict):
        return content
    return {name: cut(content[name], inner) for name, inner in mask.items() if name in content}
