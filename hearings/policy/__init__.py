"""Who may see and hear what: one pure function over frozen facts, its table as data, its form for lists."""

from hearings.policy.bands import Band, BandKind, bands, known_ranges
from hearings.policy.classes import Action, Column, ContentClass, Role
from hearings.policy.court import CourtAction, decide_court, decide_deposit
from hearings.policy.covers import covers
from hearings.policy.decide import decide, decide_case, decide_with
from hearings.policy.protection import Protection, protections
from hearings.policy.ranges import borders_of, playable_ranges
from hearings.policy.roles import grants
from hearings.policy.verdict import Outcome, Reason, Verdict
from hearings.policy.visibility import VisibilityPlan, visibility

__all__ = [
    "Action",
    "Band",
    "BandKind",
    "Column",
    "ContentClass",
    "CourtAction",
    "Outcome",
    "Protection",
    "Reason",
    "Role",
    "Verdict",
    "VisibilityPlan",
    "bands",
    "borders_of",
    "covers",
    "decide",
    "decide_case",
    "decide_court",
    "decide_deposit",
    "decide_with",
    "grants",
    "known_ranges",
    "playable_ranges",
    "protections",
    "visibility",
]
