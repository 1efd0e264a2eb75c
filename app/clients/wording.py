"""What the stages of a client are called."""

from app.clients.models import Stage
from app.kit.text import Text

STAGE_WORDS = {
    Stage.NOTED: Text(zh="已登记", en="Noted"),
    Stage.INVITED: Text(zh="已邀请", en="Invited"),
    Stage.OPENED: Text(zh="已打开邀请", en="Invitation opened"),
    Stage.JOINED: Text(zh="已加入", en="Joined"),
    Stage.FILLING: Text(zh="填写中", en="Filling in"),
    Stage.SUBMITTED: Text(zh="已提交", en="Submitted"),
    Stage.IN_REVIEW: Text(zh="审核中", en="In review"),
    Stage.CHANGES_REQUESTED: Text(zh="待企业修改", en="Changes requested"),
    Stage.SIGNED_OFF: Text(zh="已签发", en="Signed off"),
    Stage.ENDED: Text(zh="授权已结束", en="Consent ended"),
}
