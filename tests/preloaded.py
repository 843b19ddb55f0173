"""The modules that processes of tests need, loaded once and frozen, so that the garbage collector skips and no fork copies them."""

import gc
from importlib import import_module

gc.disable()
for name in (
    "bot.app",
    "bot.cli.app_commands",
    "bot.cli.check",
    "bot.cli.database_commands",
    "bot.cli.main",
    "bot.delivery.notification_sender",
    "tests.journeys.outbox_harness",
    "tests.command_line",
    "tests.kiosk.kiosk_server",
    "tests.market.calendar.planning_process",
    "tests.market.reminder.job_process",
    "tests.market.waitlist.other_process",
):
    import_module(name)
gc.freeze()
gc.enable()
