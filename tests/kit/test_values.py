"""Money, ids, clock, settings."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.config import ConfigurationFault, read_settings
from app.kit import ids
from app.kit.clock import now, today
from app.kit.money import Money

GOOD = {
    "JIANYUN_ENV": "production",
    "SECRET_KEY": "k" * 40,
    "PUBLIC_URL": "https://jianyun.example",
    "MAIL_URL": "smtps://u:p@mail.example",
    "DATABASE_URL": "postgresql://jianyun_app@db/jianyun",
}


def test_money_refuses_to_mix_currencies_and_fractions() -> None:
    assert Money.of("99.995").minor == 10000
    assert Money(100) + Money(50) == Money(150)
    assert Money(100) * 3 - Money(1) == Money(299)
    assert Money(1) < Money(2) <= Money(2)
    with pytest.raises(ValueError, match="combine"):
        Money(1) + Money(1, "EUR")
    with pytest.raises(TypeError):
        Money(1.5)  # type: ignore[arg-type]


def test_ids_sort_by_time() -> None:
    made = [ids.new_id() for _ in range(50)]
    assert made == sorted(made)
    assert ids.parse_id("nonsense") is None
    assert ids.parse_id(str(made[0])) == made[0]


def test_references_can_be_read_aloud() -> None:
    reference = ids.new_reference()
    assert len(reference) == 9
    assert set(reference) <= set(ids.READABLE) | {"-"}


def test_the_clock_is_aware_and_days_are_chinese() -> None:
    assert now().tzinfo is UTC
    assert abs((datetime.combine(today(), datetime.min.time(), UTC) - now()).total_seconds()) < 2 * 86400


def test_production_settings_pass() -> None:
    assert read_settings(GOOD).is_production


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "k" * 20}, "SECRET_KEY"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL"),
        ({"MAIL_URL": ""}, "MAIL_URL"),
        ({"PORT": "eighty"}, "PORT"),
        ({"PUBLIC_URL": "jianyun.example"}, "PUBLIC_URL"),
        ({"JIANYUN_ENV": "staging"}, "JIANYUN_ENV"),
    ],
)
def test_unfit_settings_name_the_variable(change: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigurationFault) as caught:
        read_settings({**GOOD, **change})
    assert any(named in fault for fault in caught.value.faults), caught.value.faults


def test_a_laptop_needs_no_settings(tmp_path: Path) -> None:
    settings = read_settings({"DATA_DIR": str(tmp_path)})
    assert settings.database == f"sqlite:///{tmp_path}/jianyun.db"
    assert settings.address == "http://127.0.0.1:8000"
    assert settings.wants_demo
