"""Every tag the code can put on record is said in words, and belongs to a group one can filter by."""

import ast
import re

from flask import Flask

from app.accounts.watching import DOORS
from app.events.queries import NOUNS, SECURITY
from app.kit.jobs import board
from app.reviews.courses import Act
from app.trails.wording import ABOUT_PEOPLE, GROUPS, SECURITY_WORDS, TAG_WORDS
from tests.house import source

TAG = re.compile(r"[a-z_]+\.[a-z_]+")
NOTES = {"review.moved", "review.counted", "customers.update"}
"""News for subscribers and services of Stripe, named like tags."""


def tags_of_the_code(endpoints: set[str]) -> set[str]:
    """Constants shaped like tags, in every file that puts acts on record."""
    found = {f"review.{act}" for act in Act}
    for path in source.python_files("app"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        if any(isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record_event" for node in nodes):
            said = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
            found |= {tag for tag in said if TAG.fullmatch(tag)}
    return found - endpoints - NOTES - set(board.handlers) - set(board.subscribers)


def test_every_tag_has_words(app: Flask) -> None:
    ours = {tag for tag in tags_of_the_code(set(app.view_functions)) if tag.partition(".")[0] not in ABOUT_PEOPLE}
    assert len(ours) > 80
    assert sorted(ours - set(TAG_WORDS)) == []


def test_every_line_of_the_security_log_has_words(app: Flask) -> None:
    acts = {tag for tag in tags_of_the_code(set(app.view_functions)) if tag.partition(".")[0] in NOUNS}
    tries = {tag for pair in DOORS.values() for tag in pair if tag}
    assert len(acts) > 8
    assert sorted((acts | tries | SECURITY) - set(TAG_WORDS) - set(SECURITY_WORDS)) == []


def test_every_tag_with_words_is_in_one_group() -> None:
    nouns = [noun for _words, held in GROUPS.values() for noun in held]
    assert len(nouns) == len(set(nouns))
    assert {tag.partition(".")[0] for tag in TAG_WORDS} == set(nouns)
