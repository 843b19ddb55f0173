"""Labels of the buttons that choose an audience."""

from collections.abc import Sequence
from typing import assert_never

from handlers.ui.button_layout import labelled, shorten_label
from locales.formats import format_date, format_day, format_language
from locales.languages import LANGUAGES
from locales.say import Say
from locales.user_text import sanitize_name
from market.broadcast.activity import Activity
from market.broadcast.audience import AudienceRole, Criterion
from market.broadcast.choices import BroadcastChoice, MarketDayChoice
from market.broadcast.draft import BroadcastDraft
from storage.broadcast import BroadcastKind


def audience_labels(say: Say, draft: BroadcastDraft, alleys: int) -> list[tuple[Criterion, str]]:
    """Returns a label for each criterion, with what is chosen of it."""
    audience = draft.audience
    return [
        (Criterion.MARKET_DAY, _market_day(say, draft)),
        (Criterion.ALLEY, _alley(say, draft.alleys, alleys)),
        (Criterion.LANGUAGE, _language(say, audience.languages)),
        (Criterion.ROLE, _role(say, audience.roles)),
        (Criterion.ACTIVITY, _activity(say, audience.activities)),
        (Criterion.TAG, _tag(say, audience.tags)),
        (Criterion.DROP, _drop(say, draft)),
    ]


def _market_day(say: Say, draft: BroadcastDraft) -> str:
    day = format_date(say, draft.market_day.day) if draft.market_day else _any(say)
    # text: who has booked something for a market day; after it the day of the week and the date
    return labelled(say, say.label("Booked for"), day)


def _drop(say: Say, draft: BroadcastDraft) -> str:
    drop = sanitize_name(draft.drop, 64) if draft.audience.drop else _any(say)
    return labelled(say, say.label("Drop"), drop)


def _alley(say: Say, chosen: Sequence[str], total: int) -> str:
    one = sanitize_name(chosen[0], 32) if len(chosen) == 1 else ""
    return labelled(say, say.label("Alley"), one or _how_many(say, chosen, total))


def _language(say: Say, chosen: Sequence[str]) -> str:
    one = format_language(say, chosen[0]) if len(chosen) == 1 else ""
    return labelled(say, say.label("Language"), one or _how_many(say, chosen, len(LANGUAGES)))


def _role(say: Say, chosen: Sequence[AudienceRole]) -> str:
    one = role_option(say, chosen[0]) if len(chosen) == 1 else ""
    return labelled(say, say.label("Role"), one or _how_many(say, chosen, len(AudienceRole)))


def _activity(say: Say, chosen: Sequence[Activity]) -> str:
    one = activity_option(say, chosen[0]) if len(chosen) == 1 else ""
    return labelled(say, say.label("Activity"), one or _how_many(say, chosen, len(Activity)))


def _tag(say: Say, chosen: Sequence[str]) -> str:
    one = f"#{sanitize_name(chosen[0], 24)}" if len(chosen) == 1 else ""
    return labelled(say, say.label("Tag"), one or (str(len(chosen)) if chosen else _any(say)))


def _any(say: Say) -> str:
    # text: after "Alley:", "Language:", "Drop:": no choice was made, so everybody is meant
    return say.label("any")


def _how_many(say: Say, chosen: Sequence[object], total: int) -> str:
    if not chosen:
        return _any(say)
    return say.label("{number} of {total}", number=len(chosen), total=total)


def kind_label(say: Say, kind: BroadcastKind) -> str:
    word = say.label("Promotion") if kind == BroadcastKind.PROMOTIONAL else say.label("Notice")
    return labelled(say, say.label("Type"), word)


def choice_label(say: Say, choice: BroadcastChoice, zone: str) -> str:
    """Returns the label of one choice. A drop has its day, as several drops may share a name."""
    name = sanitize_name(choice.name, 64)
    return shorten_label(f"{format_day(say, choice.at, zone)} {name}" if choice.at else name)


def market_day_option(say: Say, choice: MarketDayChoice) -> str:
    return shorten_label(f"{format_date(say, choice.day)} {sanitize_name(choice.alley, 32)}")


def role_option(say: Say, role: AudienceRole) -> str:
    match role:
        case AudienceRole.SHOPPER:
            return say.label("Shoppers")
        case AudienceRole.VENDOR:
            return say.label("Vendors")
        case AudienceRole.ORGANISER:
            return say.label("Organisers")
        case _:
            assert_never(role)


def activity_option(say: Say, activity: Activity) -> str:
    match activity:
        case Activity.WAITING:
            return say.label("Waiting")
        case Activity.HOLDING:
            return say.label("Holding or confirmed")
        case Activity.COLLECTED:
            return say.label("Came recently")
        case _:
            assert_never(activity)
