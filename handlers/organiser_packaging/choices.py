"""The choices of an organiser for a new packaging type, as a short code for buttons and prompts: "MYR.cup.other"."""

from dataclasses import dataclass
from enum import StrEnum

from locales.units import ItemUnit
from market.packaging.packaging_type import PackagingTerms
from market.refusal import ButtonForged
from storage.packaging import PackagingPolicy, Stream


class Pieces(StrEnum):
    """The way in which units are told apart: by count alone, or each by its serial, perhaps with a lid."""

    COUNTED = "counted"
    SINGLE = "single"
    WITH_LID = "lid"


UNITS = (ItemUnit.CUP, ItemUnit.BOX, ItemUnit.JAR, ItemUnit.PACK, ItemUnit.PIECE)
FREE_DAYS = (7, 14, 28)


@dataclass(frozen=True, kw_only=True)
class PackagingChoices:
    """The answers so far, in the order in which they are asked; None is not asked yet."""

    currency: str = ""
    unit: ItemUnit | None = None
    stream: Stream | None = None
    pieces: Pieces | None = None
    policy: PackagingPolicy | None = None
    free_days: int | None = None

    @property
    def code(self) -> str:
        """Returns the answers, the last of which is asked last."""
        answers = (self.currency, self.unit, self.stream, self.pieces, self.policy, self.free_days)
        return ".".join(str(each) for each in answers if each)

    def with_answer(self, answer: str) -> str:
        """Returns the code with one more answer."""
        return f"{self.code}.{answer}" if self.code else answer

    @property
    def without_last(self) -> str:
        """Returns the code without the last answer."""
        return self.code.rpartition(".")[0]

    def terms(self, deposit: int = 0, fee_per_day: int = 0, price: int = 0) -> PackagingTerms:
        """Returns the terms, with amounts in minor units. Raises ButtonForged where not all is chosen."""
        if self.policy is None or self.free_days is None:
            raise ButtonForged
        return PackagingTerms(
            policy=self.policy,
            deposit=deposit,
            free_days=self.free_days,
            fee_per_day=fee_per_day,
            price=price,
        )


def read_choices(code: str) -> PackagingChoices:
    """Returns the answers of a code. Raises ButtonForged for one that no button of ours carries."""
    answers = code.split(".") if code else []
    if len(answers) > len(READERS):
        raise ButtonForged
    try:
        read = {name: READERS[name](answer) for name, answer in zip(READERS, answers, strict=False)}
        choices = PackagingChoices(**read)
    except ValueError as error:
        raise ButtonForged from error
    if choices.free_days not in (None, *FREE_DAYS):
        raise ButtonForged
    return choices


READERS = {
    "currency": str,
    "unit": ItemUnit,
    "stream": Stream,
    "pieces": Pieces,
    "policy": PackagingPolicy,
    "free_days": int,
}
