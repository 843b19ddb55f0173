"""Files that people send and that do not open."""

from dataclasses import dataclass

from market.refusal import Refusal


@dataclass
class FileNotOpened(Refusal):
    """Opening it takes more than any file that is taken, or ends what opens it."""


@dataclass
class FilesWait(Refusal):
    """So many files wait to be opened that it was not this one's turn in time."""
