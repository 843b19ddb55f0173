"""Sentences of the refusals of an alley's places."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "PitchUnknown": lambda say: say("This place is not here, or was deleted. See the places of the alley."),
    "PitchCodeUnfit": lambda say, longest: say.many(
        "The code of a place is one word of at most {count} letter or digit, like A3.",
        "The code of a place is one word of at most {count} letters and digits, like A3.",
        longest,
    ),
    "PitchThere": lambda say, code: say("There is a place {code} already. Choose another code.", code=code),
    "PitchInUse": lambda say: say(
        "A stall stands there on a day ahead. Give it another place in the office first."
    ),
    "TooManyPitches": lambda say, most: say.many(
        "An alley has at most {count} place. Delete one first.",
        "An alley has at most {count} places. Delete one first.",
        most,
    ),
    "PitchTaken": lambda say, code, stall: say(
        "{stall} stands at place {code} that day. Swap them, or choose another place.", stall=stall, code=code
    ),
    "PlacesChanged": lambda say: say(
        "Somebody changed this meanwhile, so it was not undone. See who stands where now."
    ),
    "FileTooLong": lambda say, rows: say.many(
        "This file is too long: 1 MB and {count} row at most. Send it in parts.",
        "This file is too long: 1 MB and {count} rows at most. Send it in parts.",
        rows,
    ),
    "FileEncodingUnknown": lambda say: say(
        "The letters of this file cannot be read for certain. Save it as “CSV UTF-8” and send it again."
    ),
    "FileColumnsMissing": lambda say: say(
        "The first row has to name the columns day, place and stall. Save a file here to see one."
    ),
    "FileUnreadable": lambda say: say("This file cannot be read. Save one here, and change that."),
}
