"""The prompts for what a vendor writes about a drop."""

from datetime import datetime

from handlers.callbacks.callback import Callback
from handlers.callbacks.stock import AskCancel, AskChange, AskStock, DropField, ShowMyDrop
from handlers.stock.typed_fields import TYPED_FIELDS
from handlers.ui.prompt import Prompt

LONGEST_PROMPT = 200
"""Signs of a prompt that its person's row has room for."""


class StockPrompt(Prompt, name="stock", returns_to=AskStock):
    """The goods of a new drop; `picture` is how the key of its picture begins, "" without one, `album` the group that its photo is of."""

    picture: str = ""
    album: str = ""


class ReadingPrompt(Prompt, name="reading", returns_to=AskStock):
    """Which reading of an unclear message is meant; an answer in words is the message again. `picture` and `album` as in `StockPrompt`.

    `source` is the id of the message.
    """

    words: str
    picture: str = ""
    album: str = ""
    source: int = 0

    def fits(self, asked_at: datetime) -> bool:
        """Returns whether it can be stored."""
        return len(self.pack(asked_at)) <= LONGEST_PROMPT


class PostingPrompt(Prompt, name="posting", returns_to=AskStock):
    """For which of several stalls a message is stock. Its fields are as in `ReadingPrompt`."""

    words: str
    picture: str = ""
    album: str = ""
    source: int = 0

    def fits(self, asked_at: datetime) -> bool:
        """Returns whether it can be stored."""
        return len(self.pack(asked_at)) <= LONGEST_PROMPT


class AgainPrompt(Prompt, name="stock-again", returns_to=ShowMyDrop):
    """Nothing is asked: a line that begins with "again" is about this drop, whose `draft` it then replaces."""

    drop: int
    draft: int


class MissingFieldsPrompt(Prompt, name="lacking", returns_to=ShowMyDrop):
    """The first of the fields that the drop's message left out; the others are asked next."""

    drop: int
    fields: tuple[str, ...]


class ChangeTimePrompt(Prompt, name="change-when", returns_to=AskChange):
    """Another day or other hours."""

    drop: int

    def fallback(self) -> Callback:
        return AskChange(drop=self.drop, field=DropField.WHEN)


class ClosingTimePrompt(Prompt, name="change-close", returns_to=AskChange):
    """The time until which entries for the draw are taken."""

    drop: int

    def fallback(self) -> Callback:
        return AskChange(drop=self.drop, field=DropField.CLOSE)


class ChangePrompt(Prompt, name="change", returns_to=AskChange):
    """The new value of one field of a drop or of one of its items."""

    drop: int
    field: DropField
    item: int

    @property
    def takes_any_text(self) -> bool:
        field = TYPED_FIELDS.get(self.field)
        return field is not None and field.any_text


class CancelReasonPrompt(Prompt, name="cancel", returns_to=AskCancel, free_words=True):
    """The reason why a drop is cancelled."""

    drop: int
