"""Labels of the buttons that choose an audience."""

from collections.abc import Sequence
from typing import assert_never

from handlers.ui.button_layout import shorten_label
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
        (
            Criterion.DROP,
            say.label("Drop: {drop}", drop=shorten_label(sanitize_name(draft.drop, 64), 20))
            if audience.drop
            else say.label("Drop: any"),
        ),
    ]


def _market_day(say: Say, draft: BroadcastDraft) -> str:
    if draft.market_day is None:
        return say.label("Booked for: any day")
    # text: on a button, after it the day of the week and the date of a market day
    return say.label("Booked for: {day}", day=format_date(say, draft.market_day.day))


def _alley(say: Say, chosen: Sequence[str], total: int) -> str:
    if not chosen:
        return say.label("Alley: all")
    if len(chosen) == 1:
        return say.label("Alley: {alley}", alley=shorten_label(sanitize_name(chosen[0], 32), 20))
    return say.label("Alley: {number} of {total}", number=len(chosen), total=total)


def _language(say: Say, chosen: Sequence[str]) -> str:
    if not chosen:
        return say.label("Language: all")
    if len(chosen) == 1:
        return say.label("Language: {language}", language=shorten_label(format_language(say, chosen[0]), 16))
    return say.label("Language: {number} of {total}", number=len(chosen), total=len(LANGUAGES))


def _role(say: Say, chosen: Sequence[str]) -> str:
    match chosen:
        case ():
            return say.label("Role: all")
        case (AudienceRole.SHOPPER,):
            return say.label("Role: shopper")
        case (AudienceRole.VENDOR,):
            return say.label("Role: vendor")
        case (AudienceRole.ORGANISER,):
            return say.label("Role: organiser")
        case _:
            return say.label("Role: {number} of {total}", number=len(chosen), total=len(AudienceRole))


def _activity(say: Say, chosen: Sequence[str]) -> str:
    match chosen:
        case ():
            return say.label("Activity: any")
        case (Activity.WAITING,):
            return say.label("Activity: waiting")
        case (Activity.HOLDING,):
            return say.label("Activity: holding")
        case (Activity.COLLECTED,):
            return say.label("Activity: came")
        case _:
            return say.label("Activity: {number} of {total}", number=len(chosen), total=len(Activity))


def _tag(say: Say, chosen: Sequence[str]) -> str:
    if not chosen:
        return say.label("Tag: all")
    if len(chosen) == 1:
        return say.label("Tag: #{name}", name=shorten_label(sanitize_name(chosen[0], 24), 20))
    return say.label("Tag: {number} chosen", number=len(chosen))


def kind_label(say: Say, kind: BroadcastKind) -> str:
    return say.label("Type: promotion") if kind == BroadcastKind.PROMOTIONAL else say.label("Type: notice")


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
