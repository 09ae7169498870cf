"""A visibility plan read in memory: what the query made from it must answer for one hearing."""

from hearings.policy.classes import Column, Condition, ContentClass, Role
from hearings.policy.decide import KNOWN_STATES
from hearings.policy.facts import AccessOrder, Facts, Participation, Subject, running
from hearings.policy.roles import assigned_role, is_recused
from hearings.policy.scene import scene_of
from hearings.policy.visibility import Clause, Source, VisibilityPlan, participant_kind

_BY_STAFF = frozenset({Source.ASSIGNMENT, Source.OFFICE, Source.TRANSFER})


def covers(plan: VisibilityPlan, facts: Facts) -> bool:
    """Whether a list made from the plan holds this hearing; tests keep it equal to `decide`."""
    scene = scene_of(Subject(plan.user_id), facts, plan.wanted, None, None, plan.now)
    if facts.state not in KNOWN_STATES or (scene.keeps is not None and plan.wanted not in scene.keeps):
        return False
    if plan.only_courts is not None and facts.court.court_id not in plan.only_courts:
        return False
    if plan.only_columns is not None and not plan.only_columns.issuperset(scene.columns):
        return False
    return any(_fits(plan, clause, facts, scene.columns) for clause in plan.clauses)


def _fits(plan: VisibilityPlan, clause: Clause, facts: Facts, columns: tuple[Column, ...]) -> bool:
    if clause.source in _BY_STAFF and _recused(plan, facts):
        return False
    conditions = dict(clause.columns)
    if not all(column in conditions for column in columns):
        return False
    return any(
        all(_holds(conditions[column], plan, witness, column, facts) for column in columns)
        for witness in _witnesses(plan, clause, facts)
    )


def _witnesses(
    plan: VisibilityPlan, clause: Clause, facts: Facts
) -> list[Participation | AccessOrder | None]:
    """Return the rows that make the clause fit: participations, orders, or None for another kind of fact."""
    if clause.source is Source.PARTICIPATION:
        kind = participant_kind(clause.role)
        return [each for each in facts.participations if each.kind == kind and _is_mine(each, plan)]
    if clause.source is Source.ORDER:
        observed = facts.court.court_id in (clause.courts or ())
        return [each for each in facts.orders if _is_mine(each, plan) and observed != clause.courts_apart]
    return [None] if _place_fits(plan, clause, facts) else []


def _place_fits(plan: VisibilityPlan, clause: Clause, facts: Facts) -> bool:
    court, courts = facts.court, clause.courts
    above = {court.court_id, *court.ancestors}
    if clause.source is Source.PUBLIC:
        return court.public_open
    if clause.source is Source.ASSIGNMENT:
        return (courts is None or not above.isdisjoint(courts)) and _assigned(plan, clause.role, facts)
    if clause.source is Source.TRANSFER:
        return bool(set(facts.transferred_to) & set(court.ancestors) & (courts or frozenset()))
    return courts is not None and court.court_id in courts


def _assigned(plan: VisibilityPlan, role: Role, facts: Facts) -> bool:
    return any(
        each.user_id == plan.user_id
        and assigned_role(each.role) is role
        and (each.recused_at is None or each.recused_at > plan.now)
        and running(each.since, each.until, plan.now)
        for each in facts.assignments
    )


def _recused(plan: VisibilityPlan, facts: Facts) -> bool:
    own = [each for each in facts.assignments if each.user_id == plan.user_id]
    return is_recused(own, plan.now)


def _is_mine(row: Participation | AccessOrder, plan: VisibilityPlan) -> bool:
    return row.user_id == plan.user_id and running(row.since, row.until, plan.now)


def _holds(
    condition: Condition,
    plan: VisibilityPlan,
    witness: Participation | AccessOrder | None,
    column: Column,
    facts: Facts,
) -> bool:
    orders = [each for each in facts.orders if _is_mine(each, plan)]
    if condition is Condition.NAMED:
        return any(Column.SEALED in each.columns for each in orders)
    if condition is Condition.BY_ORDER:
        return any(_lists(each, plan.wanted, column) for each in orders)
    if condition is Condition.OWN_PART:
        return isinstance(witness, Participation) and bool(witness.spans)
    if condition in {Condition.LISTED, Condition.LISTED_OPEN}:
        also_open = condition is Condition.LISTED_OPEN and _lists(witness, plan.wanted, Column.OPEN)
        return also_open or _lists(witness, plan.wanted, column)
    return condition is Condition.ALWAYS


def _lists(row: Participation | AccessOrder | None, wanted: ContentClass, column: Column) -> bool:
    if not isinstance(row, AccessOrder) or wanted not in row.classes:
        return False
    word = Column.CLOSED if column in {Column.EX_PARTE, Column.PROVISIONAL} else column
    return word in row.columns
