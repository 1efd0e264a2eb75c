"""The people of the demo world."""

from flask_security import hash_password

from app.accounts.models import User
from app.accounts.queries import find_person
from app.kit import clock
from app.kit.db import Database

PASSWORD = "jianyun-demo"  # noqa: S105 (the demo world is refused in production)
PEOPLE = (
    ("owner@demo.jianyun.example", "陈晓岚", "zh"),
    ("owner.en@demo.jianyun.example", "Lin Wei", "en"),
    ("newcomer@demo.jianyun.example", "周一鸣", "zh"),
)


def settle_people(database: Database) -> list[str]:
    """Create the demo accounts that do not exist yet; lines for the terminal."""
    import secrets

    with database.begin() as session:
        for email, name, lang in PEOPLE:
            if find_person(session, email) is None:
                session.add(
                    User(
                        email=email,
                        name=name,
                        lang=lang,
                        password=hash_password(PASSWORD),
                        fs_uniquifier=secrets.token_hex(32),
                        confirmed_at=clock.now(),
                    )
                )
    return [f"{email}  {PASSWORD}" for email, _name, _lang in PEOPLE]
