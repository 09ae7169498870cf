"""Each refusal of the log says what is wrong: who verifies a proof acts on these words."""

from collections.abc import Callable
from typing import Any

import pytest

from custody.log import checkpoint, leaf, merkle, note, proof, tiles
from custody.log.errors import BadCheckpoint, BadNote, BadProof, BadTile, LogError, NotCanonical
from custody.log.tree import HashTree
from tests.custody.log.trees import KEY, KEY_2, ORIGIN, SEED, SEED_2

ROOT, OTHER = b"\1" * 32, b"\2" * 32
LEAF = leaf.Leaf(0, 1, "c", "a.b", "o", "done", "T-1", "p").encode()
TREE = HashTree([leaf.leaf_hash(LEAF), OTHER])
STATE = checkpoint.Checkpoint(ORIGIN, 2, TREE.node(1, 0))
SIGNED = note.sign(STATE.text(), ORIGIN, [SEED])
PROOF = proof.Proof(0, (OTHER,), SIGNED).encode()
TWICE = proof.Proof(0, (OTHER,), note.sign(STATE.text(), ORIGIN, [SEED, SEED_2])).encode()
NOTE = note.sign("a\n", ORIGIN, [SEED]).decode()
LINE = NOTE.rsplit("\n\n", 1)[1]
TILE = tiles.Tile(None, 0, 1)
Call = Callable[[], Any]

REFUSALS: list[tuple[Call, type[LogError], str]] = [
    (lambda: leaf.decode(b'{"v":2}'), NotCanonical, "a leaf of another version"),
    (lambda: leaf.decode(b"[]"), NotCanonical, "not a leaf"),
    (lambda: leaf.decode(LEAF + b" "), NotCanonical, "a leaf in another spelling"),
    (lambda: leaf.canonical("\ud800"), NotCanonical, "half a character"),
    (lambda: leaf.canonical([2**53]), NotCanonical, "an integer of 2^53 or more"),
    (lambda: leaf.canonical(1.5), NotCanonical, "a value of type float"),
    (lambda: leaf.canonical("e\u0301"), NotCanonical, "text that is not in composed letters"),
    (lambda: leaf.commitment(b"short", {}), NotCanonical, "a salt of another length"),
    (lambda: checkpoint.parse("a\n1\n"), BadCheckpoint, "not a checkpoint"),
    (lambda: checkpoint.parse("a\n01\nAAAA\n"), BadCheckpoint, "not the length of a log"),
    (lambda: checkpoint.parse("a\n1\nAAAA\n"), BadCheckpoint, "not a root"),
    (lambda: merkle.inclusion(2, 2, TREE.node), BadProof, "the log does not hold this leaf"),
    (lambda: merkle.consistency(3, 2, TREE.node), BadProof, "no proof leads from an empty or a longer log"),
    (lambda: merkle.root_of_inclusion(ROOT, 2, 2, []), BadProof, "the log does not hold this leaf"),
    (lambda: merkle.root_of_inclusion(ROOT, 0, 1, [OTHER]), BadProof, "the path is too long"),
    (lambda: merkle.root_of_inclusion(ROOT, 0, 2, []), BadProof, "the path is too short"),
    (
        lambda: merkle.check_consistency(0, 2, ROOT, OTHER, []),
        BadProof,
        "no proof leads from an empty or a longer log",
    ),
    (lambda: merkle.check_consistency(2, 2, ROOT, OTHER, []), BadProof, "two logs of one length differ"),
    (lambda: merkle.check_consistency(3, 4, ROOT, OTHER, []), BadProof, "the proof is too short"),
    (
        lambda: merkle.check_consistency(1, 2, ROOT, OTHER, [OTHER]),
        BadProof,
        "the longer log does not continue the shorter one",
    ),
    (lambda: merkle.check_consistency(1, 2, ROOT, OTHER, [OTHER] * 3), BadProof, "the proof is too long"),
    (lambda: merkle.check_consistency(1, 4, ROOT, OTHER, [OTHER]), BadProof, "the proof is too short"),
    (lambda: note.decode64("*", BadNote), BadNote, "not base64"),
    (lambda: note.decode64("AB==", BadNote), BadNote, "base64 with loose bits"),
    (lambda: note.Verifier("a b", ROOT), BadNote, "not the name or not the bytes of a key"),
    (lambda: note.Verifier.parse("nothing"), BadNote, "not a verifier key"),
    (lambda: note.Verifier.parse("a+00000000+*"), BadNote, "not base64"),
    (
        lambda: note.Verifier.parse(KEY.vkey.replace(KEY.key_id.hex(), "00000000")),
        BadNote,
        "a verifier key of another kind, or a mistyped one",
    ),
    (lambda: note.read(NOTE.encode()).by([]), BadNote, "no known key has signed"),
    (
        lambda: note.Note("b\n", note.read(NOTE.encode()).signatures).by([KEY]),
        BadNote,
        "a signature is false",
    ),
    (lambda: note.read(b"\xff"), BadNote, "not UTF-8"),
    (lambda: note.read(b"a"), BadNote, "not a signed note"),
    (lambda: note.read(NOTE[:-1].encode()), BadNote, "not a signed note"),
    (lambda: note.read(f"a\n{LINE}".encode()), BadNote, "not a signed note"),
    (lambda: note.read((NOTE + LINE * note.SIGNATURES_MAX).encode()), BadNote, "too many signatures"),
    (lambda: note.read(b"a\n\nb\n"), BadNote, "not a signature line"),
    (lambda: note.read("a\n\n— b AAAA\n".encode()), BadNote, "not a signature line"),
    (lambda: note.read("a\n\n— b c AAAAAAAA\n".encode()), BadNote, "not base64"),
    (lambda: proof.parse(b"\xff\n\n"), BadProof, "not a proof"),
    (lambda: proof.parse(b"else\nindex 0\n\n"), BadProof, "not a proof"),
    (
        lambda: proof.parse(PROOF.replace(note.encode64(OTHER).encode(), b"AAAA")),
        BadProof,
        "not a path of hashes",
    ),
    (
        lambda: proof.verify(LEAF, TWICE, [KEY]),
        BadProof,
        "a signature is of nobody known",
    ),
    (lambda: proof.verify(LEAF, PROOF, [], witnesses=[KEY]), BadProof, "the log itself has not signed"),
    (lambda: proof.verify(b"else", PROOF, [KEY, KEY_2]), BadProof, "the leaf is not in the log"),
    (lambda: TREE.node(0, 2), BadTile, "the log has no such node"),
    (lambda: TREE.node(2, 0), BadTile, "the log has no such node"),
    (lambda: tiles.TileReader(1, lambda _path: b"").node(1, 0), BadTile, "the log has no such node"),
    (lambda: tiles.hashes(b"", TILE), BadTile, "tile/entries/000.p/1 has 0 bytes"),
    (lambda: tiles.pack([b"\0" * 65_536]), BadTile, "an entry is too long"),
    (lambda: tiles.unpack(b"\0", TILE), BadTile, "tile/entries/000.p/1 is torn"),
    (lambda: tiles.unpack(b"\0\2a", TILE), BadTile, "tile/entries/000.p/1 is torn"),
    (lambda: tiles.unpack(b"\0\1a\0\1b", TILE), BadTile, "tile/entries/000.p/1 holds 2 entries"),
]


@pytest.mark.parametrize(("call", "kind", "words"), REFUSALS, ids=[words for _, _, words in REFUSALS])
def test_refusal_says_what_is_wrong(call: Call, kind: type[LogError], words: str) -> None:
    with pytest.raises(LogError) as caught:
        call()
    assert type(caught.value) is kind
    assert str(caught.value) == words


def test_public_half_belongs_to_the_seed() -> None:
    assert note.Verifier(ORIGIN, note.public_of(SEED)).is_valid(
        "a\n", note.read(NOTE.encode()).signatures[0].signature
    )
    assert note.public_of(SEED) != note.public_of(SEED_2)


def test_letters_of_every_script_stay_as_they_are() -> None:
    assert leaf.canonical("сот") == '"сот"'.encode()


def test_longest_entry_fits() -> None:
    entry = b"a" * tiles.ENTRY_MAX_BYTES
    assert tiles.unpack(tiles.pack([entry]), TILE) == [entry]


def test_path_of_most_steps_is_read() -> None:
    steps = (OTHER,) * (proof.PATH_MAX - 1)
    assert proof.parse(proof.Proof(0, steps, SIGNED).encode()).path == steps
    with pytest.raises(BadProof):
        proof.parse(proof.Proof(0, (*steps, OTHER), SIGNED).encode())


def test_row_of_hashes_that_is_no_power_of_two_has_no_parent() -> None:
    with pytest.raises(ValueError, match="zip"):
        tiles.join(b"\0" * 96)


def test_tree_of_one_leaf_has_one_level() -> None:
    one = HashTree([ROOT])
    assert one.node(0, 0) == ROOT
    assert one.tile(tiles.Tile(1, 0, 1)) == b""
