"""The guided look around the sample firm: which pages, in which order, and what is said about each."""

from dataclasses import dataclass
from typing import Literal

from app.kit.text import Text

Stop = Literal["result", "roadmap", "report"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One page of the walk."""

    key: Stop
    title: Text
    says: tuple[Text, ...]


WALK = (
    Stage(
        "result",
        Text(zh="结果", en="Result"),
        (
            Text(
                zh="这是提交问卷的那一刻企业看到的页面：整体等级、云和设备两项单独的读数，以及离下一级还差什么。",
                en="What the firm saw the moment it submitted: the overall level, cloud and machines apart, and what "
                "is missing for the next level.",
            ),
            Text(
                zh="每个数字都标明来源：公开数据、估算还是同行。工信部等级是非官方估计。",
                en="Every figure says where it comes from: published, estimated, peers. The MIIT level is unofficial.",
            ),
        ),
    ),
    Stage(
        "roadmap",
        Text(zh="路线图", en="Roadmap"),
        (
            Text(
                zh="在这家企业的预算、人手和时间之内算出的最优方案：先做 90 天内见分晓的小试点，再分阶段推开。",
                en="The best plan within this firm's budget, people and time: a small pilot within 90 days first, then "
                "stage by stage.",
            ),
            Text(
                zh="每一项写明为什么选它、花多少钱、占多少人天；没选的也写明原因。",
                en="Each item says why it was chosen, what it costs and how many days it takes, or why it was left.",
            ),
        ),
    ),
    Stage(
        "report",
        Text(zh="报告", en="Report"),
        (
            Text(
                zh="给合作伙伴、银行和主管部门看的完整报告。企业可以下载 PDF，或者发一个会到期、能收回的链接。",
                en="The whole report, fit for partners, the bank and the district office. The firm can download a PDF "
                "or send a link that expires and can be withdrawn.",
            ),
        ),
    ),
)
