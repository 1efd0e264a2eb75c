"""Providers at work: people of every role, and a row of each kind that an address of theirs can lead to."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from app.accounts.models import User
from app.batches.models import Batch, StandingOrder
from app.clients.models import BookView, Client, ClientNote, Cover
from app.closings.models import Closing
from app.credits.models import Credit, CreditLot
from app.invitations.models import Invitation
from app.kit import clock
from app.kit.db import Database, HouseSession, Scope
from app.kit.ids import new_id
from app.kit.text import Text
from app.orders.models import Channel, Order
from app.programmes.models import Target
from app.programmes.operations import keep_edition, open_programme
from app.quotations.models import PriceItem, Quotation, ReceivedQuotation
from app.quotations.values import Issuer, Line, Paper
from app.reviews.models import LibraryFinding
from app.tenants.models import Engagement, Role, Share
from tests.factories.cohorts import believable_firms, believable_plan
from tests.factories.consents import keep_ask
from tests.factories.people import add_member, make_firm, make_person, make_provider

ROLES = (Role.CONSULTANT, Role.ACCOUNT_MANAGER, Role.PROGRAMME_OFFICER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """One provider, its people by role, and the ids its addresses are made of, by argument or part of the path."""

    id: UUID
    people: dict[Role, User]
    keys: dict[str, str] = field(default_factory=dict)

    def values(self, argument: str, path: str) -> str:
        """The value of a URL argument that leads to this provider's rows; KeyError for one nobody has thought of."""
        fixed = {"speak": "en", "kind": "pdf", "form": "csv", "act": "open", "part": "next"}
        part = f"{argument}:{path.split('/')[1]}"
        return self.keys.get(part) or self.keys.get(argument) or fixed[argument]


def settle_practice(database: Database, canary: str) -> Practice:
    """A provider whose rows all carry the canary."""
    people = {Role.PROVIDER_ADMIN: make_person(database)}
    provider = make_provider(database, people[Role.PROVIDER_ADMIN], canary)
    for role in ROLES:
        people[role] = make_person(database)
        add_member(database, provider, people[role], role)
    with database.begin(Scope.tenant(provider.id)) as session:
        keys = _fill(session, canary, people)
    firm = make_firm(database, make_person(database), f"{canary} firm")
    with database.begin(Scope.tenant(firm.id)) as session:
        ask = keep_ask(session, firm.id, canary, provider.id)
        keys |= {"ask_id": str(ask.id), "engagement_id": str(ask.engagement_id)}
    return Practice(id=provider.id, people=people, keys=keys | {"person_id": str(people[Role.CONSULTANT].id)})


def _fill(session: HouseSession, canary: str, people: dict[Role, User]) -> dict[str, str]:
    now, today = clock.now(), clock.today()
    manager, consultant = people[Role.ACCOUNT_MANAGER].id, people[Role.CONSULTANT].id
    client = Client(name=f"{canary} client", contact=f"{canary}@client.example", account_manager_id=manager)
    session.add(client)
    session.flush()
    rows = {
        "note_id": ClientNote(client_id=client.id, body=f"{canary} said", by_id=manager),
        "view_id": BookView(user_id=manager, name=f"{canary} view", query="stage=filling", is_shared=True),
        "closing_id": Closing(key="2026-10", as_of=today, made_at=now, stalled_days=30, counts={}),
        "cover_id": Cover(user_id=manager, covering_id=consultant, from_on=today, to_on=today, note=canary),
        "batch_id": Batch(
            asked_by_id=manager,
            formats=["pdf"],
            langs=["zh"],
            pattern=canary,
            total=0,
            expires_at=now + timedelta(days=7),
        ),
        "item_id": PriceItem(code=canary, name_zh=canary, name_en=canary, unit="item", price_minor=100, rate=600),
        "standing_id": StandingOrder(
            asked_by_id=manager,
            formats=["pdf"],
            langs=["zh"],
            pattern=canary,
            rhythm="weekly",
            day=1,
            next_at=now + timedelta(days=7),
        ),
        "finding_id": LibraryFinding(place="", zh=canary, en=canary),
        "invitation_id": Invitation(
            contact=f"{canary}-invited@advice.example".lower(),
            role=Role.CONSULTANT,
            secret_hash=canary,
            expires_at=now + timedelta(days=7),
        ),
    }
    programme = open_programme(session, client.tenant_id, believable_plan(f"{canary} programme"), by=None)
    keep_edition(session, programme, believable_firms(), joined=30, at=now)
    rows["target_id"] = Target(programme_id=programme.id, goal=f"{canary} goal", measure="own", aimed=1, due_on=today)
    rows["credit_id"] = _credit(session, client, manager)
    session.add_all(rows.values())
    session.flush()
    keys = {"client_id": str(client.id), "programme_id": str(programme.id)}
    keys |= {"kind:programmes": "xlsx", "act:batches": "pause"}
    keys |= {"kind:quotations": "xlsx", "act:quotations": "replace"}
    return {**keys, **{name: str(row.id) for name, row in rows.items()}}


def _credit(session: HouseSession, client: Client, by: UUID) -> Credit:
    """One handed to a firm of the book that is gone since."""
    priced = {"item": "credits", "interval": "once", "quantity": 1, "currency": "CNY", "amount_minor": 280000}
    until = clock.now() + timedelta(days=700)
    session.add(
        order := Order(number="JYPRACTICE", channel=Channel.TRANSFER, expires_at=until, made_by_id=by, **priced)
    )
    session.flush()
    session.add(lot := CreditLot(size=10, order_id=order.id, until_at=until))
    session.flush()
    return Credit(lot_id=lot.id, client_id=client.id, act=new_id(), handed_by_id=by)


def offer(database: Database, firm_id: UUID, practice: Practice, canary: str) -> UUID:
    """The practice has quoted for a firm that lets it see; the id of the firm's own copy."""
    paper = _paper(canary)
    with database.begin(Scope.tenant(practice.id)) as session:
        session.get_one(Client, UUID(practice.keys["client_id"])).firm_id = firm_id
        row = {"firm_id": firm_id, "lines": paper.lines, "valid_until": paper.valid_until, "number": paper.number}
        session.add(made := Quotation(**row, issued_at=clock.now(), paper=paper))
        session.flush()
        practice.keys["quotation_id"] = str(made.id)
    with database.begin(Scope.tenant(firm_id)) as session:
        return keep_offer(session, canary, made)


def keep_offer(session: HouseSession, canary: str, of: Quotation | None = None) -> UUID:
    """A firm's copy of a quotation; of nobody's when it is only about its words."""
    paper, until = _paper(canary), clock.today()
    known = {"provider_id": of.tenant_id if of else None, "quotation_id": of.id if of else new_id()}
    copy = ReceivedQuotation(**known, number=paper.number, issued_on=until, valid_until=until, paper=paper)
    session.add(copy)
    session.flush()
    return copy.id


def _paper(canary: str) -> Paper:
    line, today = Line(name=Text(zh=canary, en=canary), price=100), clock.today()
    return Paper(
        number="Q2026-0001",
        issuer=Issuer(name=canary),
        firm=canary,
        lines=(line,),
        issued_on=today,
        valid_until=today,
        note=canary,
    )


def let_see(database: Database, firm_id: UUID, practice: Practice, by: User, *, ended: bool = False) -> None:
    """The firm agrees that this provider may see all of it, or once did."""
    with database.begin(Scope.tenant(firm_id)) as session:
        now = clock.now()
        row = {"tenant_id": firm_id, "provider_id": practice.id, "agreed_by": by.id, "since_at": now}
        shares = [share.value for share in Share]
        session.add(Engagement(**row, purpose="advice", shares=shares, ended_at=now if ended else None))
