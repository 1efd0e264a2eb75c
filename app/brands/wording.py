"""Why a logo or a colour was not accepted, in plain words: what happened, what was kept, what to do."""

from collections.abc import Mapping

from app.kit.intake.values import Why
from app.kit.text import Text

_KINDS = Text(
    zh="标志只能是 PNG、JPEG 或 WebP 图片。这个文件不是，没有保存，原来的标志还在。",
    en="A logo must be a PNG, JPEG or WebP picture. This file is none, so it was not kept; the logo you had is "
    "still there.",
)
REFUSALS: Mapping[Why, Text] = {
    Why.EMPTY: Text(
        zh="这个文件是空的，没有保存，原来的标志还在。请重新选择。",
        en="This file is empty; it was not kept, and the logo you had is still there. Choose the file again.",
    ),
    Why.TOO_LARGE: Text(
        zh="文件太大：标志最多 {most} MB，没有保存，原来的标志还在。请缩小尺寸再传。",
        en="This file is too large: a logo may have {most} MB. It was not kept; make it smaller and try again.",
    ),
    Why.SVG: Text(
        zh="SVG 里可能带有程序和外部链接，所以不收，没有保存。请从设计软件里导出一张 PNG（宽 1200 像素就够），再上传。",
        en="SVG files may carry scripts and links to elsewhere, so they are not accepted; it was not kept. Export the "
        "logo as PNG, 1200 pixels wide is plenty, and upload that.",
    ),
    Why.UNKNOWN: _KINDS,
    Why.HEIC: _KINDS,
    Why.LYING: _KINDS,
    Why.PIXELS: Text(
        zh="这张图片的像素太多（超过 2500 万），没有保存，原来的标志还在。宽 1200 像素就够清晰。",
        en="This picture has too many pixels, over 25 million; it was not kept. 1200 pixels wide is sharp enough.",
    ),
    Why.SMALL: Text(
        zh="这张图片太小（长边不到 64 像素），印出来会模糊，没有保存。请上传宽 600 像素以上的图片。",
        en="This picture is too small, under 64 pixels on its long side, and would be blurred in print; it was not "
        "kept. Upload one at least 600 pixels wide.",
    ),
    Why.PALE: Text(
        zh="这个标志几乎全是白色或透明，放在白纸上看不见，没有保存。请上传适合浅色背景的版本。",
        en="Nearly everything in this logo is white or clear: on white paper nothing would be seen. It was not kept; "
        "upload the version made for light backgrounds.",
    ),
    Why.BROKEN: Text(
        zh="这个文件不完整或已损坏，打不开，没有保存，原来的标志还在。请重新导出再上传。",
        en="This file is cut short or damaged and cannot be read; it was not kept. Export the logo again.",
    ),
    Why.BOMB: Text(
        zh="这个文件展开后大得异常，没有保存，原来的标志还在。请重新导出一张普通的 PNG。",
        en="Unpacked, this file would be extraordinarily large; it was not kept. Export the logo again as a plain PNG.",
    ),
    Why.SLOW: Text(
        zh="检查这个文件花的时间太长，没有保存，原来的标志还在。请重新导出一张普通的 PNG。",
        en="Checking this file took too long; it was not kept. Export the logo again as a plain PNG.",
    ),
    Why.VIRUS: Text(
        zh="病毒扫描在这个文件里发现了问题（{found}），没有保存。请先检查您的设备。",
        en="The virus scanner found {found} in this file; it was not kept. Please check your device.",
    ),
}
NO_FILE = Text(zh="请先选择一张图片。", en="Choose a picture first.")
SCANNER_AWAY = Text(
    zh="病毒扫描暂时无法使用，所以现在不能接收文件。什么都没有改变，请过几分钟再试。",
    en="The virus scanner cannot be reached, so files cannot be accepted right now. Nothing was changed; try again in "
    "a few minutes.",
)
NO_COLOUR = Text(
    zh="请用六位色号填写，例如 #0b5c63。",
    en="Write the colour as six hexadecimal digits, for example #0b5c63.",
)
TOO_LIGHT = Text(
    zh="这个颜色太浅：白字放在上面只有 {ratio} : 1 的对比，至少要 4.5 : 1 才读得清。最接近的可用颜色是 {shade}。",
    en="This colour is too light: white words on it stand out by {ratio} : 1, and 4.5 : 1 is needed to read them. The "
    "nearest shade that works is {shade}.",
)
NO_ADDRESS = Text(
    zh="发件人名称里不能有邮箱、网址或尖括号，只写名称。",
    en="A sender's name may hold no mail or web address and no angle brackets; write the name alone.",
)
NOT_US = Text(
    zh="发件人名称不能用我们的名字，收信人会以为是我们发的。",
    en="A sender's name may not be ours: readers would take the mail for one of our own.",
)
