"""Sentences of the refusals of preparing and changing a drop."""

from collections.abc import Callable

from markupsafe import Markup

from locales.decision_reasons import decision_reason
from locales.formats import format_number
from locales.user_text import truncate

SENTENCES: dict[str, Callable[..., Markup]] = {
    "QuantityTooLow": lambda say, minimum: say(
        "On hold or booked already: {least}. Choose {least} or more.", least=format_number(say, minimum)
    ),
    "StallNotApproved": lambda say, asked: say(
        "Your stall is waiting for approval (requested {asked}). Your drop is saved; publish it after that.",
        asked=asked,
    ),
    "StallTurnedDown": lambda say, reason: say(
        "Your stall was not approved: “{reason}”. Your drop is saved. Questions? See /support.",
        reason=decision_reason(say, reason, 40),
    ),
    "SoldAtStall": lambda say: say(
        "Some of it was sold at the stall, so it stays published. Pause it, or cancel the drop."
    ),
    "NothingToSell": lambda say: say("The quantity is 0, so there is nothing to sell. Change it first."),
    "TooManyDrafts": lambda say, maximum: say(
        "Your stall has {most} drafts, as many as it can keep. Publish or discard one first.",
        most=format_number(say, maximum),
    ),
    "TooManyItems": lambda say, maximum: say(
        "A drop can have up to {most} items. Write fewer.", most=format_number(say, maximum)
    ),
    "ComponentUnfit": lambda say: say("A set cannot be part of another set. Choose a single item."),
    "OptionsChosen": lambda say, options: say(
        "People have already chosen: {options}. Keep these in their places; you can add others at the end.",
        options=truncate(options, 60),
    ),
    "CloseUnfit": lambda say, earliest, latest: say(
        "Joining must end between {earliest} and {latest}. Choose a time between them.",
        earliest=earliest,
        latest=latest,
    ),
    "NoTimeToDraw": lambda say: say(
        "Too soon for a draw: people need at least an hour to join. Choose another rule."
    ),
    "NotADraw": lambda say: say(
        "This is not a draw, so there are no chances to set. Choose the draw rule first."
    ),
    "TemplateUnknown": lambda say: say("This is no longer a usual drop of yours. Post stock instead."),
    "TemplateNameTaken": lambda say, name: say(
        "You already have a usual drop called “{name}”. Choose another name.", name=truncate(name, 40)
    ),
    "TooManyTemplates": lambda say, maximum: say(
        "You can save up to {most} usual drops. Delete one first.", most=format_number(say, maximum)
    ),
    "OtherMoney": lambda say, alley: say(
        "Prices there use another currency: {alley}. Choose another alley, or post it again.",
        alley=truncate(alley, 32),
    ),
}
