"""A little clamd on loopback, speaking its protocol over a real socket."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass
class LittleClamd:
    """What it heard, and what it says: None means an honest answer."""

    port: int = 0
    says: bytes | None = None
    heard: list[bytes] = field(default_factory=list)


def _read(line: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        piece = line.recv(count - len(got))
        if not piece:
            raise EOFError
        got += piece
    return got


def _serve(line: socket.socket, clamd: LittleClamd) -> None:
    assert _read(line, 10) == b"zINSTREAM\0"
    content = b""
    while size := struct.unpack(">I", _read(line, 4))[0]:
        content += _read(line, size)
    clamd.heard.append(content)
    answer = b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
    line.sendall(answer if clamd.says is None else clamd.says)


@contextmanager
def little_clamd() -> Iterator[LittleClamd]:
    """Listening until the end of the block."""
    clamd = LittleClamd()
    with socket.create_server(("127.0.0.1", 0)) as door:
        clamd.port = door.getsockname()[1]
        door.settimeout(20)

        def wait() -> None:
            while True:
                try:
                    line, _ = door.accept()
                except OSError:
                    return
                with line:
                    _serve(line, clamd)

        thread = threading.Thread(target=wait, daemon=True)
        thread.start()
        yield clamd
        door.shutdown(socket.SHUT_RDWR)
        thread.join(5)
