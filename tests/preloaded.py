"""Whatever any process of the tests needs. What it loads is not collected, so that none of them walks through it, or copies it by that."""

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
    "tests.market.waitlist.other_process",
):
    import_module(name)
gc.freeze()
gc.enable()
