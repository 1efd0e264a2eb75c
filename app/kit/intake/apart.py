"""Reading strangers' files in a process of its own, new for every file, with limits on time, memory and writing."""

import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.kit.errors import Unavailable
from app.kit.intake.values import Clean, Kind, Unfit, Why
from app.kit.text import Text

SECONDS = 25
MEMORY = 1 << 30
_ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 10.0
"""Seconds a file waits for its turn."""
_turn, _waiting = threading.BoundedSemaphore(2), threading.BoundedSemaphore(1)
"""Two files are read at once in one web process, each may take its whole memory, and one may wait: slow files of one
person leave threads to everybody else."""
BUSY = Text(
    zh="现在上传的人太多，这份文件没有保存，答案不受影响。请过一分钟再试。",
    en="Too many files are arriving right now. This one was not kept, your answers are untouched; "
    "try again in a minute.",
)
_BY_SIGNAL = {-24: Why.SLOW, -9: Why.BOMB}


def take_in_apart(content: bytes) -> Clean:
    """As `kinds.take_in`, where a file that eats time or memory harms nobody. Unavailable when too many wait."""
    return _read_answer(_read_apart("serve()", content))


def take_in_logo_apart(content: bytes) -> Clean:
    """As `logos.take_in_logo`, likewise."""
    return _read_answer(_read_apart("serve('logos')", content))


def look_through_apart(content: bytes) -> Clean:
    """As `issued.look_through`, likewise."""
    return _read_answer(_read_apart("serve('issued')", content))


def find_attachment_apart(content: bytes, name: str, most: int) -> bytes | None:
    """As `attached.find_attachment`, where a PDF that eats time or memory harms nobody."""
    head, _, body = _read_apart(f"serve_attachment({name!r}, {most:d})", content).partition(b"\n")
    told = json.loads(head)
    if "why" in told:
        raise Unfit(Why(told["why"]))
    return body if told["found"] else None


def _read_apart(call: str, content: bytes) -> bytes:
    """What the child says of a file. Unfit when it did not survive it."""
    _take_turn()
    try:
        done = subprocess.run(  # noqa: S603 our own words
            [sys.executable, "-c", f"from app.kit.intake import apart; apart.{call}"],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={"PATH": os.defpath},  # no secret of ours is where a stranger's file is read
            timeout=SECONDS + 10,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unfit(Why.SLOW) from error
    finally:
        _turn.release()
    if done.returncode:
        raise Unfit(_BY_SIGNAL.get(done.returncode, Why.BROKEN))
    return done.stdout


def _take_turn() -> None:
    if _turn.acquire(blocking=False):
        return
    if not _waiting.acquire(blocking=False):
        raise Unavailable(BUSY)
    try:
        if not _turn.acquire(timeout=PATIENCE):
            raise Unavailable(BUSY)
    finally:
        _waiting.release()


def _read_answer(answer: bytes) -> Clean:
    # Plain text and bytes: the child has read a stranger's file, so nothing it says is unpickled.
    head, _, body = answer.partition(b"\n")
    told = json.loads(head)
    if "why" in told:
        raise Unfit(Why(told["why"]))
    size = int(told["size"])
    return Clean(Kind(told["kind"]), body[:size], body[size:])


def serve(reader: str = "kinds") -> None:
    """The child: a file on standard input, one line of JSON and the clean copy on standard output."""
    _confine()
    from app.kit.intake.issued import look_through
    from app.kit.intake.kinds import take_in
    from app.kit.intake.logos import take_in_logo

    readers = {"kinds": take_in, "logos": take_in_logo, "issued": look_through}

    def read(content: bytes) -> tuple[dict[str, Any], bytes]:
        clean = readers[reader](content)
        return {"kind": clean.kind.value, "size": len(clean.content)}, clean.content + clean.thumb

    _tell(read)


def serve_attachment(name: str, most: int) -> None:
    """The child: a PDF on standard input, one line of JSON and the file of that name inside it on standard output."""
    _confine()
    from app.kit.intake.attached import find_attachment

    def read(content: bytes) -> tuple[dict[str, Any], bytes]:
        found = find_attachment(content, name, most)
        return {"found": found is not None}, found or b""

    _tell(read)


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _tell(read: Callable[[bytes], tuple[dict[str, Any], bytes]]) -> None:
    try:
        head, body = read(sys.stdin.buffer.read())
    except Unfit as unfit:
        head, body = {"why": unfit.why.value}, b""
    except MemoryError:
        head, body = {"why": Why.BOMB.value}, b""
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)
