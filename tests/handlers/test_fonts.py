"""The fonts of this machine are found for any user."""

import os
import subprocess
import sys

HOMELESS = """
import pwd

def unknown(_):
    raise KeyError

pwd.getpwuid = unknown  # as where a service runs under a number that no file of users has
import handlers.ui.fonts
print(len(handlers.ui.fonts.FONT_FOLDERS))
"""


def test_a_user_without_a_home_has_the_fonts_of_the_system() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "HOME"}
    started = subprocess.run(
        [sys.executable, "-c", HOMELESS], env=environment, capture_output=True, text=True, check=False
    )
    assert (started.returncode, started.stdout.strip()) == (0, "3"), started.stderr
