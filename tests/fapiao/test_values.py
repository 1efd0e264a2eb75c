"""Who a fapiao is made out to: the check character of GB 32100, older numbers, and what each make needs."""

import pytest

from app.fapiao.values import IS_OLD, MISTYPED, Make, check_buyer, check_character, find_tax_fault

FIRM = {"title": "佛山市沙发有限公司", "tax_id": "91350100M000100Y43", "mailbox": "caiwu@firm.example"}
MORE = {
    "address": "佛山市顺德区 1 号",
    "phone": "0757-2222 3333",
    "bank": "农行顺德支行",
    "account": "4400 1234 5678 9012",
}


@pytest.mark.parametrize("code", ["91350100M000100Y43", "914403001922038216", "91110000802100433B"])
def test_codes_that_are_known_to_be_right_check(code: str) -> None:
    """The example of the standard itself, and those of two companies that everybody knows."""
    assert check_character(code[:17]) == code[17] and find_tax_fault(code) is None


def test_one_wrong_place_is_found_wherever_it_is() -> None:
    code = FIRM["tax_id"]
    for place in range(18):
        other = "7" if code[place] != "7" else "8"
        assert find_tax_fault(code[:place] + other + code[place + 1 :]) == MISTYPED


def test_what_is_typed_on_a_chinese_keyboard_is_kept_in_one_form() -> None:
    typed = FIRM | {"tax_id": "　９１３５０１００ｍ０００１００ｙ４３ ", "title": " 佛山市\u202e沙发\n有限公司 "}
    checked = check_buyer(typed, make=Make.ORDINARY, is_person=False)
    assert not checked.faults and not checked.warnings
    assert checked.buyer.tax_id == FIRM["tax_id"] and checked.buyer.title == "佛山市沙发 有限公司"


@pytest.mark.parametrize("number", ["440101234567890", "44010119800101123456"])
def test_older_numbers_are_taken_with_a_warning(number: str) -> None:
    checked = check_buyer(FIRM | {"tax_id": number}, make=Make.ORDINARY, is_person=False)
    assert not checked.faults and checked.warnings == (IS_OLD,)


@pytest.mark.parametrize("number", ["", "9135", "91350100I000100Y43", "9135010SM000100Y43", "=1+1", "1" * 19])
def test_what_is_no_tax_number_is_refused(number: str) -> None:
    assert set(check_buyer(FIRM | {"tax_id": number}, make=Make.ORDINARY, is_person=False).faults) == {"tax_id"}


def test_a_special_one_needs_everything_and_a_person_no_number() -> None:
    special = check_buyer(FIRM, make=Make.SPECIAL, is_person=False)
    assert set(special.faults) == {"address", "phone", "bank", "account"}
    whole = check_buyer(FIRM | MORE, make=Make.SPECIAL, is_person=False)
    assert not whole.faults and whole.buyer.account == "4400123456789012"
    person = check_buyer({"title": "李伟", "mailbox": "li@firm.example"}, make=Make.ORDINARY, is_person=True)
    assert not person.faults and person.buyer.tax_id == ""
    assert "make" in check_buyer(FIRM | MORE, make=Make.SPECIAL, is_person=True).faults
    for name, wrong in (("mailbox", "no address"), ("mailbox", "a@b.c\r\nBcc: x@y.z, <k>"), ("phone", "call me")):
        assert set(check_buyer(FIRM | {name: wrong}, make=Make.ORDINARY, is_person=False).faults) == {name}
    assert "title" in check_buyer(FIRM | {"title": "长" * 101}, make=Make.ORDINARY, is_person=False).faults
