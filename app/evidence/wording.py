"""Why a file was not accepted, in plain words: what happened, what was kept, what to do."""

from collections.abc import Mapping

from app.kit.intake.values import Kind, Why
from app.kit.text import Text

REFUSALS: Mapping[Why, Text] = {
    Why.EMPTY: Text(
        zh="这个文件是空的，没有保存。请重新选择文件。",
        en="This file is empty; it was not kept. Choose the file again.",
    ),
    Why.TOO_LARGE: Text(
        zh="文件太大：每个文件最多 {most} MB，没有保存。照片可以改用较小的尺寸，文件可以只留需要的几页。",
        en="This file is too large: at most {most} MB each. It was not kept. Take the photo in a smaller size, or "
        "leave only the pages that matter.",
    ),
    Why.UNKNOWN: Text(
        zh="只能添加照片（JPEG、PNG、WebP）、PDF 和 Office 文件（docx、xlsx、pptx）。这个文件不是，没有保存。",
        en="Only photos (JPEG, PNG, WebP), PDF and Office files (docx, xlsx, pptx) can be added. This is none of them; "
        "it was not kept.",
    ),
    Why.HEIC: Text(
        zh="这是 HEIC 照片，不是每台电脑都能打开，没有保存。请在 iPhone 的“设置 → 相机 → 格式”里选“兼容性最佳”再拍，"
        "或者把照片另存为 JPEG。",
        en="This is a HEIC photo, which not every computer can open; it was not kept. On the iPhone choose Settings, "
        "Camera, Formats, “Most Compatible” and take it again, or save the photo as JPEG.",
    ),
    Why.LYING: Text(
        zh="文件名说它是一种文件，内容却是另一种，没有保存。请从原来的程序里重新导出或另存，再添加。",
        en="The name says one kind of file, the content is another; it was not kept. Save it again from the program it "
        "comes from, then add it.",
    ),
    Why.BROKEN: Text(
        zh="这个文件不完整或已损坏，打不开，没有保存。请重新拍照或重新导出，再添加。",
        en="This file is cut short or damaged and cannot be read; it was not kept. Take the photo or save the file "
        "again, then add it.",
    ),
    Why.PIXELS: Text(
        zh="这张图片的像素太多（超过 6000 万），没有保存。请用普通的照片尺寸重新拍。",
        en="This picture has too many pixels (over 60 million); it was not kept. Take it again in the usual size.",
    ),
    Why.LOCKED: Text(
        zh="这个文件有密码或限制，我们无法检查，没有保存。请另存一份不带密码的，再添加。",
        en="This file is locked with a password or restrictions, so it cannot be checked; it was not kept. Save a copy "
        "without them and add that.",
    ),
    Why.MACROS: Text(
        zh="这个文件里有宏（会自动运行的程序），没有保存。请另存为不带宏的 docx、xlsx、pptx，或者另存为 PDF。",
        en="This file contains macros, programs that run by themselves; it was not kept. Save it as docx, xlsx or pptx "
        "without macros, or as PDF.",
    ),
    Why.BOMB: Text(
        zh="这个文件展开后大得异常，没有保存。请另存为 PDF 或较小的文件，再添加。",
        en="Unpacked, this file would be extraordinarily large; it was not kept. Save it as PDF or smaller, then "
        "add it.",
    ),
    Why.LINKED: Text(
        zh="这个文件连着别处的文件或模板，打开时会去读取，没有保存。请断开链接，或者另存为 PDF。",
        en="This file is linked to files or templates elsewhere and would fetch them when opened; it was not kept. "
        "Break the links, or save it as PDF.",
    ),
    Why.EMBEDDED: Text(
        zh="这个文件里还嵌着别的文件，没有保存。请取出嵌入的文件，或者另存为 PDF。",
        en="Other files are embedded in this one; it was not kept. Take them out, or save it as PDF.",
    ),
    Why.SLOW: Text(
        zh="检查这个文件花的时间太长，没有保存。请另存为较小或较简单的文件，再添加。",
        en="Checking this file took too long; it was not kept. Save it smaller or simpler, then add it.",
    ),
    Why.VIRUS: Text(
        zh="病毒扫描在这个文件里发现了问题（{found}），没有保存。请先检查您的设备。",
        en="The virus scanner found {found} in this file; it was not kept. Please check your device.",
    ),
}

NO_FILE = Text(zh="请先选择一个文件。", en="Choose a file first.")
UNDECLARED = Text(
    zh="请先确认文件里认不出任何孩子，再添加；这次没有保存。照片里有孩子的，请先给脸打码。",
    en="Confirm first that no child can be recognised in the file; it was not kept. Blur photos that show children.",
)
SCANNER_AWAY = Text(
    zh="病毒扫描暂时无法使用，所以现在不能接收文件。什么都没有保存，答案不受影响，请过几分钟再试。",
    en="The virus scanner cannot be reached, so files cannot be accepted right now. Nothing of it was kept, your "
    "answers are untouched; try again in a few minutes.",
)
STORE_FULL = Text(
    zh="文件暂时存不下来。什么都没有保存，答案不受影响，请过几分钟再试。",
    en="The file could not be stored. Nothing of it was kept, your answers are untouched; try again in a few minutes.",
)
FROZEN = Text(
    zh="这次评估已经提交，佐证材料不能再添加或删除。",
    en="This assessment has been submitted; files can no longer be added or removed.",
)
TOO_MANY = Text(
    zh="这道题已经有 {most} 个文件，不能再加，这个没有保存。请先删掉不需要的。",
    en="This answer has {most} files already, so this one was not kept. Remove one that is not needed first.",
)
TOO_MUCH = Text(
    zh="这次评估的文件加起来最多 {most} MB，放不下这个，没有保存。请先删掉不需要的。",
    en="The files of this assessment may hold {most} MB together; this one does not fit and was not kept. Remove some "
    "first.",
)
NOT_YOURS = Text(
    zh="只有添加的人或企业负责人可以删除这个文件。",
    en="Only whoever added this file, or an owner of the firm, may remove it.",
)
NO_SITE = Text(zh="请选择是哪个场所的佐证材料。", en="Choose which site this file is about.")

KINDS: Mapping[Kind, Text] = {
    Kind.JPEG: Text(zh="照片", en="Photo"),
    Kind.PNG: Text(zh="图片", en="Picture"),
    Kind.PDF: Text(zh="PDF", en="PDF"),
    Kind.DOCX: Text(zh="Word 文档", en="Word document"),
    Kind.XLSX: Text(zh="Excel 表格", en="Excel sheet"),
    Kind.PPTX: Text(zh="PowerPoint", en="PowerPoint"),
}
NAMELESS = "evidence"


def megabytes(size: int) -> str:
    """Bytes as whole megabytes, as limits are told."""
    return str(size // (1024 * 1024))


def say_size(size: int) -> str:
    """Bytes as people read them."""
    return f"{size / (1024 * 1024):.1f} MB" if size >= 1024 * 1024 else f"{max(1, round(size / 1024))} kB"
