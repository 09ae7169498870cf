"""The only ways to an object: each door fetches, gathers facts, decides, and answers with the object or a problem."""

from hearings.doors.case import AdmittedCase, get_case_for
from hearings.doors.court import courts_for, require_at_court, require_at_courtroom
from hearings.doors.hearing import Admitted, get_hearing_for

__all__ = [
    "Admitted",
    "AdmittedCase",
    "courts_for",
    "get_case_for",
    "get_hearing_for",
    "require_at_court",
    "require_at_courtroom",
]
