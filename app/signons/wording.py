"""What somebody reads whose sign-on came to nothing."""

from app.kit.oidc import Reason
from app.kit.text import Text

NO_PLACE = Text(
    zh="统一登录认出了您，但您还不是这家机构在渐云里的成员，也没有等您接受的邀请。请让机构管理员邀请您的工作邮箱，再试一次。",
    en="The sign-on knows you, but in Jianyun you neither belong to this organisation nor is an invitation waiting for "
    "you. Ask its administrator to invite your work address, then try again.",
)
HAS_ACCOUNT = Text(
    zh="您的邮箱已有自己的账号，只有您本人能用它接受邀请。请用密码或验证码登录，打开邀请邮件里的链接并接受，以后就能用统一登录了。",
    en="Your address has an account of its own, and only you accept an invitation for it. Sign in with your password "
    "or a code, open the link in the invitation and accept it; from then on the sign-on works.",
)
OTHER_IDENTITY = Text(
    zh="您的账号已经和这家机构统一登录里的另一个身份相连。请让机构管理员先解除旧的关联，再试一次。",
    en="Your account is linked to another identity of this sign-on. Ask the administrator of the organisation to "
    "unlink that one, then try again.",
)
OTHER_PERSON = Text(
    zh="这个浏览器现在登录的是另一个人的账号，什么都没有改变。请先退出，再用统一登录。",
    en="Somebody else is signed in in this browser, and nothing was changed. Sign out first, then use the sign-on.",
)
UNVERIFIED = Text(
    zh="统一登录没有说明您的邮箱已经验证，所以认不出您。请让机构的系统管理员在身份系统里验证您的邮箱。",
    en="The sign-on did not say that your mail address is verified, so we cannot recognise you by it. Ask your "
    "organisation's IT to verify the address in its identity system.",
)
NO_SIGN_ON = Text(
    zh="这个代码没有设置统一登录。请检查代码，或者用邮箱、手机号登录。",
    en="No sign-on is set up under this code. Check the code, or sign in by mail or phone.",
)
FAULTS = {
    Reason.UNREACHABLE: Text(
        zh="机构的登录系统没有应答。请过几分钟再试；一直这样的话，请告诉机构的系统管理员。",
        en="The sign-on of your organisation did not answer. Try again in a few minutes; if it stays so, tell your "
        "organisation's IT.",
    ),
    Reason.UNFIT: Text(
        zh="机构的登录系统设置不对，无法使用。请告诉机构管理员检查统一登录的发行者地址。",
        en="The sign-on of your organisation is not set up correctly. Ask its administrator to check the issuer.",
    ),
    Reason.REFUSED: Text(
        zh="机构的登录系统没有让您通过，或者您中途取消了。请再试一次，或者问问机构的系统管理员。",
        en="The sign-on of your organisation did not let you through, or you cancelled. Try again, or ask its IT.",
    ),
    Reason.STALE: Text(
        zh="这次登录不是从这个浏览器开始的，或者等得太久了。为了安全，请从登录页重新开始。",
        en="This sign-on did not begin in this browser, or took too long. To be safe, begin again at the sign-in page.",
    ),
    Reason.FORGED: Text(
        zh="登录系统发回的凭证不对：可能已过期，或者不是给我们的。没有让任何人登录，请重新开始；再出现的话，请告诉机构的系统管理员。",
        en="What the sign-on sent back does not hold: it may have expired or was not made for us. Nobody was signed "
        "in. Begin again; if it happens again, tell your organisation's IT.",
    ),
}
