"""A forecast in words: how many people and staff, and why."""

from markupsafe import Markup

from locales.formats import format_date, format_number
from locales.say import Say
from market.forecast.forecast import DayForecast, TooFewDays
from market.forecast.rule import FEWEST_DAYS


def forecast_line(say: Say, forecast: DayForecast | TooFewDays) -> Markup:
    """Returns "Fri 27 Nov: about 42 people (32 to 51), 2 staff."."""
    if isinstance(forecast, TooFewDays):
        if forecast.is_wet:
            return say(
                "It rains. Too few wet market days for a forecast: {count} of {needed}.",
                count=format_number(say, forecast.market_days),
                needed=format_number(say, FEWEST_DAYS),
            )
        return say(
            "Too few market days for a forecast: {count} of {needed}.",
            count=format_number(say, forecast.market_days),
            needed=format_number(say, FEWEST_DAYS),
        )
    day, visitors = format_date(say, forecast.day), forecast.visitors
    staff = format_number(say, forecast.staff)
    if not visitors.high:
        return say("<b>{day}: nobody is expected yet, {staff} staff.</b>", day=day, staff=staff)
    if not visitors.expected:
        return say.many(
            "<b>{day}: {count} person at most, {staff} staff.</b>",
            "<b>{day}: {count} people at most, {staff} staff.</b>",
            visitors.high,
            day=day,
            staff=staff,
        )
    return say.many(
        "<b>{day}: about {count} person ({low} to {high}), {staff} staff.</b>",
        "<b>{day}: about {count} people ({low} to {high}), {staff} staff.</b>",
        visitors.expected,
        day=day,
        low=format_number(say, visitors.low),
        high=format_number(say, visitors.high),
        staff=staff,
    )


def people_line(say: Say, forecast: DayForecast | TooFewDays | None) -> Markup:
    """Returns "About 42 people come (32 to 51), 2 staff.", beside a date; nothing where there is no forecast, or nobody is expected."""
    if not isinstance(forecast, DayForecast) or not forecast.visitors.expected:
        return Markup()
    visitors = forecast.visitors
    return say.many(
        "About {count} person comes ({low} to {high}), {staff} staff.",
        "About {count} people come ({low} to {high}), {staff} staff.",
        visitors.expected,
        low=format_number(say, visitors.low),
        high=format_number(say, visitors.high),
        staff=format_number(say, forecast.staff),
    )


def forecast_reason(say: Say, forecast: DayForecast | TooFewDays) -> Markup:
    """Returns what a forecast is made from, and how the last one turned out; nothing where there is none."""
    if isinstance(forecast, TooFewDays):
        return Markup()
    others = (
        say.many(
            "About {count} more comes without having booked ahead.",
            "About {count} more come without having booked ahead.",
            forecast.others,
        )
        if forecast.others
        else Markup()
    )
    days = say.many("From {count} market day.", "From {count} market days.", forecast.market_days)
    last = (
        say(
            "Last time we said {said}, {came} came.",
            said=format_number(say, forecast.last.said),
            came=format_number(say, forecast.last.came),
        )
        if forecast.last
        else Markup()
    )
    return say.sentences(_booked(say, forecast), others, days, last)


def _booked(say: Say, forecast: DayForecast) -> Markup:
    """Returns how many have booked, and how many of those come."""
    booked = forecast.booked
    paid = {
        "count": format_number(say, booked.with_deposit),
        "share": format_number(say, forecast.share_with_deposit),
    }
    unpaid = {
        "count": format_number(say, booked.without_deposit),
        "share": format_number(say, forecast.share_without_deposit),
    }
    if booked.with_deposit and booked.without_deposit:
        return say(
            "Of {count} with a deposit, {share} in 100 come; of {other} without, {rest}.",
            **paid,
            other=unpaid["count"],
            rest=unpaid["share"],
        )
    if booked.with_deposit:
        return say("Of {count} with a deposit, {share} in 100 come.", **paid)
    if booked.without_deposit:
        return say("Of {count} who have booked, {share} in 100 come.", **unpaid)
    return say("Nobody has booked yet.")
