"""Addresses of cases and of what is written about hearings."""

from django.urls import path, re_path

from hearings.web import cases, hearings, lists

app_name = "hearings"
urlpatterns = [
    path("hearings/", lists.hearing_list, name="list"),
    path("cases/", lists.case_list, name="case-list"),
    path("cases/new/", cases.case_new, name="case-new"),
    path("cases/<str:case_id>/", cases.case_detail, name="case"),
    path("cases/<str:case_id>/edit/", cases.case_edit, name="case-edit"),
    path("cases/<str:case_id>/participants/new/", cases.participant_new, name="participant-new"),
    path("cases/<str:case_id>/mandates/new/", cases.mandate_new, name="mandate-new"),
    path("cases/<str:case_id>/mandates/<str:mandate_id>/end/", cases.mandate_end, name="mandate-end"),
    path("cases/<str:case_id>/hearings/new/", hearings.hearing_new, name="new"),
    path("hearings/<str:hearing_id>/edit/", hearings.hearing_edit, name="edit"),
    path("hearings/<str:hearing_id>/session/", hearings.session_edit, name="session"),
    path("hearings/<str:hearing_id>/people/new/", hearings.assignment_new, name="assignment-new"),
    path(
        "hearings/<str:hearing_id>/people/<str:assignment_id>/end/",
        hearings.assignment_end,
        name="assignment-end",
    ),
    path(
        "hearings/<str:hearing_id>/people/<str:assignment_id>/recuse/",
        hearings.assignment_recuse,
        name="assignment-recuse",
    ),
    path("hearings/<str:hearing_id>/take-over/", hearings.take_over, name="take-over"),
    re_path(
        r"^hearings/(?P<hearing_id>[a-z2-7]{26})/(?P<name>adjourn|cancel|reschedule)/$",
        hearings.event,
        name="event",
    ),
]
