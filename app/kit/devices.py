"""What kind of device asks, as coarsely as can be: nothing by which a person could be told from another."""

import re

WECHAT, ROBOT, PHONE, TABLET, COMPUTER = "wechat", "robot", "phone", "tablet", "computer"
_ROBOT = re.compile(r"bot\b|bot/|spider|crawl|preview|curl|python|fetch|monitor|slurp|headless", re.I)
_TABLET = re.compile(r"iPad|Tablet|Android(?!.*Mobile)", re.I)
_PHONE = re.compile(r"Mobile|iPhone|Android|HarmonyOS|Phone", re.I)


def is_wechat(user_agent: str) -> bool:
    """Whether this is the browser inside WeChat, which cannot keep downloads."""
    return "MicroMessenger" in user_agent


def coarse_device(user_agent: str) -> str:
    """wechat, robot, phone, tablet or computer."""
    if is_wechat(user_agent):
        return WECHAT
    if not user_agent or _ROBOT.search(user_agent):
        return ROBOT
    if _TABLET.search(user_agent):
        return TABLET
    return PHONE if _PHONE.search(user_agent) else COMPUTER
