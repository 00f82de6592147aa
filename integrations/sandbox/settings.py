"""How this vendor behaves; tests switch between what real accounts have shown."""

from dataclasses import dataclass, field

from .constants import ACCESS_SECONDS


@dataclass(slots=True)
class Settings:
    """`scope_spelling`: "plain" or "extapi"; `ungranted`: the status for a scope that was not granted.

    Google: `google_app` is "testing" (refresh tokens live for a week, and only for `google_testers`),
    "unverified" or "verified"; `google_sheets_api` whether the project has the Sheets API switched on.
    """

    latency: float = 0.0
    scope_spelling: str = "plain"
    ungranted: int = 401
    access_seconds: int = ACCESS_SECONDS
    page_size: int = 2500
    google_app: str = "unverified"
    google_testers: list[str] = field(default_factory=list)  # slugs; nobody named: everybody
    google_sheets_api: bool = True
    page_sizes: dict[str, int] = field(default_factory=lambda: {"heartrate": 1000})

    def change(self, values: dict[str, object]) -> None:
        """Sets what is named. Raises ValueError for an unknown name or a value of another kind."""
        for name, value in values.items():
            known = getattr(self, name, None) if name in self.__slots__ else None
            kinds = (float, int) if isinstance(known, float) else (type(known),)
            if known is None or not isinstance(value, kinds):
                raise ValueError(f"There is no setting “{name}” of that kind.")
            setattr(
                self, name, float(value) if isinstance(known, float) and isinstance(value, int) else value
            )
