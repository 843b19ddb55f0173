"""Sentences of the refusals of PDFs."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "PdfBroken": lambda say: say("The end of this PDF is missing. Send it again, or send a photo."),
    "PdfProtected": lambda say: say(
        "This PDF is protected, so not everybody can open it. Send one without a password, or a photo of it."
    ),
    "PdfEmpty": lambda say: say("This file has no page in it. Send another PDF, or a photo."),
}
