"""Printing in a process of its own: the worker gives up on a page that takes too long, and goes on."""

import pytest

from app.kit.pdf import PressFailed, Print
from app.kit.press import PrintLane


def test_a_page_beyond_its_time_is_given_up_and_the_next_is_printed() -> None:
    endless = "<div style='display:flex'>" * 14 + "x" + "</div>" * 14
    with PrintLane("p{color:black}", seconds=3) as lane:
        with pytest.raises(PressFailed):
            lane.print(endless, how=Print(css="p{color:black}"))
        assert lane.print("<p>木</p>", how=Print(css="p{color:black}")).pages == 1
