"""Addresses of cases and of what is written about hearings."""

from django.urls import path, re_path

from hearings.web import cases, hearings, lists, restrictions, rulings, sealing, why

app_name = "hearings"
urlpatterns = [
    path("hearings/", lists.hearing_list, name="list"),
    path("cases/", lists.case_list, name="case-list"),
    path("cases/new/", cases.case_new, name="case-new"),
    path("cases/<str:case_id>/", cases.case_detail, name="case"),
    path("cases/<str:case_id>/edit/", cases.case_edit, name="case-edit"),
    path("cases/<str:case_id>/seal/", sealing.case_seal, name="case-seal"),
    path("cases/<str:case_id>/unseal/", sealing.case_unseal, name="case-unseal"),
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
    path("hearings/<str:hearing_id>/restrictions/", restrictions.restriction_list, name="restrictions"),
    path("hearings/<str:hearing_id>/restrictions/new/", restrictions.restriction_new, name="restriction-new"),
    path("hearings/<str:hearing_id>/why/", why.hearing_why, name="why"),
    path("courts/<str:court_id>/why/", why.court_why, name="court-why"),
    path("hearings/<str:hearing_id>/close-now/", restrictions.close_now, name="close-now"),
    path("restrictions/<str:restriction_id>/decide/", rulings.restriction_decide, name="restriction-decide"),
    path("restrictions/<str:restriction_id>/change/", rulings.restriction_change, name="restriction-change"),
    path("restrictions/<str:restriction_id>/lift/", rulings.restriction_lift, name="restriction-lift"),
    path("restrictions/<str:restriction_id>/keep/", rulings.restriction_keep, name="restriction-keep"),
    path("restrictions/<str:restriction_id>/undo/", rulings.restriction_undo, name="restriction-undo"),
    re_path(
        r"^hearings/(?P<hearing_id>[a-z2-7]{26})/(?P<name>adjourn|cancel|reschedule)/$",
        hearings.event,
        name="event",
    ),
]
