"""The audit log on the desk of administrators: that all is well, or what is not and what to do."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from accounts.policies.caller import caller_of
from courts.models import Court
from custody.services.watching import LATE, REFUSED, UNSIGNED, LogAlarm, log_alarms
from desk.services.items import Group, Item
from media_pipeline.doors import courts_administered

TITLES = {
    LATE: gettext_lazy("Acts wait to be entered in the audit log: %(log)s"),
    REFUSED: gettext_lazy("The signer refuses the audit log: %(log)s"),
    UNSIGNED: gettext_lazy("The audit log is not being signed: %(log)s"),
}
DETAILS = {
    LATE: gettext_lazy("The workers may have stopped, or a file of the log is damaged. Nothing is lost."),
    REFUSED: gettext_lazy(
        "What is stored does not continue what was signed before: something was changed, removed or restored "
        "from an old copy. Change nothing and run verify_custody."
    ),
    UNSIGNED: gettext_lazy("The signer may have stopped. Nothing is lost; start it again."),
}


def log_on_desk(request: HttpRequest) -> list[Group]:
    """Return the state of the logs: of all for the system's administrator, of the own courts for a court's."""
    caller = caller_of(request)
    everywhere = caller.user is not None and caller.user.is_superuser
    courts = {str(court) for court in courts_administered(caller)}
    if not courts and not everywhere:
        return []
    alarms = [alarm for alarm in log_alarms() if everywhere or alarm.court in courts]
    names = dict(Court.objects.filter(pk__in={alarm.court for alarm in alarms}).values_list("pk", "name"))
    items = [_item(alarm, names.get(alarm.court, _("the portal"))) for alarm in alarms]
    empty = _("Every act is in its log. The logs are signed by this portal alone: self-signed only.")
    return [Group("audit-log", _("Audit log"), empty, items)]


def _item(alarm: LogAlarm, name: str) -> Item:
    title = TITLES[alarm.kind] % {"log": f"{name}, {alarm.year}"}
    return Item(title, reverse("help"), str(DETAILS[alarm.kind]), alarm.since, "danger")
