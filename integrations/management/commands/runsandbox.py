"""Runs the stand-in for the vendors as a process of its own."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from integrations.sandbox.server import SandboxServer


class Command(BaseCommand):
    help = "Runs the sandbox: invented people behind the vendors' real protocols, on 127.0.0.1 only."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8100)
        parser.add_argument("--state", type=Path, default=None, help="the file with its tokens")
        parser.add_argument("--latency-ms", type=float, default=0.0, help="how long every answer takes")

    def handle(self, *, port: int, state: Path | None, latency_ms: float, **options: Any) -> None:
        refuse_where_it_must_not_run()
        try:
            server = SandboxServer(
                port, state or settings.DATA_DIR / "sandbox.sqlite3", latency=latency_ms / 1000
            )
        except OSError as error:
            raise CommandError(
                _("Port %(port)s is not free: %(reason)s. Choose another one with --port.")
                % {"port": port, "reason": error.strerror}
            ) from error
        self.stdout.write(_("The sandbox listens on %(url)s.") % {"url": server.url})
        self.stdout.flush()
        try:
            server.serve()
        except KeyboardInterrupt:
            pass
        finally:
            server.stop()


def refuse_where_it_must_not_run() -> None:
    """Invented data never runs beside real data. Raises CommandError."""
    if settings.SETTINGS_MODULE == "healthdash.settings.production":
        raise CommandError(_("The sandbox does not run with production settings."))
    if not settings.SANDBOX_URL:
        raise CommandError(
            _("The sandbox is off. Set SANDBOX_URL, for example to http://localhost:8100, to switch it on.")
        )
