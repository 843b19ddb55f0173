from handlers.callbacks.callback import Callback


class ShowLanguages(Callback, prefix="g"):
    pass


class ChooseLanguage(Callback, prefix="gc"):
    language: str

    def fallback(self) -> Callback:
        return ShowLanguages()


class ReportText(Callback, prefix="gr"):
    pass
