"""Pages made of nothing but the parts in core/views.py, on notices, for test_views.py."""

from typing import Any

from django import forms
from django.template import engines
from django.urls import include, path

from core import clock, views
from core.errors import DomainError
from core.models import InboxItem
from core.undo import Undo
from tests.core.versions import CURRENT


class Inline:
    """A page whose template stands in `source`."""

    source = "{% for e in form.non_field_errors %}{{ e }}{% endfor %}{{ form.title.errors }}{{ form.title.value }}|"

    def get_template_names(self) -> Any:
        return engines["django"].from_string(self.source)


class TitleForm(forms.Form):
    title = forms.CharField()


class TitleFilter(forms.Form):
    title = forms.CharField(required=False)
    number = forms.IntegerField(required=False)

    def narrow(self, rows: Any) -> Any:
        return rows.filter(title__contains=self.cleaned_data["title"])


class TitleModelForm(forms.ModelForm):
    class Meta:
        model = InboxItem
        fields = ["title"]


def refuse_bad(title: str) -> None:
    if title == "bad field":
        raise DomainError("请换一个标题", field="title")
    if title == "bad form":
        raise DomainError("今天不收", field="nowhere")


class List(Inline, views.ListPage):
    model = InboxItem
    filter_class = TitleFilter
    source = (
        "{{ count }}|{{ page_query }}|{{ filter_form.errors }}|{% for item in object_list %}{{ item }},{% endfor %}"
    )


class Create(Inline, views.CreatePage):
    form_class = TitleForm
    success_message = "已保存"
    source = Inline.source + "{% include 'components/_once.html' %}"

    def act(self, form: Any) -> InboxItem:
        refuse_bad(form.cleaned_data["title"])
        return InboxItem.objects.create(
            user=self.request.user,
            what=clock.now().isoformat(),
            title=form.cleaned_data["title"],
            created_at=clock.now(),
        )

    def get_success_url(self) -> str:
        return f"/made/{self.result.pk}/"

    def get_undo(self) -> Undo:
        return Undo(f"/press/{self.result.pk}/", {"reason": "写错了", "row": [1, 2]})


class Edit(Inline, views.EditPage):
    model = InboxItem
    form_class = TitleModelForm
    success_url = "/saved/"
    success_message = "已保存"
    source = Inline.source + "{% include 'components/_version.html' %}"

    @property
    def opened_version(self) -> int:  # notices have no version of their own
        return CURRENT["version"]

    def permitted(self) -> bool:
        return self.target.title != "locked"

    def act(self, form: Any) -> None:
        if self.version != str(CURRENT["version"]):
            raise DomainError("已被他人修改")
        InboxItem.objects.filter(pk=self.target.pk).update(title=form.cleaned_data["title"])


class Press(views.PostActionView):
    model = InboxItem
    success_url = "/pressed/"
    success_message = "已撤回"

    def act(self, obj: InboxItem) -> None:
        refuse_bad(obj.title)
        obj.delete()

    def get_undo(self) -> Undo:
        return Undo("/create/", {"title": self.target.title}, label="再登记")


class Final(views.PostActionView):
    model = InboxItem
    success_url = "/pressed/"
    success_message = "已送达"
    final = "已送达，不能撤回。"

    def act(self, obj: InboxItem) -> None:
        """Nothing needs to happen."""


urlpatterns = [
    path("final/<int:pk>/", Final.as_view()),
    path("list/", List.as_view()),
    path("create/", Create.as_view()),
    path("edit/<int:pk>/", Edit.as_view()),
    path("press/<int:pk>/", Press.as_view()),
    path("", include("liaison.urls")),
]
