from handlers.callbacks.callback import Callback


class ShowPrivacy(Callback, prefix="pv"):
    pass


class ShowMyData(Callback, prefix="pd"):
    pass


class AskForget(Callback, prefix="pf"):
    pass


class ForgetMe(Callback, prefix="pg", back=ShowPrivacy):
    pass
