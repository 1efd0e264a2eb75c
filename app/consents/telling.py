"""Who hears of what becomes of a consent: each side once, in its reader's language, with a mark in the same
transaction. The caller commits."""

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from app.accounts.models import User
from app.consents.models import ConsentAsk, ConsentTelling
from app.consents.queries import find_asker, is_marked, list_minder_ids, list_owner_ids
from app.consents.wording import UNTIL_WITHDRAWN
from app.kit.db import HouseSession
from app.kit.i18n import ZONE
from app.kit.text import Text
from app.notices.operations import tell
from app.notices.queries import find_person_by_id
from app.tenants.models import Engagement, Share
from app.tenants.queries import get_organisation
from app.tenants.wording import SHARE_WORDS

NOTICES = {
    "began": "consent-began",
    "changed": "consent-changed",
    "ended": "consent-ended",
    "near": "consent-near",
    "lapsed": "consent-lapsed",
}
FIRM_PAGE, PROVIDER_PAGE = "/firm/providers", "/engagements"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is told: the notice, the row it is about, what keeps it from being told twice, where it leads."""

    name: str
    about: Engagement | ConsentAsk
    mark: str
    path: str


def tell_owners(session: HouseSession, news: News) -> bool:
    """The firm's owners; False when they know already. The session is the firm's."""
    about = news.about
    return _tell(session, news, about.tenant_id, list_owner_ids(session, about.tenant_id))


def tell_minders(session: HouseSession, news: News) -> bool:
    """Whoever of the provider looks after the firm, and whoever asked; False when they know already."""
    about = news.about
    people = list_minder_ids(session, about.provider_id, about.tenant_id)
    asker = about.asked_by if isinstance(about, ConsentAsk) else find_asker(session, about.provider_id, about.id)
    return _tell(session, news, about.provider_id, [*people, *({asker} - {None, *people})])  # type: ignore[list-item]


def mark_once(session: HouseSession, tenant_id: UUID, mark: str) -> bool:
    """Whether this is the first time; of two at once the database lets one through."""
    if is_marked(session, tenant_id, mark):
        return False
    session.add(ConsentTelling(mark=mark))
    session.flush()
    return True


def _tell(session: HouseSession, news: News, side: UUID, people: list[UUID]) -> bool:
    if not mark_once(session, side, news.mark):
        return False
    about = news.about
    names = {
        "firm": get_organisation(session, about.tenant_id).name,
        "provider": get_organisation(session, about.provider_id).name,
        "ours": side == about.provider_id,
    }
    for user_id in people:
        person = find_person_by_id(session, user_id)
        if person is not None:
            words = names | {"shares": say_shares(about.shares), "until": say_until(about, person)}
            tell(session, news.name, to=person, context=words, path=news.path, tenant_id=side)
    return True


def say_shares(shares: list[str]) -> Text:
    """The parts in words, in the order of `Share`."""
    known = [SHARE_WORDS[share] for share in Share if share in shares]
    return Text(zh="；".join(one.zh for one in known) or "–", en="; ".join(one.en for one in known) or "–")


def say_until(about: Engagement | ConsentAsk, person: User) -> Text | str:
    """The last day in the reader's own zone."""
    if about.until_at is None:
        return UNTIL_WITHDRAWN
    return about.until_at.astimezone(ZoneInfo(person.zone or ZONE)).date().isoformat()
