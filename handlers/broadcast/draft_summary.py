"""Sentences about a broadcast that several of its screens show."""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from markupsafe import Markup

from locales.formats import format_date, format_datetime, format_language, format_list_and, format_list_or
from locales.say import Say
from locales.user_text import sanitize_name, tag_text
from market.broadcast.activity import Activity
from market.broadcast.audience import Audience, AudienceRole, Headcount
from market.broadcast.draft import BroadcastDraft


def audience_text(say: Say, draft: BroadcastDraft) -> list[Markup]:
    """Returns a sentence for each criterion that narrows the audience."""
    audience = draft.audience
    sentences = _role_text(say, audience)
    if draft.market_day:
        sentences.append(
            say(
                "People who booked for {day} at {alley}.",
                day=format_date(say, draft.market_day.day),
                alley=sanitize_name(draft.market_day.alley, 32),
            )
        )
    if draft.alleys:
        sentences.append(
            say(
                "Alley: {alleys}.",
                alleys=format_list_or(say, [sanitize_name(alley, 32) for alley in draft.alleys]),
            )
        )
    if audience.languages:
        languages = [format_language(say, code) for code in audience.languages]
        sentences.append(say("Language: {languages}.", languages=format_list_or(say, languages)))
    if audience.tags:
        sentences.append(
            say("Tag: {tags}.", tags=format_list_or(say, [tag_text(tag) for tag in audience.tags]))
        )
    if audience.activities:
        sentences.append(
            say(
                "Activity: {activities}.",
                activities=format_list_or(say, [activity_name(say, one) for one in audience.activities]),
            )
        )
    if audience.drop:
        drop = sanitize_name(draft.drop, 64)
        sentences.append(
            say("People waiting for this drop, holding it or yet to collect: {drop}.", drop=drop)
        )
    return sentences


def _role_text(say: Say, audience: Audience) -> list[Markup]:
    """Returns the sentence about roles; "everyone" only if nothing else narrows the audience."""
    if audience.roles:
        return [
            say("To: {people}.", people=format_list_or(say, [role_name(say, one) for one in audience.roles]))
        ]
    return [say("To: everyone.")] if audience == Audience() else []


def role_name(say: Say, role: AudienceRole) -> Markup:
    match role:
        case AudienceRole.SHOPPER:
            return say("shoppers")
        case AudienceRole.VENDOR:
            return say("vendors")
        case AudienceRole.ORGANISER:
            return say("organisers")
        case _:
            assert_never(role)


def activity_name(say: Say, activity: Activity) -> Markup:
    match activity:
        case Activity.WAITING:
            return say("waiting for something")
        case Activity.HOLDING:
            return say("holding something or yet to collect")
        case Activity.COLLECTED:
            return say("collected in the last 30 days")
        case _:
            assert_never(activity)


def readers_text(say: Say, readers: Headcount) -> list[Markup]:
    """Returns the number of readers, their languages, and the people left out."""
    people = say.many("{count} person", "{count} people", readers.total)
    by_language = [
        say.many(
            "{count} reads {language}", "{count} read {language}", count, language=format_language(say, code)
        )
        for code, count in readers.languages
    ]
    sentences = [
        say("{people}: {languages}.", people=people, languages=format_list_and(say, by_language))
        if by_language
        else say("Nobody.")
    ]
    left_out = [*_excluded(say, readers)]
    return (
        [*sentences, say("Left out: {people}.", people=format_list_and(say, left_out))]
        if left_out
        else sentences
    )


def _excluded(say: Say, readers: Headcount) -> Iterable[Markup]:
    if readers.unreachable:
        yield say.many("{count} unreachable", "{count} unreachable", readers.unreachable)
    if readers.blocked:
        yield say.many("{count} blocked", "{count} blocked", readers.blocked)
    if readers.no_promotions:
        yield say.many("{count} who opted out", "{count} who opted out", readers.no_promotions)


def schedule_text(say: Say, draft: BroadcastDraft, now: datetime) -> Markup:
    """Returns the scheduled time, absolute, in the market's zone."""
    when = draft.when
    if when.waits:
        return say("When: once the stall resumes this drop: {drop}.", drop=sanitize_name(when.name, 64))
    if when.at is None:
        excluded = say(
            "When: choose a time. This drop is no longer on: {drop}.", drop=sanitize_name(when.name, 64)
        )
        return excluded if when.over else say("When: now.")
    at = format_datetime(say, when.at, draft.zone)
    if when.over:
        return say("When: choose a time. {at} has passed.", at=at)
    if when.at <= now:
        return say("When: now. {at} has passed.", at=at)
    if when.drop:
        return say(
            "When: {at} ({city} time). If the drop is rescheduled, this is too: {drop}.",
            at=at,
            city=draft.city,
            drop=sanitize_name(when.name, 64),
        )
    return say("When: {at} ({city} time).", at=at, city=draft.city)
