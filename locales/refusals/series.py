"""Sentences of the refusals of series."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "SeriesUnknown": lambda say: say("We cannot find this series. Open one of its drops, or post stock."),
    "SeriesOver": lambda say: say("This series has ended. Repeat one of its drops to start another."),
    "NotRepeated": lambda say: say(
        "Only a published drop without a draw can be repeated. Publish it first, or post each date."
    ),
    "SeriesTooLong": lambda say, most: say(
        "A series lasts 2 to {most} weeks. Choose another length, or end it later.",
        most=format_number(say, most),
    ),
    "DatePublished": lambda say: say("This date is published already. Open it to cancel it."),
}
