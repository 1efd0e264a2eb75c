"""Sums of the stand-in that are worked out by hand: parts of a period, ends of months."""

from datetime import UTC, datetime

import pytest

from tests.standins.stripe.money import period_end, share

MONTHLY = {"interval": "month", "interval_count": 1}
YEARLY = {"interval": "year", "interval_count": 1}


def at(*day: int) -> int:
    """Noon of a day as a timestamp."""
    return int(datetime(*day, 12, tzinfo=UTC).timestamp())  # type: ignore[misc]


@pytest.mark.parametrize(
    ("amount", "of", "after", "part"),
    [(9_900, 30, 10, 6_600), (100, 3, 1, 67), (100, 3, 2, 33), (5, 2, 1, 3), (0, 9, 1, 0), (9_900, 30, 30, 0)],
)
def test_a_part_of_a_period_is_rounded_to_the_nearest_cent(amount: int, of: int, after: int, part: int) -> None:
    """Proves prorations by the second: 2/3 of 1.00 is 0.67, and half of 0.05 is 0.03."""
    assert share(amount, 0, of, after) == part


def test_months_end_where_they_began_or_on_their_last_day() -> None:
    """Proves that a cycle from 31 January keeps its anchor through short months, and 29 February through years."""
    anchor, ends = at(2027, 1, 31), []
    for _ in range(3):
        ends.append(period_end(anchor, ends[-1] if ends else anchor, MONTHLY))
    assert ends == [at(2027, 2, 28), at(2027, 3, 31), at(2027, 4, 30)]
    assert period_end(at(2028, 2, 29), at(2028, 2, 29), YEARLY) == at(2029, 2, 28)
    assert period_end(at(2028, 2, 29), at(2031, 3, 1), YEARLY) == at(2032, 2, 29)
