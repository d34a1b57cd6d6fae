"""Measures the rows of the table, ours and the peer's in turn, and writes docs/benchmarks.md. Nothing but Python's own library."""

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import page
from context import Bench
from measuring import Group
from rows import GROUPS


def arguments():
    parser = argparse.ArgumentParser(prog="build/bench.sh", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds of smaller data: whether it runs, not how fast")
    parser.add_argument("--only", action="append", default=[], metavar="ROW", help="this row or group of rows; may be given again")
    parser.add_argument("--list", action="store_true", help="print the names of the rows and leave")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the page goes; without it docs/benchmarks.md for a full run, stdout otherwise")
    return parser.parse_args()


def chosen(names: list[str]) -> list[Group]:
    """The groups that have the rows: sides of a group are measured together."""
    known = {name for group in GROUPS for name in [group.name, *(row.name for row in group.rows)]}
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"no such row: {', '.join(unknown)}; --list has them")
    picked = [group.only(names) for group in GROUPS] if names else GROUPS
    return [group for group in picked if group.rows]


def main():
    given = arguments()
    groups = chosen(given.only)
    if given.list:
        for group in groups:
            print(f"{group.name:12} {' '.join(row.name for row in group.rows)}")
        return
    kept = os.environ.get("RICAP_BENCH_WORK")
    work = Path(kept) if kept else Path(tempfile.mkdtemp(prefix="ricap-bench-"))
    bench = Bench(work, given.quick)
    began = time.monotonic()
    try:
        results = []
        for group in groups:
            results += bench.measure(group)
        measured = {result.row.name for result in results}
        left = [row.name for group in GROUPS for row in group.rows if row.name not in measured]
        text = page.write(bench, results, left, time.monotonic() - began)
    finally:
        bench.close()
        if not kept:
            shutil.rmtree(work, ignore_errors=True)
    full = not given.quick and not given.only
    target = given.out or (bench.repository / "docs" / "benchmarks.md" if full else None)
    if target:
        target.write_text(text, encoding="utf-8")
        print(f"written: {target}", file=sys.stderr)
    else:
        print(text)
    if bench.failed:
        sys.exit(f"failed: {', '.join(bench.failed)}")


if __name__ == "__main__":
    main()
