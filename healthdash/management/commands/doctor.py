"""`manage.py doctor`: whether everything that healthdash needs is there, one line each."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from healthdash import doctor


class Command(BaseCommand):
    help = "Says what is wrong with this installation and what to do. Exit status 1 if anything is."
    requires_system_checks = ()
    requires_migrations_checks = False

    def handle(self, **options: Any) -> None:
        styles = {doctor.Level.OK: self.style.SUCCESS, doctor.Level.WRONG: self.style.ERROR}
        healthy = True
        for finding in doctor.examine():
            healthy = healthy and finding.level is not doctor.Level.WRONG
            self.stdout.write(str(finding), styles.get(finding.level))
        if not healthy:
            sys.exit(1)
