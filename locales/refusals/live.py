"""Sentences of the refusals of live sessions."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "LiveNeedsQueue": lambda say: say(
        "This drop goes by draw. Post one that is first come, first served, to sell it live."
    ),
    "LiveRuns": lambda say: say("A live session of this drop runs already. Stop it first."),
    "LiveCodesUsed": lambda say: say("Too many stalls are live at the moment. Try again later."),
    "LiveUnknown": lambda say: say("We do not know this live code. Check it and write it again."),
    "LiveNotBegun": lambda say, begins: say(
        "You wrote that before the live session began, {begins}. Write it again now.", begins=begins
    ),
    "LiveStopped": lambda say, stopped: say(
        "The live session stopped {stopped}. You can still join the waitlist.",
        stopped=stopped,
    ),
    "LiveWordMissing": lambda say: say(
        "The live seller says a word: write it after the code, like <code>MINE a001 2 word</code>."
    ),
    "StreamUnfit": lambda say, maximum: say(
        "That is not an address we can show. Copy it from the browser: it begins with https:// and has at most {maximum} plain characters.",
        maximum=maximum,
    ),
    "BookedLiveAlready": lambda say, number: (
        say(
            "You have booked this live already: number {number}.",
            number=format_number(say, number),
        )
        if number
        else say("You have booked this live already. Once per person.")
    ),
}
