"""axe-core in a page: what it finds, in few words."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Everything but "experimental": WCAG 2.0 to 2.2, A and AA, and axe's own best practices (headings, landmarks).
RUN = """async () => {
  const found = await axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  });
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary.split('\\n').slice(1, 2).join('').trim()}`));
}"""


@cache
def _source() -> str:
    assert SCRIPT.exists(), f"no {SCRIPT.relative_to(ROOT)}: npm ci (`make test` does)"
    return SCRIPT.read_text(encoding="utf-8")


def findings(page: Page) -> list[str]:
    """Return what axe finds on the page, one line per element."""
    page.evaluate(_source())
    found: list[str] = page.evaluate(RUN)
    return found
