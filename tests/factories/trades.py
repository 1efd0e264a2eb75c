"""A fourth trade beside those we ship: a bakery, from files alone."""

import shutil
from pathlib import Path

import yaml

from app.content.catalogue import MAIN
from app.content.loader import DATA, load_catalogue
from tests.samples import TRADES

PLACES = {"strategy": "rules", "cloud": "backup", "iot": "ovens"}
"""Dimension of our main lens -> the baker's question it reads."""


def with_bakery(folder: Path) -> Path:
    """Our content in a folder, and in it an industry, a questionnaire and one more name in the main lens."""
    shutil.copytree(DATA, folder)
    shutil.copytree(TRADES / "instruments" / "bakery", folder / "instruments" / "bakery")
    industry = "industries:\n  - {id: bakery, title: {zh: 面包房, en: Bakery}, sites: [store, plant]}\n"
    (folder / "industries" / "bakery.yaml").write_text(industry, "utf-8")
    place = folder / "lenses" / MAIN
    lens = yaml.safe_load((place / f"{load_catalogue().lens(MAIN).version}.yaml").read_text("utf-8"))
    lens["version"] = "99.0"
    lens["instruments"].append("bakery")
    for dimension in lens["dimensions"]:
        question = PLACES.get(dimension["id"])
        if question is None:
            dimension["absent"] = [*dimension.get("absent", ()), "bakery"]
        else:
            title = {"zh": "面包房", "en": "Bakers"}
            dimension["capabilities"].append({"id": f"b-{question}", "title": title, "reads": [{"question": question}]})
    (place / "99.0.yaml").write_text(yaml.safe_dump(lens, allow_unicode=True), "utf-8")
    return folder
