"""An object that lives in a process of its own and does what it is asked, one thing at a time."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

IDLE_S = 0.2
ENDS_WITHIN_S = 5.0


class Servant(Protocol):
    def idle(self) -> None:
        """Called a few times a second while nothing is asked."""

    def close(self) -> None:
        """Called once at the end."""


Served = TypeVar("Served", bound=Servant)
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


class Remote(Generic[Served]):
    """`make()` in a process of its own, from entering the `with` block until its end."""

    def __init__(self, make: Callable[[], Served]) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, self._theirs = spawn.Pipe()
        self._process = spawn.Process(target=_live, args=(self._theirs, make), daemon=True)

    def ask(
        self, work: Callable[Concatenate[Served, Asked], Answer], *args: Asked.args, **kwargs: Asked.kwargs
    ) -> Answer:
        """Run a method of the object there and wait for its answer; what it raises is raised here."""
        self._pipe.send((work, args, kwargs))
        answer, error = self._pipe.recv()
        if error is not None:
            raise error
        found: Answer = answer
        return found

    def __enter__(self) -> Remote[Served]:
        self._process.start()
        self._theirs.close()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pipe.close()
        self._process.join(ENDS_WITHIN_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _live(pipe: Connection, make: Callable[[], Served]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    served = make()
    try:
        while True:
            if pipe.poll(IDLE_S):
                pipe.send(_do(served, *pipe.recv()))
            else:
                served.idle()
    except (EOFError, BrokenPipeError):
        pass
    finally:
        served.close()


def _do(served: Served, work: Callable[..., Any], args: Any, kwargs: Any) -> tuple[Any, Exception | None]:
    try:
        return work(served, *args, **kwargs), None
    except Exception as error:
        return None, error
