"""Addresses of information items, pay lists and the year's list."""

from django.urls import path

from assessments.views import rewards, rewards_import, rewards_paying, rewards_year

urlpatterns = [
    path("assessments/information/", rewards.Items.as_view(), name="items"),
    path("assessments/information/new/", rewards.Report.as_view(), name="item_report"),
    path("assessments/information/ledger/", rewards.Ledger.as_view(), name="items_ledger"),
    path("assessments/information/import/", rewards_import.ImportItems.as_view(), name="items_import"),
    path("assessments/information/import/template/", rewards_import.empty, name="items_template"),
    path("assessments/information/levels/", rewards.Levels.as_view(), name="levels"),
    path("assessments/information/levels/new/", rewards.SetLevel.as_view(), name="level_set"),
    path("assessments/information/<int:pk>/", rewards.ItemPage.as_view(), name="item"),
    path("assessments/information/<int:pk>/edit/", rewards.Edit.as_view(), name="item_edit"),
    path("assessments/information/<int:pk>/withdraw/", rewards.Withdraw.as_view(), name="item_withdraw"),
    path("assessments/information/<int:pk>/adopt/", rewards.Adopt.as_view(), name="item_adopt"),
    path("assessments/information/<int:pk>/refuse/", rewards.Refuse.as_view(), name="item_refuse"),
    path("assessments/information/<int:pk>/tell/", rewards.Tell.as_view(), name="item_tell"),
    path("assessments/adoptions/<int:pk>/reverse/", rewards.Reverse.as_view(), name="adoption_reverse"),
    path("assessments/pay-lists/", rewards_paying.PayLists.as_view(), name="pay_lists"),
    path("assessments/pay-lists/new/", rewards_paying.Prepare.as_view(), name="pay_list_prepare"),
    path("assessments/pay-lists/<int:pk>/", rewards_paying.PayListPage.as_view(), name="pay_list"),
    path("assessments/pay-lists/<int:pk>/paper/", rewards_paying.Paper.as_view(), name="pay_list_paper"),
    path("assessments/pay-lists/<int:pk>/refresh/", rewards_paying.Refresh.as_view(), name="pay_list_refresh"),
    path("assessments/pay-lists/<int:pk>/approve/", rewards_paying.Approve.as_view(), name="pay_list_approve"),
    path("assessments/pay-lists/<int:pk>/discard/", rewards_paying.Discard.as_view(), name="pay_list_discard"),
    path("assessments/pay-lists/<int:pk>/close/", rewards_paying.Close.as_view(), name="pay_list_close"),
    path("assessments/best/", rewards_year.Best.as_view(), name="best"),
    path("assessments/best/book/", rewards_year.BestBook.as_view(), name="best_book"),
    path("assessments/best/paper/", rewards_year.BestPaper.as_view(), name="best_paper"),
    path("assessments/best/decide/", rewards_year.Decide.as_view(), name="best_decide"),
]
