"""Terms, privacy notice and help: texts in both languages under `texts/`, with the operator's name put in."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from app.kit.text import Text

FOLDER = Path(__file__).parent / "texts"
OPERATOR = Text(zh="本网站的运营方", en="the operator of this site")
NOT_GIVEN = Text(zh="（运营方尚未填写）", en="(not yet given by the operator)")


class Section(BaseModel):
    """One heading with its paragraphs; the id is its anchor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: Text
    text: tuple[Text, ...]


class Document(BaseModel):
    """One page of text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = ""
    title: Text
    lead: Text
    sections: tuple[Section, ...]

    def filled(self, values: Mapping[str, Text | str]) -> "Document":
        """With placeholders such as {operator} replaced."""
        sections = tuple(
            one.model_copy(update={"text": tuple(line.format(**values) for line in one.text)}) for one in self.sections
        )
        return self.model_copy(update={"sections": sections})


@cache
def read_document(name: str) -> Document:
    """The terms or the privacy notice."""
    return Document.model_validate(_read(name))


@cache
def read_help() -> Mapping[str, Document]:
    """Help pages by key, in the order they are listed."""
    pages = [Document.model_validate(one) for one in _read("help")]
    return {page.key: page for page in pages}


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def operator_values(settings: Any) -> dict[str, Text | str]:
    """What the texts say about whoever runs this service."""
    return {
        "operator": settings.operator or OPERATOR,
        "address": settings.operator_address or NOT_GIVEN,
        "contact": settings.operator_contact or NOT_GIVEN,
        "backup_days": str(settings.backup_days),
    }
