"""Findings in words: a sentence for each, in three languages, that names the microphone."""

from dataclasses import dataclass

import pytest
from django.utils.translation import override

from media_pipeline.policies.finding_words import SEVERITIES, finding_words, span_words
from media_pipeline.policies.triage import Finding
from media_pipeline.states import FindingCode, Severity

OF_A_MICROPHONE = [code for code in FindingCode if code.startswith("channel-")]


@dataclass(frozen=True)
class Row:
    code: str
    channel: int | None
    value: int | None


@pytest.mark.parametrize("code", FindingCode)
@pytest.mark.parametrize("value", [None, -60, 0, 1, 30_000_000])
def test_every_finding_has_a_sentence_whatever_its_number(code: FindingCode, value: int | None) -> None:
    said = set()
    for language in ("kk", "ru", "en"):
        with override(language):
            said.add(finding_words(Row(code, 1, value), ["judge"]))
    assert len(said) == 3
    assert not any("%" in words for words in said)


@pytest.mark.parametrize("code", OF_A_MICROPHONE)
def test_microphone_is_named_by_whom_it_belongs_to_else_by_number(code: FindingCode) -> None:
    with override("ru"):
        assert "Микрофон «Судья»" in finding_words(Row(code, 0, 1), ["judge"])
        assert "Микрофон 2" in finding_words(Row(code, 1, 0), ["judge"])


def test_copied_microphone_names_the_other() -> None:
    with override("en"):
        words = finding_words(Finding(FindingCode.CHANNEL_COPY, Severity.NOTICE, 2, value=1), [])
    assert words == "Microphone 3 records the same as Microphone 2."


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 минуту"),
        (22, "22 минуты"),
        (125, "2 часа"),
        (3000, "2 дня"),
        (30_000_000, "57 лет"),
    ],
)
def test_span_is_told_in_the_largest_unit(minutes: int, words: str) -> None:
    with override("ru"):
        assert span_words(minutes) == words


def test_words_exist_for_every_severity() -> None:
    assert set(SEVERITIES) == set(Severity)
