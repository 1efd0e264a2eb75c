"""WeCom (企业微信) group robots: the only door to them. The host is fixed, so an address can lead nowhere else."""

import json
import re
from pathlib import Path
from typing import Protocol

from app.kit.sms import keep
from app.kit.wire import Unreachable, post_json

HOST = "https://qyapi.weixin.qq.com"
PATH = "/cgi-bin/webhook/send?key="
ADDRESS = re.compile(r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=([0-9A-Za-z-]{20,64})")
LIMIT = 2048
"""Bytes of UTF-8 that a text message may hold."""
BUSY = frozenset({-1, 45009, 45033})
"""Error codes that pass: busy, too many this minute."""


class Fault(Exception):
    """A message that did not arrive; `code` is WeCom's own (0 when it was not reached), `passing` worth another try."""

    def __init__(self, code: int, *, passing: bool) -> None:
        super().__init__(f"WeCom answered {code}" if code else "WeCom was not reached")
        self.code, self.passing = code, passing


def read_key(address: str) -> str | None:
    """The key in a robot's address; None for every other address."""
    found = ADDRESS.fullmatch(address.strip())
    return found[1] if found else None


class GroupPost(Protocol):
    """A way into a group chat."""

    def deliver(self, key: str, text: str) -> None:
        """Post one text, or raise Fault."""


class RobotPost:
    """Posts through WeCom's robot; `host` is another one in tests only."""

    def __init__(self, host: str = HOST, *, timeout: float = 10) -> None:
        self._host, self._timeout = host, timeout

    def deliver(self, key: str, text: str) -> None:
        """One POST; the answer carries WeCom's error code."""
        cut = text.encode()[:LIMIT].decode(errors="ignore")
        body = json.dumps({"msgtype": "text", "text": {"content": cut}}, ensure_ascii=False).encode()
        try:
            answer = post_json(f"{self._host}{PATH}{key}", body, {}, timeout=self._timeout)
            code = int(json.loads(answer.body)["errcode"]) if answer.is_good else answer.status
        except Unreachable:
            raise Fault(0, passing=True) from None
        except (ValueError, TypeError, KeyError):
            raise Fault(answer.status, passing=False) from None
        if code != 0:
            raise Fault(code, passing=code in BUSY or answer.is_passing)


class SinkGroup:
    """Keeps texts where the local sink keeps short messages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, key: str, text: str) -> None:
        """Write one file; of the key only its end."""
        keep(self.folder, {"to": f"WeCom …{key[-4:]}", "text": text})


def open_group(url: str, folder: Path) -> GroupPost:
    """WeCom itself, or the local sink in `folder`."""
    return RobotPost() if url == HOST else SinkGroup(folder)
