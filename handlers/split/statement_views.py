"""The statement of shares of a week, as a message and as a file."""

import csv
import io
from zoneinfo import ZoneInfo

from markupsafe import Markup

from handlers.callbacks.desk import ShowStallMenu
from handlers.callbacks.split import SendShareStatement, ShowOwnShares, ShowShareStatement
from handlers.split.role_text import no_money_text, party_name
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Document, Screen
from locales.csv_cell import amount_cell, text_cell
from locales.formats import format_date, format_money
from locales.say import Say
from locales.user_text import PERSON, STALL, sanitize_name
from market.sale.movements import MAX_WEEKS_BACK
from market.split.statement import Debt, SharedDrop, ShareLine, ShareStatement
from storage.split import SplitRole

DROP = 40


def share_statement_page(say: Say, statement: ShareStatement) -> Screen:
    """Shows the sums of a week: all parts to the owner, their own to a party."""
    return Screen(
        text=Markup("\n").join((_head(say, statement), *_lines(say, statement))),
        rows=layout_buttons(
            _file(say, statement),
            _other_weeks(say, statement),
            [Button(label=say.label("Back"), callback=ShowStallMenu() if statement.own else ShowOwnShares())],
        ),
    )


def share_statement_document(say: Say, statement: ShareStatement) -> Screen:
    """Returns each row that was shared in a week as a file."""
    name = f"lorong-shares-{statement.first:%Y%m%d}-{statement.last:%Y%m%d}.csv"
    return Screen(text=_head(say, statement), document=Document(name, share_statement_csv(statement)))


def share_statement_csv(statement: ShareStatement) -> bytes:
    """Returns UTF-8 with a byte order mark for spreadsheets; times are local to the stall's own alley, amounts in whole units of the currency.

    It has a column for each part that the reader sees.
    """
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(("day", "at", "kind", "receipt", "drop", "took", *map(str, statement.roles), "currency"))
    names = {drop.id: drop.name for drop in statement.drops}
    rows.writerows(_row(line, statement, names[line.taking.drop]) for line in statement.lines)
    return text.getvalue().encode("utf-8-sig")


def _row(line: ShareLine, statement: ShareStatement, name: str) -> tuple[str | int, ...]:
    taking = line.taking
    return (
        taking.day.isoformat(),
        taking.at.astimezone(ZoneInfo(statement.money.zone)).isoformat(" ", "seconds"),
        taking.kind.value,
        taking.number or "",
        text_cell(name),
        amount_cell(taking.amount, taking.currency),
        *(
            amount_cell(line.parts[role], taking.currency) if role in line.parts else ""
            for role in statement.roles
        ),
        taking.currency,
    )


def _head(say: Say, statement: ShareStatement) -> Markup:
    return say(
        "<b>Split, {first} to {last}</b> · {stall}",
        first=format_date(say, statement.first),
        last=format_date(say, statement.last),
        stall=sanitize_name(statement.stall_name, STALL),
    )


def _lines(say: Say, statement: ShareStatement) -> list[Markup]:
    if not statement.lines:
        return [say("No split drop took or refunded money in this week.")]
    owed = [_debt(say, statement, debt) for debt in statement.debts if debt.amount]
    return [
        *(_drop(say, statement, drop) for drop in statement.drops),
        *(owed or [say("Nobody owes anything.")]),
        no_money_text(say),
    ]


def _drop(say: Say, statement: ShareStatement, drop: SharedDrop) -> Markup:
    def amount(minor: int) -> str:
        return format_money(say, minor, drop.currency, drop.territory)

    took = say("<b>{drop}</b>: {amount}.", drop=sanitize_name(drop.name, DROP), amount=amount(drop.amount))
    if not statement.own:
        return say.sentences(took, say("Your part: {amount}.", amount=amount(sum(drop.parts.values()))))
    parts = [_part(say, role, amount(part)) for role, part in drop.parts.items() if drop.terms.share(role)]
    return say.sentences(took, *parts)


def _part(say: Say, role: SplitRole, amount: str) -> Markup:
    match role:
        case SplitRole.STALL:
            return say("Yours: {amount}.", amount=amount)
        case SplitRole.CREATOR:
            return say("The live seller's: {amount}.", amount=amount)
        case _:
            return say("The host's: {amount}.", amount=amount)


def _debt(say: Say, statement: ShareStatement, debt: Debt) -> Markup:
    """Returns who owes how much to whom."""
    amount = format_money(say, abs(debt.amount), debt.currency, debt.territory)
    if not statement.own:
        stall = sanitize_name(statement.stall_name, STALL)
        if debt.amount > 0:
            return say("{stall} owes you <b>{amount}</b>.", stall=stall, amount=amount)
        return say("You owe {stall} <b>{amount}</b> back.", stall=stall, amount=amount)
    person = sanitize_name(debt.name, PERSON) if debt.name else say("somebody who left")
    role = party_name(say, debt.role)
    if debt.amount > 0:
        return say("You owe {person}, {role}, <b>{amount}</b>.", person=person, role=role, amount=amount)
    return say("{person}, {role}, owes you <b>{amount}</b> back.", person=person, role=role, amount=amount)


def _file(say: Say, statement: ShareStatement) -> list[Button]:
    """Returns the button for the rows of the week as a file, where it has any."""
    send = SendShareStatement(stall=statement.stall, weeks=statement.weeks_back)
    button = Button(label=say.label("As CSV"), callback=send, style="primary", below=True)
    return [button] if statement.lines else []


def _other_weeks(say: Say, statement: ShareStatement) -> list[Button]:
    earlier = ShowShareStatement(stall=statement.stall, weeks=statement.weeks_back + 1)
    later = ShowShareStatement(stall=statement.stall, weeks=statement.weeks_back - 1)
    return [
        *(
            [Button(label=say.label("Earlier"), callback=earlier)]
            if statement.weeks_back < MAX_WEEKS_BACK
            else []
        ),
        *([Button(label=say.label("Later"), callback=later)] if statement.weeks_back else []),
    ]
