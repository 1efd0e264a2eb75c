"""Tiny instruments for tests, one feature each."""

from datetime import date
from pathlib import Path

from app.content.catalogue import Catalogue
from app.content.firm import Company, Site
from app.content.loader import catalogue_of, read_content

TINY = Path(__file__).parent / "tiny"
TRADES = Path(__file__).parent / "trades"
DAY = date(2026, 11, 23)


def tiny() -> Catalogue:
    """The tiny catalogue, read afresh."""
    loaded = read_content(TINY)
    assert not loaded.faults, loaded.faults
    return catalogue_of(loaded, "tiny")


def trades() -> Catalogue:
    """Two tiny trades, a bakery and a school, read by one lens."""
    loaded = read_content(TRADES)
    assert not loaded.faults, loaded.faults
    return catalogue_of(loaded, "trades")


def firm(**changes: object) -> Company:
    """A believable small firm with two sites."""
    values: dict[str, object] = {
        "name": "测试家具厂",
        "industry": "furniture",
        "city": "foshan",
        "headcount": 60,
        "revenue_band": "20m-100m",
        "sites": (Site(id="plant", name="总厂"), Site(id="store", name="门店", kind="store")),
    }
    return Company.model_validate(values | changes)
