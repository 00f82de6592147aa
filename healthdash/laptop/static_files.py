"""Whether the collected style sheets and scripts are still those of the source."""

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StaticFiles:
    root: Path
    data: Path

    def changed(self) -> bool:
        return not self.mark.exists() or self.mark.read_text() != self.fingerprint()

    def remember(self) -> None:
        self.mark.write_text(self.fingerprint())

    @property
    def mark(self) -> Path:
        return self.data / "static" / ".collected"

    def fingerprint(self) -> str:
        """Changes with our files and with the locked versions of the packages that bring their own."""
        files = sorted(path for path in (self.root / "static").rglob("*") if path.is_file())
        parts = [f"{path.relative_to(self.root)} {path.stat().st_mtime_ns}" for path in files]
        parts.append((self.root / "requirements" / "base.txt").read_text())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()
