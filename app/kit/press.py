"""A printing lane in a process of its own, with limits: what a web or job process calls to get a PDF."""

import contextlib
import os
import pickle
import re
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from app.kit import log
from app.kit.paper import Asset, Failure, PdfResult, PressFailed, PressUnfit, Print

SECONDS = 30
START_SECONDS = 60
MEMORY = 2 << 30
JOBS = 500
IDLE_SECONDS = 60.0
_FOLDER = "jianyun-press-"
_CODE_POINT = re.compile(r"U\+[0-9A-F]{4,6}")
_log = log.get(__name__)
_HEAD = struct.Struct(">Q")
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class _Failed:
    """What a worker answers when there is no document."""

    why: Failure
    message: str


def code_points(missing: Iterable[str]) -> list[str]:
    """The characters no font could show, as `U+4E00`, from what the engine said of them."""
    return list(dict.fromkeys(point for line in missing for point in _CODE_POINT.findall(line)))


def purge_folders() -> None:
    """Remove what lanes left behind whose program was killed: each holds the fonts once more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*-*"):
        owner = folder.name.removeprefix(_FOLDER).partition("-")[0]
        if not owner.isdecimal():
            continue
        try:
            os.kill(int(owner), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (OSError, OverflowError):  # somebody else's
            continue


class PrintLane:
    """One worker process, started on first use, replaced after `jobs` documents, a failure or a time-out.

    Safe to share between threads: one document at a time. Use as a context manager, or call `close()`.
    """

    def __init__(self, css: str, *, seconds: int = SECONDS) -> None:
        self._css, self._seconds = css, seconds
        self.jobs = JOBS
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: str | None = None
        self._ready = False
        self._done = 0

    def __enter__(self) -> "PrintLane":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The worker's process id; it is started if it is not there."""
        with self._lock:
            return self._start().pid

    def start(self) -> None:
        """Start the worker and come back at once: it gets ready while its first page is still being written."""
        with self._lock:
            self._start()

    def print(self, html: str, assets: Mapping[str, Asset] | None = None, *, how: Print | None = None) -> PdfResult:
        """A PDF of the page; `PressFailed` when it takes too long, too much memory, or breaks."""
        with self._lock:
            process = self._await()
            answer = self._ask(process, (html, dict(assets or {}), how or Print(css=self._css)), self._seconds)
            self._done += 1
            if self._done >= self.jobs:
                self._stop()
            if isinstance(answer, PdfResult):
                if answer.missing:
                    _log.error("characters without a glyph", code_points=code_points(answer.missing))
                return answer
            if answer.why is Failure.MEMORY:  # what is left of such a process is not to be trusted
                self._stop()
            raise PressFailed(answer.message, answer.why)

    def _ask(self, process: subprocess.Popen[bytes], question: Any, seconds: int) -> Any:
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        try:
            if question is not None:
                _send(process.stdin, question)
            return _receive(process.stdout)
        except (OSError, EOFError) as broken:
            self._stop()
            raise PressFailed(f"the document could not be printed within {seconds} s", Failure.TIME) from broken
        finally:
            timer.cancel()

    def close(self) -> None:
        """End the worker and remove its folder."""
        with self._lock:
            self._stop()

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process and self._process.poll() is None:
            return self._process
        self._stop()
        purge_folders()
        self._folder = tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-")
        # `-c` and not `-m`: the worker needs nothing of the program that started it.
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from app.kit.press import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            env={**os.environ, "TMPDIR": self._folder},
        )
        self._ready, self._done = False, 0
        with contextlib.suppress(OSError):  # one that died at once is found out when it is asked for a page
            _send(self._process.stdin, (self._css, self._seconds))
        return self._process

    def _await(self) -> subprocess.Popen[bytes]:
        process = self._start()
        if not self._ready:
            answer = self._ask(process, None, START_SECONDS)
            if answer is not True:
                self._stop()
                raise PressFailed(answer.message, answer.why)
            self._ready = True
        return process

    def _stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            for pipe in filter(None, (self._process.stdin, self._process.stdout)):
                with contextlib.suppress(OSError):
                    pipe.close()
            self._process = None
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


class PrintPool:
    """Lanes for as many documents at once as there are cores; each starts when the others are busy, and ends when idle.

    Safe to share between threads. Use as a context manager, or call `close()`.
    """

    def __init__(self, css: str, *, lanes: int = 0, seconds: int = SECONDS) -> None:
        self._css, self._seconds = css, seconds
        self.most = lanes or len(os.sched_getaffinity(0))
        self._free: list[tuple[float, PrintLane]] = []
        self._lanes: list[PrintLane] = []
        self._change = threading.Condition()

    def __enter__(self) -> "PrintPool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def lanes(self) -> tuple[PrintLane, ...]:
        """Those that were needed so far."""
        return tuple(self._lanes)

    def start(self) -> None:
        """Start the first lane and come back at once."""
        with self._lent() as lane:
            lane.start()

    def print(self, html: str, assets: Mapping[str, Asset] | None = None, *, how: Print | None = None) -> PdfResult:
        """A PDF of the page, as soon as a lane is free; PressFailed as `PrintLane.print`."""
        with self._lent() as lane:
            return lane.print(html, assets, how=how)

    @contextlib.contextmanager
    def _lent(self) -> Iterator[PrintLane]:
        lane = self._take()
        try:
            yield lane
        finally:
            with self._change:
                self._free.append((time.monotonic(), lane))
                self._change.notify()
            self._rest()

    def _take(self) -> PrintLane:
        with self._change:
            while not self._free and len(self._lanes) >= self.most:
                self._change.wait()
            if self._free:
                return self._free.pop()[1]
            lane = PrintLane(self._css, seconds=self._seconds)
            self._lanes.append(lane)
            return lane

    def _rest(self) -> None:
        """Later, end all but one of the lanes that had nothing to do: each holds a hundred megabytes."""
        if len(self._lanes) > 1:
            timer = threading.Timer(IDLE_SECONDS, self._end_idle)
            timer.daemon = True
            timer.start()

    def _end_idle(self) -> None:
        before = time.monotonic() - IDLE_SECONDS
        with self._change:
            idle = [entry for entry in self._free[:-1] if entry[0] <= before]
            for entry in idle:
                self._free.remove(entry)
                self._lanes.remove(entry[1])
        for _, lane in idle:
            lane.close()

    def close(self) -> None:
        """End every lane and remove its folder."""
        with self._change:
            lanes, self._lanes, self._free = self._lanes, [], []
        for lane in lanes:
            lane.close()


def _send(pipe: IO[bytes] | None, value: Any) -> None:
    if pipe is None:
        raise EOFError
    body = pickle.dumps(value)
    pipe.write(_HEAD.pack(len(body)))
    pipe.write(body)
    pipe.flush()


def _receive(pipe: IO[bytes] | None) -> Any:
    if pipe is None:
        raise EOFError
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise EOFError
    (size,) = _HEAD.unpack(head)
    body = pipe.read(size)
    if len(body) < size:
        raise EOFError
    return pickle.loads(body)  # noqa: S301  both ends are this module, over a private pipe


def serve() -> None:
    """The worker's loop: read a page from standard input, answer with its PDF or with what went wrong."""
    from app.kit.pdf import render_pdf, tidy_up, warm_up

    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    css, seconds = _receive(sys.stdin.buffer)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        warm_up(css)
    except (OSError, PressUnfit) as error:
        _send(answers, _Failed(Failure.UNFIT, str(error)))
        return
    _send(answers, True)
    while True:
        try:
            html, assets, how = _receive(sys.stdin.buffer)
        except EOFError:
            return
        _limit_cpu(seconds)
        try:
            _send(answers, render_pdf(html, assets, how=how))
        except PressFailed as error:
            _send(answers, _Failed(error.why, str(error)))
        except MemoryError:
            _send(answers, _Failed(Failure.MEMORY, f"the document needs more than {MEMORY >> 20} MB"))
        except Exception as error:
            _send(answers, _Failed(Failure.BROKEN, f"{type(error).__name__}: {error}"[:500]))
        tidy_up()


def _limit_cpu(seconds: int) -> None:
    # The kernel's own signal: WeasyPrint swallows exceptions raised inside SVG, even those of an alarm.
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
