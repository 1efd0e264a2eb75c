"""The checks that content must pass as a whole."""

import shutil

import pytest

from app.content.check import check_content
from app.content.editions import LOCK, check_editions, lock_text
from app.content.loader import DATA, read_content
from tests.samples import TINY, TRADES


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(TINY, tmp_path / "data")


def says(folder):
    return {fault.message.en for fault in check_content(folder).faults}


def change(folder, old, new, name="instruments/tiny/1.0.yaml"):
    path = folder / name
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


INITIATIVE = """
  - id: {id}
    title: {{zh: 举措, en: Step}}
    what: {{zh: 做事, en: Do it}}
    why: {{zh: 有用, en: Useful}}
    kind: data
    industries: [furniture]
    requires: [{requires}]
    lifts: [{lift}]
    cost: {{once: {{low: 1, typical: {typical}, high: 3}}, yearly: {{low: 0, typical: 0, high: 0}}}}
    weeks: 4
    staff_days: {{it: 1}}
    rollout: {{zh: 推开, en: Roll out}}
    risks: []
    risk: 1
    kpi: {{zh: 指标, en: Figure}}
    exit_criterion: {{zh: 完成, en: Done}}
    evidence: {{zh: 截图, en: Screen}}
    exit_note: {{zh: 可导出, en: Exportable}}
    basis: {basis}
"""


def initiative(folder, id="step", requires="", lift="{question: ladder, level: 4}", typical=2, basis="estimate"):
    path = folder / "initiatives" / "all.yaml"
    path.parent.mkdir(exist_ok=True)
    head = path.read_text("utf-8") if path.exists() else "initiatives:"
    row = INITIATIVE.format(id=id, requires=requires, lift=lift, typical=typical, basis=basis)
    path.write_text(head + row, "utf-8")


def test_our_own_content_is_whole():
    findings = check_content()
    assert findings.faults == ()
    assert findings.counts["questions"] >= 45 and findings.counts["initiatives"] >= 26


def test_a_sound_little_catalogue_passes(folder):
    initiative(folder)
    assert says(folder) == set()


def test_every_level_must_be_liftable(folder):
    initiative(folder, lift="{question: ladder, level: 2}")
    assert says(folder) == {f'No initiative of this trade lifts "ladder" above level {level}.' for level in (2, 3)}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"requires": "{initiative: ghost}"}, 'There is no initiative "ghost".'),
        (
            {"requires": "{initiative: step}"},
            "These prerequisites run in a circle: step → step. Remove one of the requires.",
        ),
        (
            {"lift": "{question: ladder, level: 4, share: 0.5}"},
            "A lift has one target: level, option, options or share.",
        ),
        ({"lift": "{question: digital, level: 4}"}, 'This target does not fit the share question "digital".'),
        ({"lift": "{question: list, options: [z]}"}, 'Question "list" has no option "z".'),
        ({"typical": 9}, "Money must ascend: low <= typical <= high."),
        ({"basis": "sourced"}, "What is marked `sourced` must name its sources."),
    ],
)
def test_initiatives_name_only_what_exists(folder, values, expected):
    initiative(folder, **values)
    assert expected in says(folder)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "        informs: read by people\n",
            "",
            'No lens reads the question "words"; if it must be asked, say what for in `informs`.',
        ),
        ("id: feel", "id: ladder", 'The id "ladder" is used twice in this questionnaire.'),
        (
            "{answer: list, excludes: none}",
            "{answer: words, answered: true}",
            'A condition may only look at earlier questions; "words" comes later.',
        ),
        ("excludes: none}", "excludes: zzz}", 'Question "list" has no option "zzz".'),
        ("{answer: list, excludes: none}", "{company: mood, is: good}", 'The company profile has no field "mood".'),
        (
            "{answer: list, excludes: none}",
            "{answer: digital, includes: a}",
            '"includes" makes no sense for the share question "digital".',
        ),
        ("level: 1", "level: 3", "Levels must run upwards from 0 without gaps."),
        ("exclusive: true, ", "", 'The list lacks an exclusive "none" option.'),
        ("en: Which level", "en: 哪一级", 'The English contains Chinese: "哪一级".'),
        ("min: 0\n        max: 100", "min: 9\n        max: 3", "A number question needs min and max, min below max."),
    ],
)
def test_questionnaires_are_sane(folder, old, new, expected):
    initiative(folder)
    change(folder, old, new)
    assert expected in says(folder)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("max: 8", "max: 9", "The maxima add up to 21; they must give the total, 20."),
        ("above: 0.2", "above: 0.05", "Brackets must rise, both in `above` and in points."),
        ("scenarios: 1, starred", "scenarios: 7, starred", "7 scenarios are asked for; there are only 1."),
        ("score: 18", "score: 2", "A higher level must not ask less, and its level must exist."),
        ("question: digital", "question: gone", 'There is no question "gone".'),
    ],
)
def test_lenses_are_sane(folder, old, new, expected):
    initiative(folder)
    change(folder, old, new, "lenses/points/1.0.yaml")
    assert expected in says(folder)


def test_one_id_means_one_ruler_in_every_trade_a_lens_reads(tmp_path):
    folder = shutil.copytree(TRADES, tmp_path / "data")
    change(folder, "points: 1, text: {zh: 退费", "points: 2, text: {zh: 退费", "instruments/school/1.0.yaml")
    assert [fault.message.en for fault in check_content(folder).faults] == [
        'Question "rules" differs between "bakery" and "school" in kind, options, levels or points, so no one lens can '
        "read both; where the meaning differs, use another id."
    ]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("industries/all.yaml", "id: school", 'There is no trade "school"; use one of bakery, schools'),
        ("industries/all.yaml", "sites: [campus]", "A trade needs at least one kind of site."),
        ("instruments/school/1.0.yaml", "industry: school", 'The questionnaire "school" bears the name of a trade'),
        ("industries/all.yaml", "title: {zh: 学校", 'The report has no phrase "word.nothing".'),
    ],
)
def test_trades_are_named_as_they_are(tmp_path, name, text, expected):
    folder = shutil.copytree(TRADES, tmp_path / "data")
    instead = {
        "id: school": "id: schools",
        "sites: [campus]": "sites: []",
        "industry: school": "industry: bakery",
        "title: {zh: 学校": "phrases: {word.nothing: {zh: 无, en: None}}, title: {zh: 学校",
    }
    change(folder, text, instead[text], name)
    assert any(message.startswith(expected) for message in says(folder))


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (
            "readiness",
            "    absent: [school]\n",
            "",
            'The questionnaire "school" asks nothing of the dimension "linked"; if that is meant, list it in `absent`.',
        ),
        (
            "readiness",
            "absent: [school]",
            "absent: [school, bakery]",
            'The questionnaire "bakery" does ask of this dimension; take it out of `absent`.',
        ),
        (
            "readiness",
            "levels.0.meaning",
            "levels.9.meaning",
            'There is no text at "levels.9.meaning"; write it as in levels.0.meaning, dimensions.iot.about, '
            "pilot.scope or risks.0.",
        ),
        ("readiness", "question: lessons", "question: lesson", 'There is no question "lesson".'),
        (
            "official",
            "[bakery]",
            "[bakery, school]",
            'A points lens counts every question, and the questionnaire "school" does not ask "ovens".',
        ),
    ],
)
def test_a_lens_of_several_trades_leaves_none_out(tmp_path, name, old, new, expected):
    folder = shutil.copytree(TRADES, tmp_path / "data")
    assert says(folder) == set()
    change(folder, old, new, f"lenses/{name}/1.0.yaml")
    assert expected in says(folder)


def test_a_published_edition_may_not_change(folder):
    text, fresh = lock_text(folder)
    assert len(fresh) == 3
    (folder / LOCK).write_text(text, "utf-8")
    assert check_editions(folder) == [] and lock_text(folder)[1] == []
    change(folder, "en: Which level", "en: What level")
    assert [fault.path for fault in check_editions(folder)] == ["instruments/tiny/1.0.yaml:1"]
    assert lock_text(folder)[0] == text
    (folder / "lenses/points/1.0.yaml").unlink()
    assert len(check_editions(folder)) == 2
    (folder / LOCK).write_text("nonsense", "utf-8")
    assert check_editions(folder)[0].path == f"{LOCK}:1"


def test_our_own_files_carry_no_structural_fault():
    assert read_content(DATA).faults == []
