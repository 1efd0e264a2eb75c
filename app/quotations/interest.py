"""What an adviser has to gain from the plan it stands behind, and the sentence that says so. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.kit.text import Lang, Text

TITLE = Text(zh="利益关系说明", en="Disclosure of interest")
REVIEWED = Text(
    zh="{provider}评审过本路线图所依据的答案",
    en="{provider} reviewed the answers this roadmap rests on",
)
BEHIND = Text(zh="{provider}为贵企业提供咨询", en="{provider} advises your firm")
SELLS = Text(zh="，同时销售其中建议的项目：{names}", en=" and sells some of what it recommends: {names}")
QUOTED = Text(zh="该机构已向贵企业报价。", en=" It has made you an offer.")
FREE = Text(
    zh="贵企业没有义务向其采购，可以向其他供应商询价比较。",
    en=" You are not obliged to buy from it and may compare other offers.",
)
STOP = Text(zh="。", en=".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """What an adviser has to gain from a plan: the initiatives of it that it sells something for, in the plan's order.

    is_reviewer: it reviewed the answers the plan rests on; otherwise it stands behind the report.
    """

    provider: str
    sold: tuple[str, ...] = ()
    has_quoted: bool = False
    is_reviewer: bool = False

    def say(self, titles: Mapping[str, Text]) -> Text:
        """The sentence that has to stand where the plan is shown."""
        named = [titles.get(one) or Text(zh=one, en=one) for one in self.sold]
        names = {"zh": "、".join(one.zh for one in named), "en": "; ".join(one.en for one in named)}
        return Text(zh=self._said("zh", names["zh"]), en=self._said("en", names["en"]))

    def _said(self, lang: Lang, names: str) -> str:
        who = (REVIEWED if self.is_reviewer else BEHIND).get(lang).replace("{provider}", self.provider)
        sells = SELLS.get(lang).replace("{names}", names) if self.sold else ""
        return who + sells + STOP.get(lang) + (QUOTED.get(lang) if self.has_quoted else "") + FREE.get(lang)
