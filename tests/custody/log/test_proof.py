"""Proofs: what is proved is accepted, and nothing that differs from it by as little as a bit."""

import random

import pytest

from custody.log import checkpoint as checkpoints
from custody.log.checkpoint import Checkpoint
from custody.log.errors import BadCheckpoint, BadProof, LogError
from custody.log.leaf import Leaf
from custody.log.note import Verifier, encode64, public_of, sign
from custody.log.proof import HEADER, Proof, parse, verify
from tests.custody.log.trees import KEY, KEY_2, ORIGIN, SEED, SEED_2, Log, entry, log_of

SIZE, INDEX = 1000, 611
FLIPS, SOAK_FLIPS = 300, 3000
WITNESS_SEED = bytes(range(2, 34))
WITNESS = Verifier("witness.example", public_of(WITNESS_SEED))


@pytest.fixture(scope="module")
def log() -> Log:
    return log_of(SIZE)


def test_proof_of_a_leaf_is_accepted_and_short(log: Log) -> None:
    proof = log.proof(INDEX)
    state = verify(entry(INDEX), proof, [KEY])
    assert (state.origin, state.size) == (ORIGIN, SIZE)
    assert len(proof) < 2048
    assert parse(proof).encode() == proof


def test_proof_has_the_form_of_the_specification() -> None:
    head, note = log_of(2).proof(1).split(b"\n\n", 1)
    lines = head.decode().split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 1"]
    assert len(lines) == 3
    assert note.decode().split("\n")[:2] == [ORIGIN, "2"]


def test_only_leaf_of_a_log_needs_no_path() -> None:
    assert verify(entry(0), log_of(1).proof(0), [KEY]).size == 1


@pytest.mark.parametrize("keys", [[KEY], [KEY_2], [KEY, KEY_2]])
def test_two_signatures_need_both_keys(log: Log, keys: list[Verifier]) -> None:
    proof = log.proof(INDEX, SEED, SEED_2)
    if len(keys) == 2:
        assert verify(entry(INDEX), proof, keys).size == SIZE
    else:
        with pytest.raises(BadProof, match="nobody known"):
            verify(entry(INDEX), proof, keys)


def test_witness_counts_beside_the_log_and_not_instead(log: Log) -> None:
    claimed = parse(log.proof(INDEX))
    text = claimed.note.split(b"\n\n")[0].decode() + "\n"
    cosigned = claimed.note + sign(text, WITNESS.name, [WITNESS_SEED]).split(b"\n\n")[1]
    both = Proof(INDEX, claimed.path, cosigned).encode()
    assert verify(entry(INDEX), both, [KEY], witnesses=[WITNESS]).size == SIZE
    with pytest.raises(BadProof, match="nobody known"):
        verify(entry(INDEX), both, [KEY])
    alone = Proof(INDEX, claimed.path, sign(text, WITNESS.name, [WITNESS_SEED])).encode()
    for keys in ([KEY], [KEY, WITNESS]):  # a key of another name is not the log's, whoever hands it in
        with pytest.raises(BadProof, match="has not signed"):
            verify(entry(INDEX), alone, keys, witnesses=[WITNESS])


def test_proof_of_another_leaf_place_or_log_is_refused(log: Log) -> None:
    proof = log.proof(INDEX)
    with pytest.raises(BadProof, match="not in the log"):
        verify(entry(INDEX + 1), proof, [KEY])
    claimed = parse(proof)
    for other in (INDEX - 1, INDEX ^ 512, SIZE):
        with pytest.raises(BadProof):
            verify(entry(INDEX), Proof(other, claimed.path, claimed.note).encode(), [KEY])
    with pytest.raises(LogError):
        verify(entry(INDEX), Proof(INDEX, claimed.path, sign("x\n1\n", ORIGIN, [SEED])).encode(), [KEY])


GOOD = log_of(2).proof(1)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\n\n",
        GOOD.replace(b"@v1", b"@v2"),
        GOOD.replace(b"\nindex 1", b""),
        GOOD.replace(b"index 1", b"index 01"),
        GOOD.replace(b"index 1", b"index -1"),
        GOOD.replace(b"index 1", b"index  1"),
        GOOD.replace(b"index 1", b"index \xd9\xa1"),  # the digit one in Arabic letters
        GOOD.replace(b"index 1", b"Index 1"),
        GOOD.replace(b"index 1", b"index 1\r"),
        GOOD.replace(b"index 1", b"extra AAAA\nindex 1"),
        GOOD.replace(b"index 1", b"index 1\nAAAA"),
        GOOD.replace(b"index 1", b"index 1\n" + b"\n".join([b"A" * 43 + b"="] * 64)),
        GOOD.replace(b"\n\n", b"\n"),
        HEADER.encode(),
        f"{HEADER}\nindex 1".encode(),
        b"\n" + GOOD,
    ],
)
def test_other_bytes_are_no_proof(data: bytes) -> None:
    with pytest.raises(LogError):
        verify(entry(1), data, [KEY])
    with pytest.raises(BadProof):
        parse(data)


def test_longest_path_is_read() -> None:
    longest = Proof(1, (bytes(32),) * 63, b"note")
    assert parse(longest.encode()) == longest


@pytest.mark.parametrize(
    "text",
    [
        "",
        "o\n1\n",
        f"\n1\n{encode64(bytes(32))}\n",
        f"o\n01\n{encode64(bytes(32))}\n",
        f"o\n-1\n{encode64(bytes(32))}\n",
        f"o\n+1\n{encode64(bytes(32))}\n",
        f"o\n1 \n{encode64(bytes(32))}\n",
        f"o\n٣\n{encode64(bytes(32))}\n",
        f"o\n{10**16}\n{encode64(bytes(32))}\n",
        f"o\n1\n{encode64(bytes(31))}\n",
        f"o\n1\n{encode64(bytes(32))[:-1]}\n",
        f"o\n1\n{encode64(bytes(32))}",
        f"o\n1\n{encode64(bytes(32))}\nmore\n",
        f"o\n1\n{encode64(bytes(32))}\nmore",
    ],
)
def test_other_text_is_no_checkpoint(text: str) -> None:
    with pytest.raises(BadCheckpoint):
        checkpoints.parse(text)


@pytest.mark.parametrize("size", [0, 1, 10**15])
def test_checkpoint_reads_back(size: int) -> None:
    state = Checkpoint(ORIGIN, size, bytes(range(32)))
    assert checkpoints.parse(state.text()) == state


def accepted(flips: int, seed: int) -> int:
    """How many certificates or proofs with one bit changed were taken for the true ones, in turns."""
    draw, log = random.Random(seed), Log()
    leaf = Leaf(
        5, 1_700_000_000_000, "court", "play.opened", "hearing", "done", "open/s", "actor", priv="ab" * 32
    )
    log.add([entry(n) for n in range(5)] + [leaf.encode()] + [entry(n) for n in range(300)])
    proofs = [log.proof(5), log.proof(5, SEED, SEED_2)]
    count = 0
    for turn in range(flips):
        data, proof = bytearray(leaf.encode()), bytearray(proofs[turn // 2 % 2])
        target = data if turn % 2 else proof
        bit = draw.randrange(len(target) * 8)
        target[bit // 8] ^= 1 << bit % 8
        try:
            verify(bytes(data), bytes(proof), [KEY, KEY_2])
        except LogError:
            continue
        count += 1
    return count


def test_flipped_bit_is_never_accepted() -> None:
    assert accepted(FLIPS, seed=20261128) == 0


@pytest.mark.soak
def test_flipped_bit_is_never_accepted_in_the_long_run() -> None:
    assert (
        accepted(SOAK_FLIPS, seed=random.SystemRandom().randrange(2**32)) == 0
    )  # 0 of 3,000: below 0.1 % at 95 %
