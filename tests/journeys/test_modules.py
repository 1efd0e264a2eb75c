"""The optional module in a real browser on a phone: found before submitting, chosen by name, saved as one answer."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.assessments.models import AnswerRow
from app.config import Settings
from app.kit.db import Scope
from tests.factories.fillings import PROFILE, start_filling
from tests.factories.people import PASSWORD
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
STEPS = {"language": "5", "vision": "1", "audio": "0", "robotics": "3", "analytics": "2"}


def test_a_row_on_a_named_scale_is_chosen_by_name_and_saved_when_whole(
    serve: Callable[..., OurServer], page_factory: "Callable[..., Page]", tmp_path: Path
) -> None:
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    with create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING")).app_context():
        started = start_filling(db, profile=PROFILE.model_copy(update={"exports": True}), lang="zh")
    page = page_factory(width=375, lang="zh", base_url=server.url)
    page.goto("/sign-in")
    page.fill("[name=email]", started.owner.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/home")
    page.goto(f"/assessments/{started.assessment_id}/review")
    page.get_by_role("link", name="现在答").click()
    page.wait_for_url("**/questions/dma-1-invested")
    page.goto(started.url("dma-9"))
    page.wait_for_load_state("networkidle")
    for row, value in STEPS.items():
        page.select_option(f"[name=row-{row}]", value)
        if row == "robotics":
            assert page.get_attribute("#save-state", "data-tone") != "good"
    page.wait_for_selector("#save-state[data-tone=good]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    with db.reading(Scope.tenant(started.tenant_id)) as session:
        (kept,) = session.query(AnswerRow).all()
        assert json.loads(kept.value or "") == {row: int(value) for row, value in STEPS.items()}
    db.dispose()
