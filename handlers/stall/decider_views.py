"""Texts for an organiser who does not decide about a licence, as they own the stall or help there."""

from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.organiser import ShowOrganisers
from handlers.ui.screen import Button
from locales.say import Say
from market.deciders import Decider


def decider_lines(say: Say, decides: Decider) -> list[Markup]:
    """Returns who decides in the place of this organiser, or that nobody can yet."""
    match decides:
        case Decider.SELF:
            return []
        case Decider.ANOTHER:
            return [say("You own this stall or help there, so another organiser decides about its licence.")]
        case Decider.NOBODY:
            return [nobody_decides(say)]
        case _:
            assert_never(decides)


def nobody_decides(say: Say) -> Markup:
    """Returns that each organiser has a part in the stall, and what to do next."""
    return say(
        "No organiser can decide this licence: each of them owns this stall or helps there. Add another organiser, who then decides."
    )


def decider_buttons(say: Say, decides: Decider) -> list[Button]:
    """Returns the way to a second organiser, where nobody can decide yet."""
    if decides is not Decider.NOBODY:
        return []
    return [Button(label=say.label("Add an organiser"), callback=ShowOrganisers(), style="primary")]
