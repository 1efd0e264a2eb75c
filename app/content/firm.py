"""What a firm states about itself: profile, sites, baseline figures, systems and machines."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.content.schema import Exact, Key, Record, SiteKind

RevenueBand = Literal["under-5m", "5m-20m", "20m-100m", "100m-400m", "over-400m"]
"""Yearly revenue in CNY. Above scale (规上) means CNY 20 million a year or more."""

SortKey = Annotated[Key, Field(max_length=20)]
"""A sort of system or machine, named in content."""
Hosting = Literal["saas", "vendor-hosted", "cloud-server", "own-server", "office-pc", "personal-account"]


class Site(Record):
    """A plant, store or campus."""

    id: Key
    name: str = Field(min_length=1, max_length=120)
    kind: SiteKind = "plant"
    city: Key | None = None
    town: str | None = None
    headcount: int | None = Field(default=None, ge=0, le=1_000_000)


class BaselineValue(Record):
    """One business figure: value, the month it speaks of, measured or estimated."""

    value: Exact
    month: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    measured: bool = False


class Company(Record):
    """The profile of one firm."""

    name: str = Field(min_length=1, max_length=120)
    industry: Key
    city: Key
    """City key in pinyin, e.g. guangzhou, foshan, dongguan."""
    town: str | None = Field(default=None, max_length=80)
    headcount: int = Field(ge=1, le=1_000_000)
    revenue_band: RevenueBand
    exports: bool = False
    sites: tuple[Site, ...] = ()
    baseline: dict[Key, BaselineValue] = {}

    @property
    def above_scale(self) -> bool:
        """Above designated size (规上): CNY 20 million of yearly main-business revenue or more."""
        return self.revenue_band in ("20m-100m", "100m-400m", "over-400m")

    def sites_of(self, kinds: tuple[SiteKind, ...]) -> tuple[Site, ...]:
        """Its sites of these kinds; all of them where no kind is named, or none of its sites is of one."""
        return tuple(site for site in self.sites if site.kind in kinds) or self.sites


class Workload(Record):
    """A system the firm runs."""

    id: Key
    name: str = Field(min_length=1, max_length=120)
    kind: SortKey
    hosting: Hosting
    vendor: str | None = Field(default=None, max_length=120)
    users: int = Field(default=1, ge=0, le=1_000_000)
    criticality: Literal["low", "medium", "high"] = "medium"
    dongle: bool = False
    supported: bool = True
    """The vendor still supports this version."""
    customised: Literal["none", "light", "heavy"] = "none"
    backup: Literal["none", "local", "offsite"] = "none"
    restore_tested_on: date | None = None
    personal_data: bool = False
    os_end_of_life: bool = False
    exportable: bool = True
    """Its data can be taken out in an open format."""
    used: bool = True


class EquipmentGroup(Record):
    """Machines of one kind. total >= digital >= connected >= data_used, counted in machines."""

    id: Key
    name: str = Field(min_length=1, max_length=120)
    kind: SortKey
    total: int = Field(ge=1, le=100_000)
    automated: int = Field(default=0, ge=0)
    digital: int = Field(default=0, ge=0)
    """Machines with a controller that offers an interface."""
    connected: int = Field(default=0, ge=0)
    data_used: int = Field(default=0, ge=0)
    remote: int = Field(default=0, ge=0)
    """Machines whose settings or jobs are sent to them over the network."""
    age_years: int = Field(default=5, ge=0, le=80)
    protocol: Literal["none", "serial", "plc", "ethernet", "open"] = "none"


COUNTED_WITHIN = (
    ("automated", "total"),
    ("digital", "total"),
    ("connected", "digital"),
    ("data_used", "connected"),
    ("remote", "connected"),
)
"""Counts of an equipment group and the count each is part of."""


class Inventory(Record):
    """Systems and machines of one firm."""

    workloads: tuple[Workload, ...] = ()
    equipment: tuple[EquipmentGroup, ...] = ()

    @property
    def machines(self) -> int:
        """How many machines the firm runs."""
        return sum(group.total for group in self.equipment)
