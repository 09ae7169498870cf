"""``python -m agent``: the same as the shipped file."""

from __future__ import annotations

from agent.program import run

if __name__ == "__main__":
    run()
