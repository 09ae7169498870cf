"""Courts with real names, made in the administration as the system administrator does, and read over REST."""

import csv
import html
import unicodedata
from contextlib import closing
from pathlib import Path

from tests.acceptance.report import Mark, Report
from tests.acceptance.stage import API, Stage
from tests.acceptance.visitor import every, sign_in

LISTS = "*courts_*.tsv"
COLUMN = "court_ru"
ZONE = "Asia/Almaty"
FORM = "/admin/courts/court/add/"
# A decomposed letter, quotes and markup, as somebody may paste them.
OWN = ("Аудандық сот «Сарыарқа» & <i>Ко</i>", "Районныи\u0306 суд № 1")


def run(folder: Path, stage: Stage, report: Report) -> None:
    """Add the courts, read them back, look at the list that people see."""
    names = [*OWN, *_names(folder)]
    with closing(sign_in(stage.url, "admin", stage.faults)) as admin:
        page = admin.get(FORM)
        report.check("courts: the form of the administration", 200, page.status_code)
        if page.status_code != 200:
            return
        fields = {"kind": "court", "time_zone": ZONE, "name_kk": "", "parent": _region(stage)}
        headers = {"Referer": stage.url + FORM}
        for name in names:
            token = admin.cookies["csrftoken"]
            form = fields | {"name": name, "name_ru": name, "csrfmiddlewaretoken": token}
            made = admin.post(FORM, data=form, headers=headers)
            if made.status_code != 302:
                report.add(Mark.DIFF, f"courts: {name}", "added", f"{made.status_code}")
        shown = admin.get("/admin/courts/court/", params={"q": OWN[0][:12]}).text
    _read_back(stage, report, names)
    escaped = OWN[0] in html.unescape(shown) and OWN[0] not in shown
    report.check("courts: a name with markup in the list", "escaped", "escaped" if escaped else "not escaped")


def _read_back(stage: Stage, report: Report, names: list[str]) -> None:
    wanted = sorted(unicodedata.normalize("NFC", name) for name in names)
    rows = every(stage.clerk, f"{API}/courts/")
    got = sorted(row["name"] for row in rows if row["name"] == row["name_ru"])
    report.same("courts: by API", wanted, got, f"{len(wanted)} courts")


def _region(stage: Stage) -> str:
    """Return the court above that of the stage."""
    mine = stage.clerk.get(f"{API}/courts/{stage.court}/").raise_for_status().json()
    return str(mine["parent"])


def _names(folder: Path) -> list[str]:
    found: list[str] = []
    for path in sorted(folder.glob(LISTS)):
        with path.open(encoding="utf-8", newline="") as file:
            found += [row[COLUMN].strip() for row in csv.DictReader(file, delimiter="\t")]
    return list(dict.fromkeys(found))
