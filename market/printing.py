"""Refusals of printing."""

from dataclasses import dataclass

from market.refusal import Refusal


@dataclass
class LettersNotPrintable(Refusal):
    """No font of this machine has these characters; `script` is their ISO 15924 code, or "" where they are no letters of a script."""

    letters: str
    script: str


@dataclass
class PrintingFailed(Refusal):
    """The sheet took too long, or could not be laid out."""
