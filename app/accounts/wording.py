"""What consents are called."""

from app.accounts.models import Purpose
from app.kit.text import Text

CONSENT_WORDS = {
    Purpose.TERMS: Text(zh="使用条款", en="Terms of use"),
    Purpose.PRIVACY: Text(zh="个人信息保护说明", en="Privacy notice"),
    Purpose.MARKETING: Text(zh="接收新功能和活动消息", en="News about functions and events"),
    Purpose.BENCHMARKS: Text(zh="参与匿名对比", en="Part of anonymous comparisons"),
}
