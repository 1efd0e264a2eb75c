"""Everything a file says anywhere, in text, properties, streams and attachments, to look for a name in."""

import io
import zipfile
import zlib
from email.message import EmailMessage

from pypdf import PdfReader
from pypdf.generic import StreamObject


def everything_in_pdf(content: bytes) -> str:
    """Texts of pages, and every object with its streams unpacked."""
    reader = PdfReader(io.BytesIO(content))
    parts = [page.extract_text() for page in reader.pages]
    for number in sorted({one for table in reader.xref.values() for one in table} | set(reader.xref_objStm)):
        held = reader.get_object(number)
        parts.append(repr(held))
        if isinstance(held, StreamObject):
            parts.append(_read(held.get_data()))
    return "\n".join([*parts, str(reader.metadata), _read(content)])


def everything_in_zip(content: bytes) -> str:
    """Names and contents of every part of an Office file."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "\n".join(f"{name}\n{_read(package.read(name))}" for name in package.namelist()) + _read(content)


def everything_in_mail(message: EmailMessage) -> str:
    """Headers, decoded and as they travel, and bodies."""
    heads = "\n".join(f"{name}: {value}" for name, value in message.items())
    bodies = "\n".join(str(part.get_content()) for part in message.walk() if not part.is_multipart())
    return f"{heads}\n{bodies}\n{message.as_string()}"


def _read(content: bytes) -> str:
    """Bytes as any reader might take them."""
    both = content.decode("utf-8", "ignore") + content.decode("latin-1")
    for encoding in ("utf-16-be", "utf-16-le"):
        both += content.decode(encoding, "ignore")
    if content[:2] in (b"\x78\x9c", b"\x78\xda"):
        both += zlib.decompress(content).decode("utf-8", "ignore")
    return both
