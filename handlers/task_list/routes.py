"""Routes of the lists of tasks of an alley: beginning one, its tasks, and the hand-back."""

from handlers.callbacks.task_list import (
    AskException,
    AskTaskPhoto,
    BeginTasks,
    DoTask,
    GiveBackTask,
    HandBackTasks,
    ShowTask,
    ShowTasks,
    TakeTask,
    UndoTask,
)
from handlers.stock.photo import store_photo
from handlers.task_list import views
from handlers.ui.context import HandlerContext, IncomingPhoto
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.task_list.lists import (
    alley_tasks,
    begin_list,
    do_task,
    except_task,
    give_back_task,
    hand_back,
    overseen_task,
    take_task,
    undo_task,
)
from market.task_list.open_matters import open_matters
from storage.task_list import TaskListKind

routes = Routes()


class TaskPhotoPrompt(Prompt, name="task photo", returns_to=AskTaskPhoto):
    """The photo of a task."""

    task: int


class ExceptionPrompt(Prompt, name="task exception", returns_to=AskException, free_words=True):
    """Why a task cannot be done."""

    task: int


@routes.callback(ShowTasks)
async def show_tasks(ctx: HandlerContext, callback: ShowTasks) -> Screen:
    found = await ctx.read(alley_tasks, ctx.actor, callback.alley, callback.kind)
    if callback.kind is not TaskListKind.TAKE_DOWN or found.list is None:
        return views.task_list(ctx.say, found, ())
    return views.task_list(ctx.say, found, await ctx.read(open_matters, ctx.actor, callback.alley))


@routes.callback(BeginTasks)
async def begin_tasks(ctx: HandlerContext, callback: BeginTasks) -> Done:
    await ctx.act(begin_list, ctx.actor, callback.alley, kind=callback.kind, now=ctx.now)
    return Done(ctx.say.plain("The list has begun."))


@routes.callback(HandBackTasks)
async def hand_back_tapped(ctx: HandlerContext, callback: HandBackTasks) -> Done:
    await ctx.act(hand_back, ctx.actor, callback.tasks, ctx.now)
    return Done(ctx.say.plain("Finished. Your name stands below it."))


@routes.callback(ShowTask)
async def show_task(ctx: HandlerContext, callback: ShowTask) -> Screen:
    return views.task(ctx.say, await ctx.read(overseen_task, ctx.actor, callback.task), ctx.person)


@routes.callback(TakeTask)
async def take_tapped(ctx: HandlerContext, callback: TakeTask) -> Done:
    await ctx.act(take_task, ctx.actor, callback.task)
    return Done(ctx.say.plain("It is yours."))


@routes.callback(GiveBackTask)
async def give_back_tapped(ctx: HandlerContext, callback: GiveBackTask) -> Done:
    await ctx.act(give_back_task, ctx.actor, callback.task)
    return Done(ctx.say.plain("Anybody may take it."))


@routes.callback(DoTask)
async def done_tapped(ctx: HandlerContext, callback: DoTask) -> Done:
    await ctx.act(do_task, ctx.actor, callback.task, now=ctx.now)
    return Done(ctx.say.plain("Done."))


@routes.question(TaskPhotoPrompt)
async def ask_photo(ctx: HandlerContext, callback: AskTaskPhoto) -> Screen:
    return views.photo_ask(ctx.say, await ctx.read(overseen_task, ctx.actor, callback.task))


@routes.photo
async def task_photo_received(ctx: HandlerContext, photo: IncomingPhoto) -> Done | None:
    """Stores the photo of the task that was asked for."""
    prompt = ctx.pending_prompt
    if not isinstance(prompt, TaskPhotoPrompt):
        return None
    await ctx.read(overseen_task, ctx.actor, prompt.task)
    picture = await store_photo(ctx, photo)
    await ctx.act(do_task, ctx.actor, prompt.task, picture=picture, now=ctx.now)
    return Done(ctx.say.plain("Done."), ShowTask(task=prompt.task))


@routes.prompt(TaskPhotoPrompt)
async def no_photo(ctx: HandlerContext, prompt: TaskPhotoPrompt, words: str) -> Done:
    raise NoAnswer(ctx.say("That is not a photo."))


@routes.question(ExceptionPrompt)
async def ask_exception(ctx: HandlerContext, callback: AskException) -> Screen:
    return views.exception_ask(ctx.say, await ctx.read(overseen_task, ctx.actor, callback.task))


@routes.prompt(ExceptionPrompt)
async def exception_received(ctx: HandlerContext, prompt: ExceptionPrompt, words: str) -> Done:
    await ctx.act(except_task, ctx.actor, prompt.task, words, now=ctx.now)
    return Done(ctx.say.plain("Noted."), ShowTask(task=prompt.task))


@routes.callback(UndoTask)
async def undo_tapped(ctx: HandlerContext, callback: UndoTask) -> Done:
    await ctx.act(undo_task, ctx.actor, callback.task)
    return Done(ctx.say.plain("It is open again."))
