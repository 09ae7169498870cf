"""The sentence for each reason, in English: the message id that the web and API floors translate."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hearings.policy.verdict import Reason


def gettext_noop(message: str) -> str:
    """Mark a message for extraction; this package knows no framework that would translate it."""
    return message


SENTENCES: Final[Mapping[Reason, str]] = MappingProxyType(
    {
        Reason.GRANTED: gettext_noop("You may do this."),
        Reason.SIGN_IN: gettext_noop("Sign in to go on."),
        Reason.ABSENT: gettext_noop("There is nothing here."),
        # The same words as for what does not exist: the difference would tell that it does.
        Reason.UNKNOWN: gettext_noop("There is nothing here."),
        Reason.ROLE: gettext_noop("Your role in this hearing does not allow this."),
        Reason.EXCLUDED: gettext_noop("A ruling excludes you from this part of the hearing."),
        Reason.CLOSED: gettext_noop("This part of the hearing is closed."),
        Reason.PROTECTED: gettext_noop("This part of the hearing is protected."),
        Reason.PROVISIONAL: gettext_noop("This part is closed until a judge decides on it."),
        Reason.OFF_RECORD: gettext_noop("This part is off the record."),
        Reason.SEALED: gettext_noop("This case is sealed."),
        Reason.PURPOSE: gettext_noop("State the purpose for which you need this; it is logged."),
        Reason.STEP_UP: gettext_noop("Confirm your identity once more: password or second factor."),
        Reason.SWORN: gettext_noop("Only a clerk who is sworn for this hearing may hear the original."),
        Reason.OWN_PART: gettext_noop("You may hear your own testimony only."),
        Reason.ORDER: gettext_noop("This needs an order of the judge that names you."),
        Reason.SAME_DAY: gettext_noop("A hearing can be taken over only on its day."),
        Reason.SCOPE: gettext_noop("This client was not given the scope for this."),
        Reason.DRAFT: gettext_noop("The protocol is a draft and not yet published."),
        Reason.UNMARKED: gettext_noop("The recording can be played once the clerk has marked the session."),
        Reason.PREPARING: gettext_noop("The protected version of this part is being prepared."),
        Reason.EXPIRED: gettext_noop("It was destroyed under an act of the court; the card says which."),
        Reason.HOLD: gettext_noop("A legal hold forbids any change or deletion."),
    }
)


def message(reason: Reason) -> str:
    """Return the message id of the sentence that tells a person why; translate it where it is shown."""
    return SENTENCES[reason]
