"""What the tests of installed trees share: commands that have to end as they should, and where things are."""

import os
import subprocess
from pathlib import Path

from pyra_cli import CliTest

ROOT = Path(__file__).resolve().parents[2]
BUILD = os.environ.get("BUILD", "")


class ConsumerTest(CliTest):
    def shell(self, *command, status=0, **options):
        result = subprocess.run(
            [*map(str, command)], capture_output=True, text=True, timeout=300, check=False, **options
        )
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        return result
