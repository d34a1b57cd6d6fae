"""The page: the table, and what a reader needs to judge or repeat it."""

import os
import platform
import shutil
import statistics
import subprocess
import time
from pathlib import Path

from measuring import Result, duration

HEAD = """# Benchmarks

RicapPipeline beside what else could do the work, on one machine in one run. `build/bench.sh` measures all of it and writes this page;
nothing here is written by hand. {run}
{left}
Sides take turns, A B A B …, so that whatever else the machine does hits all alike. Times are medians (least – most); a ratio is that of
the medians. Whole processes are timed from before they are there until they have ended. {short}

"""

TAIL = """
## To repeat it

```sh
apt-get install python3-numpy python3-opencv python3-torch python3-torchvision   # the peers, of Debian 12; what is missing is said in its row
RICAP_BENCH_DATA=DIR build/bench.sh                                              # DIR has cifar10/train/CLASS/*.jpg, clothing10/train/CLASS/*.jpg
```

Without `RICAP_BENCH_DATA` images are made up. `--quick` takes few rounds of small data, `--only ROW` one row, `--list` names them;
`RICAP_BENCH_PYTHON` is the peers' Python, `RICAP_BENCH_WORK` a folder to work in that is kept. The peers are
[scripts](../build/bench/peers); what takes less time than a process does is asked of a worker, which answers with seconds a sample.
"""


def write(bench, results: list[Result], left: list[str], took: float) -> str:
    short = [r for r in results if r.figure is not None and not r.row.target.holds(r.figure)]
    said = (f"Of {len(results)} rows {len(results) - len(short)} hold; " if short else f"All {len(results)} rows hold") + (
        "those in bold fall short, for [reasons](#what-falls-short)." if short else ".")
    parts = [HEAD.format(run="**This is a quick run, which tells whether it runs and not how fast.**" if bench.quick else f"It took {took / 60:.0f} minutes.", short=said,
                         left=f"\nNot measured in this run: {', '.join(f'`{name}`' for name in left)}.\n" if left else "")]
    parts.append("| | ours | peer | | ratio | target |\n| --- | --- | --- | --- | ---: | ---: |\n")
    parts += [line(r) for r in results]
    if short:
        parts.append("\n## What falls short\n\n")
        parts += [f"- **{r.row.what}**: {r.row.target.show(r.figure)} instead of {r.row.target.text}. {bounded(r)}{r.row.reason or 'Not explained yet.'}\n" for r in short]
    parts.append("\n## Machine\n\n| | |\n| --- | --- |\n")
    parts += [f"| {name} | {value} |\n" for name, value in machine(bench).items()]
    parts.append("\n## Commands\n\n`$WORK` is a folder on disk" + (", `$MEMORY` one in memory (tmpfs)" if bench.has_memory else "")
                 + ".\n\n" + ("The tools\n\n```sh\n" + "\n".join(bench.made) + "\n```\n\n" if bench.made else ""))
    parts += [commands(r) for r in results if r.sides[0]]
    parts.append(TAIL)
    return "".join(parts)


def bounded(result: Result) -> str:
    """What the machine allowed in the same rounds."""
    return f"In the same rounds {' and '.join(f'{what} {ratio:.2f}×' for what, ratio in result.bounds.items())}. " if result.bounds else ""


def line(result: Result) -> str:
    row = result.row
    shown = result.missing or "–"
    if result.figure is not None:
        shown = row.target.show(result.figure)
        shown = shown if row.target.holds(result.figure) else f"**{shown}**"
    return f"| {row.what} | {spread(row, result.ours)} | {row.peer} | {spread(row, result.other)} | {shown} | {row.target.text} |\n"


def spread(row, values: list[float]) -> str:
    if not values:
        return "–"
    show = (lambda v: f"{v / (1 << 20):.0f} MiB") if row.of == "peak" else duration
    return f"{show(statistics.median(values))} ({show(min(values))} – {show(max(values))}; {len(values)})"


def commands(result: Result) -> str:
    ours, other = result.sides
    text = f"`{result.row.name}`\n\n```sh\n{ours.command}\n"
    return text + (f"{other.command}\n" if other else "") + "```\n\n"


def machine(bench) -> dict[str, str]:
    facts = {
        "processor": f"{os.cpu_count()} × {field('/proc/cpuinfo', 'model name') or platform.processor()}",
        "memory": f"{int((field('/proc/meminfo', 'MemTotal') or '0').split()[0]) >> 20} GiB",
        "system": f"{field('/etc/os-release', 'PRETTY_NAME', '=') or platform.system()}, Linux {platform.release()}",
        "a system call": f"`getppid` takes {duration(system_call())}, Python's call included",
        "two processes at once": f"{at_once(bench.python):.2f}× one of them, after all this: loops of Python that share nothing. The host has others, so it varies",
        "load": f"{os.getloadavg()[1]:.1f} over the last five minutes, this included",
        ".NET": said("dotnet", "--version"),
        "peers": ", ".join(f"{n} {v}" for n, v in bench.versions().items()) + f"; Python {said(bench.python, '-V')[7:]}; {said('git', '--version') if shutil.which('git') else 'no git'}",
        "not installed": bench.lacks("numpy", "cv2", "torch", "torchvision")[15:] or "nothing",
        "images": bench.images.described(),
        "date, commit": f"{time.strftime('%Y-%m-%d')}, {said('git', '-C', bench.repository, 'rev-parse', '--short', 'HEAD') if shutil.which('git') else '?'}",
    }
    return facts


def system_call(count: int = 200_000) -> float:
    began = time.perf_counter()
    for _ in range(count):
        os.getppid()
    return (time.perf_counter() - began) / count


def at_once(python: str) -> float:
    """What two processes get done in the time in which one does its own."""
    script = "import time\nbegan = time.perf_counter()\nfor _ in range(20_000_000): pass\nprint(time.perf_counter() - began)"

    def took(count: int) -> float:
        children = [subprocess.Popen([python, "-c", script], stdout=subprocess.PIPE, text=True) for _ in range(count)]
        return max(float(child.communicate()[0]) for child in children)

    return statistics.median(2 * took(1) / took(2) for _ in range(5))


def field(file: str, name: str, separator: str = ":") -> str | None:
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((text.split(separator, 1)[1].strip().strip('"') for text in lines if text.startswith(name)), None)


def said(*argv) -> str:
    return subprocess.run([str(a) for a in argv], capture_output=True, text=True, check=False).stdout.strip()
