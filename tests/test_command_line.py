"""The command line as a shell uses it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("asked", [["diffsettings", "--all"], ["help", "--commands"]])
def test_output_that_nobody_reads_to_its_end_ends_quietly(asked):
    """`manage.py … | head`: more than a pipe holds, and less, which is written at the very end."""
    command = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", *asked, "--settings=healthdash.settings.test"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    command.stdout.close()
    assert command.stderr.read() == ""
    assert command.wait(30) == 0
