"""Signed notes: the published example, and each way to be no note or not of the key."""

import base64

import pytest

from custody.log.errors import BadNote
from custody.log.note import SIGNATURES_MAX, Note, Verifier, decode64, public_of, read, sign
from tests.custody.log.trees import KEY, KEY_2, ORIGIN, SEED, SEED_2

# The example of golang.org/x/mod/sumdb/note.
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
TEXT = "one\n\ntwo\n"
LINE = sign(TEXT, ORIGIN, [SEED]).decode().rsplit("\n\n", 1)[1]


def test_published_example_verifies() -> None:
    key = Verifier.parse(VKEY)
    note = read(NOTE.encode())
    assert note.by([key]) == [key]
    assert note.text.endswith("problem is.\n")
    assert key.vkey == VKEY


def test_text_with_an_empty_line_reads_back() -> None:
    note = read(sign(TEXT, ORIGIN, [SEED, SEED_2]))
    assert note.text == TEXT
    assert note.by([KEY, KEY_2]) == [KEY, KEY_2]
    assert note.by([KEY_2]) == [KEY_2]


@pytest.mark.parametrize(
    "keys",
    [
        [],
        [Verifier(ORIGIN, public_of(SEED_2))],  # another key of that name
        [Verifier("court.example/log/2", public_of(SEED))],  # that key under another name
    ],
)
def test_note_that_no_known_key_signed_is_refused(keys: list[Verifier]) -> None:
    with pytest.raises(BadNote, match="no known key"):
        read(sign(TEXT, ORIGIN, [SEED])).by(keys)


def test_one_false_signature_spoils_the_note() -> None:
    good, other = read(sign(TEXT, ORIGIN, [SEED, SEED_2])), read(sign("else\n", ORIGIN, [SEED_2]))
    with pytest.raises(BadNote, match="false"):
        Note(good.text, (good.signatures[0], other.signatures[0])).by([KEY, KEY_2])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\n\n",
        b"text\n",
        b"text\n\n",
        f"\n\n{LINE}".encode(),  # no text
        f"one\n{LINE}".encode(),  # no empty line
        f"one\n\n{LINE[:-1]}".encode(),  # no line end at the end
        f"one\n\n{LINE}\n".encode(),
        f"one\n\n {LINE}".encode(),
        f"one\n\n{LINE.replace('—', '-')}".encode(),
        f"one\n\n{LINE.replace('— ', '—')}".encode(),
        f"one\n\n{LINE.replace(ORIGIN, 'a+b')}".encode(),
        f"one\n\n{LINE.replace(ORIGIN + ' ', ' ')}".encode(),
        f"one\n\n{LINE.replace(ORIGIN + ' ', ORIGIN + '  ')}".encode(),
        f"one\n\n{LINE}".replace(ORIGIN, "a\u00a0b").encode(),
        f"one\r\n\n{LINE}".encode(),
        f"o\x1fne\n\n{LINE}".encode(),
        f"o\x00ne\n\n{LINE}".encode(),
        f"one\n\n— {ORIGIN}\n".encode(),
        f"one\n\n— {ORIGIN} \n".encode(),
        f"one\n\n— {ORIGIN} AAAAAA==\n".encode(),  # a key id and no signature
        f"one\n\n— {ORIGIN} AAAA\n".encode(),
        f"one\n\n{LINE.replace('=', '')}".encode(),
        f"one\n\n{LINE * (SIGNATURES_MAX + 1)}".encode(),
    ],
)
def test_other_bytes_are_no_note(data: bytes) -> None:
    with pytest.raises(BadNote):
        read(data)


def test_note_may_have_many_signatures() -> None:
    assert len(read(f"one\n\n{LINE * SIGNATURES_MAX}".encode()).signatures) == SIGNATURES_MAX
    assert len(read(f"one\n\n— {ORIGIN} AAAAAAA=\n".encode()).signatures[0].signature) == 1


@pytest.mark.parametrize(
    "text", ["AA", "A", "AA=", "AAA", "A===", "AA==\n", " AA==", "AB==", "AAB=", "AA-_", "AA==AA=="]
)
def test_base64_has_one_spelling(text: str) -> None:
    with pytest.raises(BadNote):
        decode64(text, BadNote)


@pytest.mark.parametrize("data", [b"", b"a", b"ab", b"abc", bytes(range(256))])
def test_base64_reads_back(data: bytes) -> None:
    assert decode64(base64.b64encode(data).decode(), BadNote) == data


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        VKEY.replace("c74f20a3", "c74f20a4"),
        VKEY.replace("c74f20a3", "C74F20A3"),
        VKEY.replace("PeterNeumann", "Peter Neumann"),
        VKEY.replace("PeterNeumann", "PeterNeumanN"),
        VKEY.replace("+ARpc", "+AhpC"),
        VKEY[:-4],
        VKEY + "\n",
        f"x+00000000+{base64.b64encode(b'').decode()}",
    ],
)
def test_other_text_is_no_key(vkey: str) -> None:
    with pytest.raises(BadNote):
        Verifier.parse(vkey)


def test_key_of_another_kind_is_refused() -> None:
    data = b"\x02" + KEY.public
    vkey = f"{ORIGIN}+{KEY.key_id.hex()}+{base64.b64encode(data).decode()}"
    with pytest.raises(BadNote, match="another kind"):
        Verifier.parse(vkey)


@pytest.mark.parametrize(("name", "length"), [("", 32), ("a b", 32), ("a+b", 32), ("a", 31)])
def test_key_without_a_valid_name_or_length_is_refused(name: str, length: int) -> None:
    with pytest.raises(BadNote):
        Verifier(name, bytes(length))
