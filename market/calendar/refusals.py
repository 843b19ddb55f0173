"""Refusals of the places of an alley."""

from dataclasses import dataclass

from market.refusal import Refusal


@dataclass
class PitchUnknown(Refusal):
    pass


@dataclass
class PitchCodeUnfit(Refusal):
    """A code is one word of letters, digits and hyphens, at most `longest` long."""

    longest: int


@dataclass
class PitchThere(Refusal):
    """The alley has a place with this code."""

    code: str


@dataclass
class PitchInUse(Refusal):
    """Somebody stands there on a day ahead."""


@dataclass
class TooManyPitches(Refusal):
    most: int


@dataclass
class PitchTaken(Refusal):
    """Another stall stands at this place that day."""

    code: str
    stall: str


@dataclass
class PlacesChanged(Refusal):
    """A stall day does not stand where the act that is undone put it."""


@dataclass
class FileTooLong(Refusal):
    """It has more bytes than are read, or more than `rows` rows."""

    rows: int


@dataclass
class FileEncodingUnknown(Refusal):
    """Neither UTF-8, nor UTF-16 with a mark."""


@dataclass
class FileColumnsMissing(Refusal):
    """No first row that names the columns of a day, a place and a stall."""


@dataclass
class FileUnreadable(Refusal):
    """No calendar file."""
