"""One file, uploaded into a hearing of its own, and what became of it."""

from dataclasses import dataclass

from tests.acceptance import tus
from tests.acceptance.expecting import KEPT, PLAYS, REFUSED, Expectation, judge
from tests.acceptance.playing import play
from tests.acceptance.report import Report
from tests.acceptance.stage import Stage


@dataclass(frozen=True, slots=True)
class Outcome:
    """``word`` as ``expecting`` judges it, ``why`` for the reader."""

    word: str
    why: str = ""
    duration_ms: int | None = None
    recording: str = ""
    hearing: str = ""

    def __str__(self) -> str:
        length = f" {self.duration_ms} ms" if self.duration_ms is not None else ""
        return f"{self.word}{length} {self.why}".strip()


@dataclass(slots=True)
class MediaTrial:
    """Uploads files as the clerk of one case, each into a new hearing."""

    stage: Stage
    report: Report
    case: str

    @classmethod
    def open(cls, stage: Stage, report: Report, number: str) -> "MediaTrial":
        """Create the case."""
        return cls(stage, report, stage.new_case(number)["id"])

    def run(self, name: str, filename: str, data: bytes, expected: Expectation, **metadata: str) -> Outcome:
        """Upload, wait, judge, report."""
        outcome = self.outcome_of(filename, data, **metadata)
        mark = judge(expected, outcome.word, outcome.duration_ms)
        self.report.add(mark, name, _wanted(expected), str(outcome))
        return outcome

    def outcome_of(self, filename: str, data: bytes, **metadata: str) -> Outcome:
        """Upload into a new hearing and say what happened."""
        hearing = self.stage.new_hearing(self.case)
        fields = {"filename": filename, "hearing": hearing["id"], "started_at": hearing["scheduled_at"]}
        sent = tus.send(self.stage.clerk, data, **fields, **metadata)
        if not sent.accepted:
            return Outcome(_refusal(sent.status), sent.refusal)
        status = tus.work_on(self.stage.clerk, sent)
        return self._after_work(str(status["job_state"]), str(status["words"]), sent.recording, hearing["id"])

    def _after_work(self, state: str, words: str, recording: str, hearing: str) -> Outcome:
        if state == "done":
            played = play(self.stage.clerk, hearing)
            word = PLAYS if played.plays else "does not play"
            return Outcome(word, ", ".join(played.problems), played.duration_ms, recording, hearing)
        word = {"kept": KEPT, "rejected": REFUSED}.get(state, state)
        return Outcome(word, words, recording=recording, hearing=hearing)


def _refusal(status: int) -> str:
    return f"{REFUSED} {status}" if 400 <= status < 500 else f"error {status}"


def _wanted(expected: Expectation) -> str:
    length = f" {expected.duration_ms} ms" if expected.duration_ms is not None and expected.plays_now else ""
    return f"{expected}{length}"
