"""Sentences of the refusals of the document of a licence."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "LicenceNumberUnfit": lambda say, maximum: say(
        "Write the licence’s number: at most {maximum} letters, digits and signs such as / and -, with a digit in it.",
        maximum=maximum,
    ),
    "NeitherPhotoNorPdf": lambda say: say(
        "That is neither a photo nor a PDF. Please send a photo of the licence, also as a file, or a PDF."
    ),
    "LicenceFileTooLarge": lambda say: say(
        "That file is too large: at most 5 MB and 25 megapixels. Please send a photo of the licence."
    ),
    "LicenceFileGone": lambda say: say(
        "That file waited too long and was deleted, so nothing was sent. Open “Licence document” and send it again."
    ),
    "LicenceUndated": lambda say: say("The licence has no expiry date yet. Set it first."),
    "LicenceChanged": lambda say: say("This was changed in the meantime. Look at it again."),
}
