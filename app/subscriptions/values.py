"""What is said when something lies beyond a plan."""

from uuid import UUID

from app.kit.errors import PersonError
from app.kit.text import Text
from app.subscriptions.plans import Feature

BEYOND = {
    Feature.ROADMAP: Text(
        zh="完整的路线图需要标准版或单次报告。评估结果和路线图的第一步都还在，随时可以看。",
        en="The whole roadmap needs the standard plan or a single report. Your results and the first step of the "
        "roadmap stay here to read.",
    ),
    Feature.REPORTS: Text(
        zh="生成和下载报告需要标准版或单次报告。您的答案和评估结果都还在，没有丢失。",
        en="Making and downloading reports needs the standard plan or a single report. Your answers and results are "
        "all kept.",
    ),
    Feature.REASSESSMENT: Text(
        zh="再做一次评估需要标准版。已完成的评估和结果都还在，随时可以看。",
        en="Another assessment needs the standard plan. The one you finished and its results stay here to read.",
    ),
    Feature.PORTFOLIO: Text(
        zh="这项功能属于服务机构版。已有的客户、审核和记录都还在，可以照常查看。",
        en="This belongs to the provider plan. Your firms, reviews and records are all kept and can be read as before.",
    ),
    Feature.BRAND: Text(
        zh="设置自有品牌需要服务机构版。已出具的报告保持原样。",
        en="Setting a brand of your own needs the provider plan. Reports already issued stay as they are.",
    ),
    Feature.BATCH: Text(
        zh="批量导出需要服务机构版。已生成的文件在有效期内仍可下载。",
        en="Batch exports need the provider plan. Files already made can be fetched until they expire.",
    ),
}


CLIENTS_FULL = Text(
    zh="当前套餐最多 {most} 家客户企业（含已发出的邀请），已满，没有新发链接。已有的客户、审核和记录都不受影响。",
    en="The plan holds {most} firms, counting those invited, and there is no room for more; no link was made. Firms, "
    "reviews and records you have are untouched.",
)
NO_ROOM = Text(
    zh="这家服务机构目前的套餐不能再增加客户企业，所以没有记录授权。您的数据没有变化，请联系这家机构。",
    en="This provider's plan has no room for another firm at present, so nothing was recorded. Nothing of yours "
    "changed; please tell the provider.",
)


class BeyondPlan(PersonError):
    """The organisation's plan does not hold this; nothing is lost, and the page says how to go on."""

    status = 402

    def __init__(
        self, feature: Feature, tenant_id: UUID, assessment_id: UUID | None = None, *, message: Text | None = None
    ) -> None:
        super().__init__(message or BEYOND[feature])
        self.feature = feature
        self.tenant_id = tenant_id
        self.assessment_id = assessment_id
