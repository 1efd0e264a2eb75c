"""Short messages: left as a job in the same transaction, handed by the worker to the operator's gateway.

The gateway is one HTTP address, so that any supplier can stand behind it; its contract is in docs/notices.md.
Numbers and texts never reach the log; a job forgets them once it is done, and a code is not sent once it is stale.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from app.kit import clock, ids, log
from app.kit.jobs import Job, enqueue
from app.kit.wire import post_json

JOB = "sms.deliver"
STALE = timedelta(days=1)
_log = log.get(__name__)


class GatewayBusy(Exception):
    """The gateway could not take the message now; the job is tried again."""


class GatewayRefused(Exception):
    """The gateway will not take this message, however often it is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """One short message. `to` is E.164; suppliers with registered texts use `template` and `params`, others `text`."""

    to: str
    text: str
    template: str
    lang: str
    params: Mapping[str, str] = field(default_factory=dict)


def send_sms(session: Session, sms: Sms, *, good_for: timedelta = STALE) -> None:
    """Leave the message for the worker, who takes it first; after `good_for` it is dropped rather than sent late."""
    until = (clock.now() + good_for).isoformat()
    enqueue(session, JOB, {"sms": {**asdict(sms), "params": dict(sms.params)}, "until": until})


class SmsPost(Protocol):
    """A way for short messages to leave."""

    def deliver(self, sms: Sms, *, key: str) -> None:
        """Hand over one message; the same `key` twice is the same message. GatewayBusy or GatewayRefused."""


class GatewayPost:
    """Posts JSON to the operator's gateway, signed with a shared secret."""

    def __init__(self, url: str, secret: str, *, timeout: float = 10) -> None:
        self._url, self._secret, self._timeout = url, secret.encode(), timeout

    def deliver(self, sms: Sms, *, key: str) -> None:
        """One POST; Unreachable and GatewayBusy are worth another try."""
        body = json.dumps({"id": key, **asdict(sms), "params": dict(sms.params)}, ensure_ascii=False).encode()
        stamp = str(int(clock.now().timestamp()))
        signature = hmac.new(self._secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        headers = {
            "Idempotency-Key": key,
            "X-Jianyun-Timestamp": stamp,
            "X-Jianyun-Signature": f"v1={signature}",
        }
        answer = post_json(self._url, body, headers, timeout=self._timeout)
        if answer.is_passing:
            raise GatewayBusy(f"the SMS gateway answered {answer.status}")
        if not answer.is_good:
            raise GatewayRefused(f"the SMS gateway answered {answer.status}")


class SinkPost:
    """Keeps messages as files for the developer to read in the browser, beside the mails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, sms: Sms, *, key: str) -> None:
        """Write one .json; names sort by time."""
        keep(self.folder, {"to": sms.to, "text": sms.text})


class MemoryPost:
    """Keeps messages in a list, for tests."""

    def __init__(self) -> None:
        self.outbox: list[Sms] = []

    def deliver(self, sms: Sms, *, key: str) -> None:
        """Append to the outbox."""
        self.outbox.append(sms)


def keep(folder: Path, message: Mapping[str, str]) -> None:
    """One message of the local sink: {to, text}."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{ids.new_id()}.part"
    part.write_text(json.dumps({**message, "at": clock.now().isoformat()}, ensure_ascii=False), encoding="utf-8")
    part.rename(part.with_suffix(".json"))


def open_sms(url: str, secret: str, folder: Path) -> SmsPost:
    """The way out that an SMS_URL names; without one, the local sink in `folder`."""
    return GatewayPost(url, secret) if url.startswith("http") else SinkPost(folder)


@dataclass(frozen=True, slots=True)
class Deliverer:
    """The handler of `sms.deliver` jobs."""

    post: SmsPost

    def __call__(self, job: Job) -> None:
        """Send the message of one job, unless it has gone stale or is refused for good."""
        if datetime.fromisoformat(job.payload["until"]) <= clock.now():
            _log.warning("sms went stale", job=str(job.id), attempts=job.attempts)
            return
        try:
            self.post.deliver(Sms(**job.payload["sms"]), key=str(job.id))
        except GatewayRefused as error:
            # No later try would do better; done means that the job forgets the number.
            _log.error("sms refused", job=str(job.id), reason=str(error))
