"""Answers that cannot go out at once: no line, no storage, another person, another window, a wrong clock, a closed
assessment. Each is sent later, in its author's name, or stays readable; none is lost, and the state line says which."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.assessments.models import Assessment
from app.kit import clock
from app.kit.db import Scope
from app.tenants.models import Organisation, Role
from tests.factories.people import PASSWORD, add_member, make_person
from tests.journeys.filling import SINGLES, World, open_page, open_question, pick, saved, sign_in, world

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

__all__ = ["open_page", "world"]
pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
STATE = "#save-state"


def wait_until_kept(page: "Page", world: World, wanted: dict[str, str]) -> None:
    for _ in range(100):
        if world.answers() == wanted:
            return
        page.wait_for_timeout(100)
    assert world.answers() == wanted


def open_and_rest(page: "Page", world: World, question: str) -> None:
    """Open a question of the first part and wait until the rest of it, and the question after, are fetched ahead."""
    last = world.sections()[1].questions[0].id
    with page.expect_event("requestfinished", lambda request: request.url.endswith(last), timeout=60_000):
        page.goto(world.address(question))
    page.wait_for_timeout(200)


def test_person_without_a_line_goes_on_answering_and_all_of_it_arrives(world: World, open_page: OpenPage) -> None:
    page = open_page()
    sign_in(page, world)
    part = world.sections()[0]
    open_and_rest(page, world, part.questions[0].id)
    page.context.set_offline(True)
    given: dict[str, str] = {}
    for question in part.questions[:6]:
        if question in SINGLES:
            given[question.id] = f'"{question.options[1].id}"'
            pick(page, question.options[1].id)
            page.wait_for_selector(f"{STATE}[data-tone=bad]")
            assert f"等待发送的答案：{len(given)}" in page.inner_text(STATE)
        before = page.url
        page.click("[data-next]")
        page.wait_for_url(lambda url, before=before: url != before)
    assert len(given) >= 2 and world.answers() == {}
    page.go_back()
    page.wait_for_url(before)
    if before.rpartition("/")[2] in given:
        assert page.input_value("[name=value]:checked") == given[before.rpartition("/")[2]].strip('"')
    page.context.set_offline(False)
    page.goto(world.server.url + "/home")
    wait_until_kept(page, world, given)


def test_closed_tab_keeps_what_was_not_sent(world: World, open_page: OpenPage) -> None:
    page = open_page()
    sign_in(page, world)
    open_question(page, world, SINGLES[0].id)
    page.context.set_offline(True)
    pick(page, SINGLES[0].options[2].id)
    page.wait_for_selector(f"{STATE}[data-tone=bad]")
    context = page.context
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(world.server.url + "/home")
    wait_until_kept(again, world, {SINGLES[0].id: f'"{SINGLES[0].options[2].id}"'})


def test_tab_closed_in_mid_word_sends_it(world: World, open_page: OpenPage) -> None:
    page = open_page()
    sign_in(page, world)
    open_question(page, world, SINGLES[0].id)
    page.click("details.more summary")
    page.type("[name=note]", "龙江的车间")
    page.close(run_before_unload=True)
    other = open_page()
    for _ in range(50):
        if world.history(SINGLES[0].id):
            break
        other.wait_for_timeout(100)
    assert world.history(SINGLES[0].id) == [None]


def test_answer_is_never_sent_as_somebody_else(world: World, open_page: OpenPage) -> None:
    colleague = make_person(world.database)
    with world.database.reading() as session:
        firm = session.get_one(Organisation, world.started.tenant_id)
    add_member(world.database, firm, colleague, Role.CONTRIBUTOR)
    page = open_page()
    sign_in(page, world)
    open_and_rest(page, world, SINGLES[0].id)
    other = page.context.new_page()
    other.context.clear_cookies()
    other.goto(world.server.url + "/sign-in")
    other.fill("[name=email]", colleague.email)
    other.fill("[name=password]", PASSWORD)
    other.press("[name=password]", "Enter")
    other.wait_for_url("**/home")
    pick(page, SINGLES[0].options[2].id)
    page.wait_for_selector(f"{STATE}[data-tone=bad]")
    assert "另一个人" in page.inner_text(STATE)
    other.reload()
    other.wait_for_timeout(500)
    assert world.answers() == {}
    other.context.clear_cookies()
    sign_in(other, world)
    wait_until_kept(other, world, {SINGLES[0].id: f'"{SINGLES[0].options[2].id}"'})
    other.goto(world.address(SINGLES[0].id) + "/history")
    assert world.started.owner.name in other.inner_text(".past")


def test_what_a_closed_assessment_does_not_take_stays_readable(world: World, open_page: OpenPage) -> None:
    page = open_page(1280, "en")
    sign_in(page, world)
    page.click(".language button")
    open_question(page, world, SINGLES[0].id)
    with world.database.begin(Scope.tenant(world.started.tenant_id)) as session:
        session.get_one(Assessment, world.started.assessment_id).state = "submitted"
    pick(page, SINGLES[0].options[2].id)
    page.wait_for_selector("[data-fault]:visible")
    assert "has been submitted" in page.inner_text("[data-fault]")
    page.goto(world.server.url + "/home")
    words = page.inner_text("#unsent")
    assert SINGLES[0].text.en in words and SINGLES[0].options[2].text.en in words and "has been submitted" in words
    page.click("[data-drop]")
    assert page.is_hidden("#unsent")


def test_browser_that_keeps_nothing_says_so_and_still_sends(world: World, open_page: OpenPage) -> None:
    page = open_page()
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError'); }")
    sign_in(page, world)
    open_question(page, world, SINGLES[0].id)
    page.context.set_offline(True)
    pick(page, SINGLES[0].options[1].id)
    page.wait_for_selector(f"{STATE}[data-tone=bad]")
    assert "不要关闭" in page.inner_text(STATE)
    with saved(page):
        page.context.set_offline(False)
    assert world.answers() == {SINGLES[0].id: f'"{SINGLES[0].options[1].id}"'}


def test_clock_of_the_device_is_never_trusted(world: World, open_page: OpenPage) -> None:
    page = open_page()
    page.clock.set_fixed_time(clock.now() - timedelta(days=400, hours=5))
    sign_in(page, world)
    open_question(page, world, SINGLES[0].id)
    with saved(page):
        pick(page, SINGLES[0].options[1].id)
    now = clock.now().astimezone(clock.HOUSE_ZONE)
    said = page.inner_text(STATE)
    assert any(f"{now - timedelta(minutes=back):%H:%M}" in said for back in (0, 1)), said


def test_answer_whose_reply_was_lost_does_not_clash_with_the_next_one(world: World, open_page: OpenPage) -> None:
    page = open_page()
    sign_in(page, world)
    open_question(page, world, SINGLES[0].id)
    lost: list[str] = []

    def lose(route: "Route") -> None:
        """It arrives, and nobody hears of it: as when a server dies between writing and answering."""
        if route.request.method != "POST" or len(lost) > 1:
            return route.continue_()
        lost.append(route.request.post_data or "")
        route.fetch()
        return route.abort()

    page.route("**/questions/*", lose)
    pick(page, SINGLES[0].options[1].id)
    page.wait_for_selector(f"{STATE}[data-tone=bad]")
    with saved(page):
        pick(page, SINGLES[0].options[2].id)
    assert lost and page.is_hidden("[data-clash]")
    assert world.history(SINGLES[0].id) == [f'"{SINGLES[0].options[at].id}"' for at in (1, 2)]


def test_two_windows_of_one_person_follow_each_other(world: World, open_page: OpenPage) -> None:
    page = open_page()
    sign_in(page, world)
    open_question(page, world, SINGLES[0].id)
    second = page.context.new_page()
    open_question(second, world, SINGLES[0].id)
    with saved(page):
        pick(page, SINGLES[0].options[1].id)
    second.wait_for_selector(f'[name=value][value="{SINGLES[0].options[1].id}"]:checked')
    with saved(second):
        pick(second, SINGLES[0].options[2].id)
    assert second.is_hidden("[data-clash]")
    assert world.history(SINGLES[0].id) == [f'"{SINGLES[0].options[at].id}"' for at in (1, 2)]


def test_undo_by_key_and_button_also_after_a_reload_and_without_a_line(world: World, open_page: OpenPage) -> None:
    page = open_page(1280)
    sign_in(page, world)
    ids = [option.id for option in SINGLES[0].options]
    open_question(page, world, SINGLES[0].id)
    for number in (1, 2, 3):
        with saved(page):
            page.keyboard.press(str(number))
    page.reload()
    page.wait_for_load_state("networkidle")
    with saved(page):
        page.keyboard.press("Control+z")
        page.wait_for_selector(f'[name=value][value="{ids[1]}"]:checked')
    page.click("[data-undo]")
    page.wait_for_selector(f'[name=value][value="{ids[0]}"]:checked')
    assert world.history(SINGLES[0].id) == [f'"{ids[at]}"' for at in (0, 1, 2, 1, 0)]
    page.context.set_offline(True)
    page.keyboard.press("3")
    page.wait_for_selector(f"{STATE}[data-tone=bad]")
    page.click("[data-undo]")
    page.wait_for_selector(f'[name=value][value="{ids[0]}"]:checked')
    with saved(page):
        page.context.set_offline(False)
    assert world.history(SINGLES[0].id)[-1] == f'"{ids[0]}"'


def test_keys_are_listed_move_on_and_keep_out_of_what_is_typed(world: World, open_page: OpenPage) -> None:
    page = open_page(1280)
    sign_in(page, world)
    open_question(page, world, SINGLES[0].id)
    page.keyboard.press("?")
    assert page.is_visible("#keys") and "Ctrl + Z" in page.inner_text("#keys")
    page.keyboard.press("Escape")
    page.click("details.more summary")
    with saved(page):
        page.type("[name=note]", "3 jk?")
    assert page.input_value("[name=note]") == "3 jk?" and page.is_hidden("#keys")
    assert world.history(SINGLES[0].id) == [None]
    page.evaluate("document.activeElement.blur()")
    before = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != before)
    page.keyboard.press("k")
    page.wait_for_url(before)


def test_changing_the_language_keeps_what_was_typed_into_a_form_that_came_back(
    world: World, open_page: OpenPage
) -> None:
    page = open_page()
    sign_in(page, world)
    page.goto(world.server.url + "/firm/edit")
    page.fill("[name=name]", "佛山新名家具厂")
    page.fill("[name=headcount]", "-4")
    page.click("main form .button")
    page.wait_for_selector("html.has-js [data-first-fault]")
    page.click(".language button")
    page.wait_for_selector("html.has-js :text('Edit the profile')")
    assert page.input_value("[name=name]") == "佛山新名家具厂" and page.input_value("[name=headcount]") == "-4"
