from handlers.ui.wish import Wish


class ShowLanguages(Wish, prefix="g"):
    pass


class ChooseLanguage(Wish, prefix="gc"):
    language: str

    def instead(self) -> Wish:
        return ShowLanguages()


class ReportText(Wish, prefix="gr"):
    pass
