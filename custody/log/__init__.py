"""The audit log as a pure library: leaves, tree, tiles, signed checkpoints, proofs. No Django, no clock, no files.

Hashing is RFC 6962; the formats are those of C2SP: tlog-tiles, signed-note (Ed25519), tlog-checkpoint, tlog-proof.
"""
