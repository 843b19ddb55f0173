"""One interpretation of a line: the role of each number, and which of the other words are the name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from handlers.stock.reading.candidates import Candidate
from handlers.stock.reading.features import Role
from handlers.stock.reading.names import Segment
from handlers.stock.reading.tokens import Number
from handlers.typed_time.normalized_text import Span


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """The places of the signs beside a number and its marks, and whether nothing stands before them in their part of the line, or after."""

    before: int
    after: int
    first: bool
    last: bool


@dataclass(frozen=True, kw_only=True)
class LineFacts:
    """The facts of a line, whatever its numbers are. `is_no_offer`: somebody asks for goods, or they are gone.

    `may_be_goods`: the hours that were read may be goods. `list_number`: that of "14. kuih lapis", else 0.
    """

    text: str
    """Normalized, without tags, hours and contacts."""
    currency: str
    neighbours: Mapping[int, Neighbours]
    """By the place where a number begins."""
    is_no_offer: bool
    may_be_goods: bool
    has_minimum: bool
    list_number: int
    dates: Sequence[Span]
    """Dates without a sign at their day: 12 dec."""
    named_to: int
    """Where a quoted name ends, 0 without one."""
    times: Sequence[Span]
    """Other days and hours in the words of a day: sabtu, 9 malam."""


@dataclass(frozen=True, kw_only=True)
class Interpretation:
    """An interpretation to doubt: `left` is the text of the line without the numbers that have a role and their marks."""

    line: LineFacts
    candidate: Candidate
    left: str
    segments: Sequence[Segment]
    name: Segment | None

    @property
    def text(self) -> str:
        return self.line.text

    @cached_property
    def quantity(self) -> Number | None:
        return self.candidate.first(Role.QUANTITY)

    @cached_property
    def price(self) -> Number | None:
        return self.candidate.first(Role.PRICE)

    @cached_property
    def limit(self) -> Number | None:
        return self.candidate.first(Role.LIMIT)

    @cached_property
    def deposit(self) -> Number | None:
        return self.candidate.first(Role.DEPOSIT)

    @cached_property
    def named(self) -> Sequence[Number]:
        """Returns the numbers that are read as part of the name."""
        return self.candidate.all(Role.NAME)

    @cached_property
    def name_words(self) -> str:
        """Returns the name as it is normalized, "" if there is none."""
        return self.left[slice(*self.name.span)] if self.name else ""

    @property
    def others(self) -> list[Segment]:
        """Returns the words beside the name."""
        return [each for each in self.segments if each is not self.name]

    def is_first(self, number: Number) -> bool:
        """Returns whether nothing stands before a number in its part of the line."""
        return self.line.neighbours[number.begin].first
