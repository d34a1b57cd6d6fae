"""What is measured: rows compare sides, and the sides of a group take turns."""

import os
import shlex
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path


class Failed(Exception):
    """A side did not do its work."""


@dataclass(frozen=True)
class Measure:
    """One run: how long it took, and the most memory that was resident where that is known."""

    seconds: float
    peak: int = 0


@dataclass
class Side:
    """One way to do the work of a row."""

    command: str
    """As a reader would type it."""
    run: Callable[[], Measure]
    before: Callable[[], None] = lambda: None
    """Not timed: puts things back to where a run begins."""
    per: int = 1
    """How many samples a run makes, where times are told for one."""
    missing: str = ""
    """What it needs and this machine lacks; then it is not run."""


@dataclass(frozen=True)
class Target:
    """What a row has to reach."""

    text: str
    figure: Callable[[float, float | None], float | None]
    """Of ours and the peer's median."""
    holds: Callable[[float], bool]
    show: Callable[[float], str]


def faster(times: float) -> Target:
    return Target(f"≥ {times:g}×", lambda o, p: p and p / o, lambda r: r >= times, lambda r: f"{r:.2f}×")


def at_most(times: float) -> Target:
    return Target(f"≤ {times:g}×", lambda o, p: p and o / p, lambda r: r <= times, lambda r: f"{r:.3f}×")


def within(seconds: float) -> Target:
    return Target(f"≤ {duration(seconds)}", lambda o, p: o, lambda s: s <= seconds, duration)


def adding(seconds: float) -> Target:
    return Target(f"+ ≤ {duration(seconds)}", lambda o, p: p and o - p, lambda s: s <= seconds, lambda s: ("+" if s >= 0 else "−") + duration(abs(s)))


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    name: str
    what: str
    peer: str
    ours: str
    """The side that is ours."""
    other: str | None
    """The peer's side; none where the target is a time."""
    target: Target
    of: str = "seconds"
    """Which field of a measure is compared."""
    reason: str = ""
    """Why it falls short, where it was found to: told if it does."""


@dataclass(frozen=True)
class Group:
    """Rows whose sides are measured together, and how to make the sides."""

    name: str
    rows: list[Row]
    sides: Callable[["Bench"], dict[str, Side]]  # noqa: F821
    rounds: int = 5
    warm: bool = True
    """Whether each side runs once untimed."""
    bounds: dict[str, tuple[str, str]] = field(default_factory=dict)
    """What else bounds a speed-up on a machine: what it is called, and the faster and the slower of two sides."""

    def only(self, names: list[str]) -> "Group":
        return self if self.name in names else replace(self, rows=[row for row in self.rows if row.name in names])


@dataclass
class Result:
    """A row and what was measured for it, in units of its sides."""

    row: Row
    ours: list[float]
    other: list[float]
    sides: tuple[Side | None, Side | None]
    missing: str = ""
    bounds: dict[str, float] = field(default_factory=dict)
    """Of each bound of the group, its ratio in the same rounds."""
    figure: float | None = field(init=False)

    def __post_init__(self):
        ours = statistics.median(self.ours) if self.ours else None
        other = statistics.median(self.other) if self.other else None
        self.figure = self.row.target.figure(ours, other) if ours is not None else None


def emptied(*folders: Path) -> Callable[[], None]:
    """What empties folders before a side runs, so that it makes everything anew."""
    def empty():
        for folder in folders:
            shutil.rmtree(folder)
            folder.mkdir()

    return empty


def without_epochs(out: Path) -> Callable[[], None]:
    """What leaves a data set its base alone before a side runs."""
    def remove():
        for epoch in out.glob("epoch-*"):
            shutil.rmtree(epoch)

    return remove


def in_turn(group: Group, sides: dict[str, Side], rounds: int, say: Callable[[str], None]) -> list[Result]:
    """A round runs each side once; a side that lacks something runs in none."""
    needed = {name for row in group.rows for name in (row.ours, row.other) if name} | {name for pair in group.bounds.values() for name in pair}
    runs: dict[str, list[Measure]] = {name: [] for name in sides}
    for number in range(-1 if group.warm else 0, rounds):
        for name, side in sides.items():
            if side.missing or name not in needed:
                continue
            side.before()
            measure = side.run()
            if number >= 0:
                runs[name].append(measure)
                say(f"{group.name}: {name}: {duration(measure.seconds / side.per)}")
    bounds = {what: statistics.median(run.seconds for run in runs[slower]) / statistics.median(run.seconds for run in runs[quicker])
              for what, (quicker, slower) in group.bounds.items()}
    results = []
    for row in group.rows:
        ours, other = sides[row.ours], sides[row.other] if row.other else None
        results.append(Result(row, values(row, ours, runs[row.ours]), values(row, other, runs[row.other]) if other else [], (ours, other),
                              "; ".join(s.missing for s in (ours, other) if s and s.missing), bounds))
    return results


def values(row: Row, side: Side, runs: list[Measure]) -> list[float]:
    return [run.peak for run in runs] if row.of == "peak" else [run.seconds / side.per for run in runs]


def duration(seconds: float) -> str:
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size * (1 if unit == "s" else 0.9995):
            return f"{number(seconds / size)} {unit}"
    return f"{number(seconds * 1e9)} ns"


def number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def process(argv: list, log: Path, *, seconds_in: Callable[[str], float] | None = None, env: dict | None = None, cwd: Path | None = None,
            codes: tuple = (0,)) -> Measure:
    """Runs a whole process, from before it is there until it has been waited for."""
    with open(log, "w+", encoding="utf-8") as output:
        began = time.perf_counter()
        child = subprocess.Popen([str(a) for a in argv], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=cwd, env={**os.environ, **(env or {})})
        _, status, usage = os.wait4(child.pid, 0)
        took = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read()
    if child.returncode not in codes:
        raise Failed(f"{shlex.join(map(str, argv))} ended with {child.returncode}:\n{said[-4000:]}")
    return Measure(seconds_in(said) if seconds_in else took, usage.ru_maxrss * 1024)


class Worker:
    """A process that stays, reads a request a line and answers each with a number: for what takes less time than a process does."""

    def __init__(self, argv: list, cwd: Path):
        self._process = subprocess.Popen([str(a) for a in argv], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=cwd)

    def ask(self, request: str) -> float:
        self._process.stdin.write(request + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise Failed(f"a worker ended at: {request}")
        return float(answer)

    def close(self):
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
