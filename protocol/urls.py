"""Addresses of the protocol."""

from django.urls import path

from protocol.web import entries
from protocol.web.lines import line_decide
from protocol.web.search import search_page

app_name = "protocol"
urlpatterns = [
    path("hearings/<str:hearing_id>/entries/new/", entries.entry_new, name="entry-new"),
    path("hearings/<str:hearing_id>/protocol/publish/", entries.log_publish, name="publish"),
    path("entries/<str:entry_id>/edit/", entries.entry_edit, name="entry-edit"),
    path("entries/<str:entry_id>/withdraw/", entries.entry_withdraw, name="entry-withdraw"),
    path("entries/<str:entry_id>/undo/", entries.entry_undo, name="entry-undo"),
    path("disguises/<str:disguise_id>/lines/<str:entry_id>/", line_decide, name="line-decide"),
    path("search/", search_page, name="search"),
]
