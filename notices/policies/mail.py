"""The mail about a notice: that there is one, and a link. No names, no numbers, nothing of a case (R10)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _, override

LANGUAGES = ("kk", "ru", "en")
"""A mail cannot ask which language its reader prefers, so it says its two sentences in each."""


@dataclass(frozen=True, slots=True)
class Mail:
    """Subject and text, ready to be sent."""

    subject: str
    body: str


def mail_about(link: str) -> Mail:
    """Return the mail that leads to a notice; every notice's mail reads the same but for the link."""
    subjects, paragraphs = [], []
    for language in LANGUAGES:
        with override(language):
            subjects.append(_("A notice from the court portal"))
            paragraphs.append(
                _("There is a notice for you in the court portal. Sign in and read it at this address:")
            )
    return Mail(" / ".join(subjects), "\n\n".join([*paragraphs, link]) + "\n")
