"""The errors of commands, with their exit statuses."""


class NotReady(Exception):
    """Settings, database or arguments are wrong; the text says what and how to fix it. Exit status 2."""


class DatabaseUnreachable(Exception):
    """The database does not answer now, which may pass by itself. Exit status 75, that of sysexits.h for "try again later"."""


class CommandFailed(Exception):
    """A command started and could not go on. Exit status 1."""
