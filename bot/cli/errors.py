"""Why a command did not start, or did not get through."""


class NotReady(Exception):
    """Settings, database or wish are wrong; the text says what and the mend. Exit status 2."""


class CommandFailed(Exception):
    """It started and could not go on. Exit status 1."""
