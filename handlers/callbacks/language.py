from handlers.callbacks.callback import Callback


class ShowLanguages(Callback, prefix="g"):
    pass


class ChooseLanguage(Callback, prefix="gc", back=ShowLanguages):
    language: str


class ReportText(Callback, prefix="gr"):
    pass
