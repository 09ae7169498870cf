"""National ids are kept as keyed hashes: two can be compared, none can be read."""

from accounts.policies.national_ids import read_national_id
from accounts.services.keyed import keyed_hash

PURPOSE, SUBJECT = "national id", "oidc subject"


def digest_of(text: object) -> str:
    """Return the keyed hash of a national id, empty for what cannot be one."""
    bare = read_national_id(text) if isinstance(text, str) else None
    return keyed_hash(PURPOSE, bare) if bare else ""


def subject_of(provider: str, subject: str) -> str:
    """Return by what the portal knows an account of a provider: some providers use the national id itself for it."""
    return keyed_hash(SUBJECT, f"{provider}\0{subject}")
