"""Sentences of the refusal of a PDF."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "PdfUnreadable": lambda say: say(
        "This PDF does not open: it is damaged or asks for a password. Send one that opens for everybody, or a photo."
    ),
}
