"""Files in and out: JSON read with clear faults, outputs written whole or not at all."""

import errno
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import click

from app.content.answers import Fault
from app.kit.errors import PersonError
from app.kit.text import Lang, Text
from app.kit.words import shown

LIMIT = 8 * 1024 * 1024
BAD_INPUT = 2

NO_FILE = Text(zh="打不开文件 {path}：{reason}", en="Cannot open {path}: {reason}")
TOO_BIG = Text(zh="文件 {path} 超过 8 MB。", en="{path} is larger than 8 MB.")
NOT_JSON = Text(
    zh="{path} 不是有效的 JSON：第 {line} 行第 {column} 列。",
    en="{path} is not valid JSON: line {line}, column {column}.",
)
NOT_UTF8 = Text(zh="{path} 不是 UTF-8 编码。", en="{path} is not UTF-8.")
TOO_DEEP = Text(zh="{path} 嵌套太深或数字太长。", en="{path} is nested too deeply or holds an absurdly long number.")
TWICE = Text(zh="{path} 里键“{key}”重复。", en='{path} holds the key "{key}" twice.')
NO_SPACE = Text(
    zh="磁盘已满，没有写入 {path}。请腾出空间后重试。",
    en="The disk is full; {path} was not written. Free some space and try again.",
)
NO_WRITE = Text(zh="无法写入 {path}：{reason}", en="Cannot write {path}: {reason}")
COUNT = Text(zh="输入有 {count} 处错误，没有写出任何文件。", en="The input has {count} faults; nothing was written.")


def fail(lang: Lang, *messages: Text) -> NoReturn:
    """Say what is wrong and leave with exit code 2."""
    for message in messages:
        click.echo(message.get(lang), err=True)
    sys.exit(BAD_INPUT)


def fail_faults(lang: Lang, faults: Iterable[Fault]) -> NoReturn:
    """Print every fault with its path and leave with exit code 2."""
    listed = list(faults)
    for fault in listed:
        click.echo(f"{fault.path}: {fault.message.get(lang)}", err=True)
    fail(lang, COUNT.format(count=len(listed)))


class _Twice(ValueError):
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(key)
        found[key] = value
    return found


def read_json(path: str, lang: Lang) -> Any:
    """The JSON in a file, or on standard input for "-". Leaves with exit code 2 when there is none."""
    try:
        with click.open_file(path, "rb") as file:
            content = file.read(LIMIT + 1)
    except OSError as error:
        fail(lang, NO_FILE.format(path=shown(path, 200), reason=os.strerror(error.errno or 0)))
    if len(content) > LIMIT:
        fail(lang, TOO_BIG.format(path=shown(path, 200)))
    name = shown(path, 200)
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except UnicodeDecodeError:
        fail(lang, NOT_UTF8.format(path=name))
    except json.JSONDecodeError as error:
        fail(lang, NOT_JSON.format(path=name, line=error.lineno, column=error.colno))
    except _Twice as error:
        fail(lang, TWICE.format(path=name, key=shown(error.args[0])))
    except (RecursionError, ValueError):
        fail(lang, TOO_DEEP.format(path=name))


class NotWritten(PersonError):
    """An output could not be written; nothing of it is left behind."""

    status = 507


def write_all(outputs: Mapping[Path, bytes]) -> None:
    """Write every file beside its place first, then move all into place. NotWritten leaves nothing half-written."""
    ready: list[tuple[Path, Path]] = []
    try:
        for path, content in outputs.items():
            if str(path) == "-":
                click.echo(content, nl=False)
            elif path.exists() and not path.is_file():
                path.write_bytes(content)  # a pipe or device: there is nothing to replace
            else:
                ready.append((_beside(path.resolve(), content), path.resolve()))
        for temporary, path in ready:
            temporary.replace(path)
    except OSError as error:
        raise _why(error, path) from error
    finally:
        for temporary, _ in ready:
            temporary.unlink(missing_ok=True)


def _why(error: OSError, path: Path) -> NotWritten:
    name = shown(str(path), 200)
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return NotWritten(NO_SPACE.format(path=name))
    return NotWritten(NO_WRITE.format(path=name, reason=os.strerror(error.errno or 0)))


def _beside(path: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
