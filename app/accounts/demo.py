"""The people of the demo world: owners of demo firms (see `app.cli.demo`), a newcomer without one,
and the people of a provider."""

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kit.db import Database

PASSWORD = "jianyun-demo"  # noqa: S105 (production loads no demo world)
FREE = "free@demo.jianyun.example"
"""Owns the one firm that has paid for nothing."""
PEOPLE = (
    ("owner@demo.jianyun.example", "陈晓岚", "zh"),
    ("owner.en@demo.jianyun.example", "Lin Wei", "en"),
    ("appliances@demo.jianyun.example", "黄嘉欣", "zh"),
    ("school@demo.jianyun.example", "吴雨桐", "zh"),
    ("workshop@demo.jianyun.example", "刘志勇", "zh"),
    (FREE, "马文静", "zh"),
    ("newcomer@demo.jianyun.example", "周一鸣", "zh"),
    ("provider@demo.jianyun.example", "何思远", "zh"),
    ("consultant@demo.jianyun.example", "梁静怡", "zh"),
    ("manager@demo.jianyun.example", "郑凯文", "zh"),
    ("officer@demo.jianyun.example", "潘婉清", "zh"),
)


def settle_people(database: "Database") -> None:
    """Create the demo accounts that do not exist yet; needs an application context (password hashing)."""
    from flask_security import hash_password

    from app.accounts.models import User
    from app.accounts.operations import agree_to_rules
    from app.accounts.queries import find_person
    from app.kit import clock

    for email, name, lang in PEOPLE:
        with database.begin() as session:
            if find_person(session, email) is None:
                secret = {"password": hash_password(PASSWORD), "fs_uniquifier": secrets.token_hex(32)}
                person = User(email=email, name=name, lang=lang, confirmed_at=clock.now(), **secret)
                session.add(person)
                session.flush()
                agree_to_rules(session, person.id)
