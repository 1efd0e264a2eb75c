"""What an author can get wrong in a module, a scan that trades share, and a lens's disputed points."""

import shutil

import pytest

from app.content.check import check_content
from app.content.loader import DATA

MODULE, SCAN = "instruments/eu-dma/1.0.yaml", "instruments/quick-scan/1.0.yaml"
LENS, PHRASES = "lenses/eu-dma/1.0.yaml", "phrases/findings.yaml"
SINGLE_PLACE = "{question: mgmt-planning, options: {l0: none, l1: learning, l2: planned, l3: started, l4: changed}}"


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    return shutil.copytree(DATA, tmp_path_factory.mktemp("content") / "data", ignore=shutil.ignore_patterns("*.lock"))


@pytest.fixture
def fault_after(copied):
    """The faults after one change, which is undone at the end."""
    kept = {}

    def change(name, old, new):
        path = copied / name
        kept[path] = text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        return {fault.message.en: fault.path for fault in check_content(copied).faults}

    yield change
    for path, text in kept.items():
        path.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (MODULE, "module: true\n", "", "A questionnaire has exactly one of: industry, industries, module: true."),
        (
            MODULE,
            "{company: exports, is: true}",
            "{company: mood, is: true}",
            'The company profile has no field "mood".',
        ),
        (
            MODULE,
            "{company: exports, is: true}",
            "{answer: dma-2, includes: needs}",
            "Only a module takes offered_when, and it looks at the company profile alone.",
        ),
        (
            MODULE,
            "id: dma-3\n",
            "id: base-systems\n",
            'The questionnaire "furniture" has a question "base-systems" already; '
            "a module is answered beside it: choose another id.",
        ),
        (
            MODULE,
            '          - {zh: "在测试", en: "Testing"}\n',
            "",
            "`steps` must name every whole number from min to max.",
        ),
        (
            PHRASES,
            "    limits_title:",
            "    limits_head:",
            "The phrases modules.eu-dma still lack limits_title, which the report's chapter on it needs.",
        ),
        (
            LENS,
            "      - id: inside\n",
            "      - id: outside\n",
            "A disputed point needs two choices or more, each with an id of its own.",
        ),
        (LENS, "{dma-invested: 2,", "{dma-lost: 2,", 'There is no capability "dma-lost".'),
        (
            LENS,
            "points: {dma-7: {policy: 1, not-digital: 1",
            "points: {dma-99: {policy: 1, not-digital: 1",
            'There is no question "dma-99".',
        ),
        (
            LENS,
            "points: {dma-7: {policy: 1",
            "points: {dma-7: {polite: 1",
            'Question "dma-7" has no option "polite".',
        ),
        (
            SCAN,
            "industries: [furniture, appliances, education]",
            "industries: [furniture, education]",
            'The trade "appliances" is not among the industries of this questionnaire.',
        ),
        (SCAN, "{question: cloud-backup}", "{question: cloud-backups}", 'There is no question "cloud-backups".'),
        (
            SCAN,
            "{question: cloud-backup}",
            "{question: base-capture}",
            'A single answer cannot be carried into the multiple question "base-capture"; '
            "choices can be mapped by `options`.",
        ),
        (
            SCAN,
            "{question: cloud-backup}",
            "{question: cloud-identity}",
            'Two answers are carried into "cloud-identity" of the trade "furniture".',
        ),
        (
            SCAN,
            SINGLE_PLACE,
            SINGLE_PLACE.replace(", l4: changed", ""),
            "`options` must name a place for every option and no other; missing or unknown: l4.",
        ),
        (
            SCAN,
            SINGLE_PLACE,
            SINGLE_PLACE.replace("l4: changed", "l4: altered"),
            'Question "mgmt-planning" has no option "altered".',
        ),
        (
            SCAN,
            SINGLE_PLACE,
            SINGLE_PLACE.replace("l4: changed", "l4: [changed, sharing]"),
            'The single choice "mgmt-planning" takes one option.',
        ),
        (
            SCAN,
            SINGLE_PLACE,
            SINGLE_PLACE.replace("l3: started", "l3: learning"),
            'Option "l3" is above "l2", yet it is carried to less in "mgmt-planning".',
        ),
        (
            SCAN,
            '            example: {zh: "定了明年上 MES',
            '            help: {zh: "定了明年上 MES',
            'Question "q-plan" lacks an example of its own for the trade "appliances" (under `trades`).',
        ),
        (
            SCAN,
            '              l3: {zh: "系统里',
            '              l9: {zh: "系统里',
            'Question "q-orders" has no option "l9".',
        ),
    ],
)
def test_an_authors_mistake_is_named_with_its_place(fault_after, name, old, new, expected):
    found = fault_after(name, old, new)
    assert expected in found, sorted(found)[:5]
    file, _, line = found[expected].rpartition(":")
    assert file.endswith(".yaml") and line.isdigit()


def test_a_trade_with_a_full_questionnaire_must_be_carried_into(fault_after):
    text = (DATA / SCAN).read_text("utf-8")
    bare = "\n".join(line for line in text.splitlines() if not line.startswith("          furniture: {question:"))
    found = fault_after(SCAN, text, bare + "\n")
    message = 'The trade "furniture" has a full questionnaire, yet no answer is carried into it (`carries`).'
    assert message in found
