"""The terms of reports that forms explain."""

from django.utils.translation import gettext_lazy as _

from core.terms import Term

TERMS = {
    "organised": Term(
        _("隶属关系"),
        _("单位合并、划转以后，以往的数字可以按当时的隶属关系汇总，也可以按现在的。两种都对，报送时请注明。"),
    ),
    "purpose": Term(
        _("用途"),
        _("导出的文件含个人信息时，须写明做什么用。用途和导出人记入操作记录，监督人员可以查看。"),
    ),
    "checked": Term(
        _("公开前核对"),
        _("公开的内容不得含群众姓名、住址、电话和信访事项。一人核对，另一人审核同意后才会公开。"),
    ),
}
