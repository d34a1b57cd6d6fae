"""What rows are measured with: the tools, the peers' Python, folders to work in, images."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from images import Images
from measuring import Failed, Group, Measure, Result, Side, Worker, in_turn, process

AHEAD = "-p:RicapReadyToRun=true"  # compiled before it starts: the task
NATIVE = "-p:RicapNative=true"  # the commands: machine code alone
PEERS = Path(__file__).resolve().parent / "peers"


class Bench:
    """One run of the benchmark. What it needs is built when it is first asked for."""

    def __init__(self, work: Path, quick: bool):
        self.work, self.quick = work, quick
        self.repository = Path(__file__).resolve().parents[2]
        work.mkdir(parents=True, exist_ok=True)
        self.python = os.environ.get("RICAP_BENCH_PYTHON") or next(
            (p for p in ("/usr/bin/python3", sys.executable) if self.modules(p, ["numpy"])), sys.executable)
        self.memory = self._memory()
        self.images = Images(self)
        self.failed: list[str] = []
        self.made: list[str] = []
        """How the tools were made."""
        self._built: dict[str, Path] = {}
        self._workers: dict[tuple, Worker] = {}
        self._versions: dict[str, str] | None = None

    def measure(self, group: Group) -> list[Result]:
        """Makes the sides of a group, runs them in turn, and takes away what they left."""
        say(f"{group.name}: preparing")
        self._clear(group)
        try:
            return in_turn(group, group.sides(self), min(group.rounds, 2) if self.quick else group.rounds, say)
        except (Failed, OSError) as failure:
            say(f"{group.name}: failed: {failure}")
            self.failed.append(group.name)
            return [Result(row, [], [], (None, None), "failed") for row in group.rows]  # the others are measured all the same
        finally:
            self._end_workers()
            self._clear(group)

    def _clear(self, group: Group):
        for folder in (self.work, self.memory):
            shutil.rmtree(folder / group.name, ignore_errors=True)

    def count(self, full: int, quick: int) -> int:
        """How many images or samples, by the kind of run."""
        return quick if self.quick else full

    # Sides

    def whole(self, argv: list, *, before=lambda: None, per: int = 1, seconds_in=None, env=None, cwd=None, missing: str = "", codes=(0,)) -> Side:
        """A whole process."""
        log = self.work / "log.txt"
        return Side(self.shown(argv, env, cwd), lambda: process(argv, log, seconds_in=seconds_in, env=env, cwd=cwd, codes=codes), before, per, missing)

    def asked(self, argv: list, request: str, missing: str = "") -> Side:
        """A request to a worker, which answers with seconds a sample."""
        def run() -> Measure:
            key = tuple(map(str, argv))
            if key not in self._workers:
                self._workers[key] = Worker(argv, self.repository)
            return Measure(self._workers[key].ask(request))
        return Side(f"echo {shlex.quote(self.named(request))} | {self.shown(argv)}", run, missing=missing)

    def peer(self, script: str, *arguments) -> list:
        """The command of a peer, which is a script beside this file."""
        return [self.python, PEERS / script, *arguments]

    def lacks(self, *modules: str) -> str:
        """Which of these modules the peers' Python does not have."""
        gone = [m for m in modules if m not in self.versions()]
        return f"not installed: {', '.join(gone)}" if gone else ""

    # Tools, built once

    def ricap(self) -> Path:
        return self._publish("Ricap.Cli") / "ricap"

    def ricap_train(self) -> Path:
        return self._publish("Ricap.Train.Cli") / "ricap-train"

    def worker(self) -> list:
        return [self._build("Ricap.Benchmarks"), "worker"]

    def train_worker(self) -> list:
        return [self._build("Ricap.Train.Benchmarks"), "worker"]

    def package(self) -> Path:
        """A folder with the MSBuild package, as a feed."""
        if "package" not in self._built:
            self.dotnet("pack", "src/Ricap.MSBuild", "-c", "Release", AHEAD, "-o", self.work / "packages")
            self._built["package"] = self.work / "packages"
        return self._built["package"]

    def synthetic(self, folder: Path, count: int, width: int, height: int):
        """Writes JPEG files that compress as photos do, the same ones each time."""
        subprocess.run([self._build("Ricap.Benchmarks"), "images", str(folder), str(count), f"{width}x{height}"], check=True)

    def dotnet(self, *arguments):
        process(["dotnet", *arguments], self.work / "log.txt", cwd=self.repository)

    def _publish(self, project: str) -> Path:
        if project not in self._built:
            say(f"building {project}")
            tool = self.work / "tools" / project
            shutil.rmtree(tool, ignore_errors=True)  # of another kind, it would lie among this one's files
            publish = ["publish", f"src/{project}", "-c", "Release", NATIVE, "-o", tool]
            self.dotnet(*publish)
            self.made.append(self.shown(["dotnet", *publish]))
            self._built[project] = tool
        return self._built[project]

    def _build(self, project: str) -> Path:
        if project not in self._built:
            say(f"building {project}")
            self.dotnet("build", f"tests/{project}", "-c", "Release")
            self._built[project] = self.repository / "tests" / project / "bin" / "Release" / "net10.0" / project
        return self._built[project]

    # Folders

    def folder(self, group: str, name: str = "", on: Path | None = None) -> Path:
        """A folder of a group's own, on the disk unless told otherwise; it goes with the group."""
        path = (on or self.work) / group / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def _memory(self) -> Path:
        shared = Path("/dev/shm")
        if shared.is_dir() and shutil.disk_usage(shared).free > 8 << 30:
            return shared / self.work.name
        return self.work

    @property
    def has_memory(self) -> bool:
        """Whether there is a file system in memory with room."""
        return self.memory != self.work

    # For the page

    def shown(self, argv: list, env: dict | None = None, cwd: Path | None = None) -> str:
        """A command as the page has it: without the paths of this machine."""
        said = shlex.join([*(f"{k}={v}" for k, v in (env or {}).items()), *map(str, argv)])
        said = self.named(f"cd {cwd} && {said}" if cwd else said)
        return re.sub(r"'?(\$(WORK|MEMORY)[^ ']*)'?", r"\1", said).replace(str(self.python), "python3")

    def named(self, text: str) -> str:
        """A text with the names of folders in place of their paths."""
        for path, name in ((self.memory, "$MEMORY" if self.has_memory else "$WORK"), (self.work, "$WORK"), (f"{self.repository}/", "")):
            text = text.replace(str(path), name)
        return text

    def versions(self) -> dict[str, str]:
        """The versions of what the peers' Python has of what they need."""
        if self._versions is None:
            self._versions = self.modules(self.python, ["numpy", "cv2", "torch", "torchvision"])
        return self._versions

    @staticmethod
    def modules(python: str, names: list[str]) -> dict[str, str]:
        script = ("import json, importlib\nfound = {}\n"
                  f"for name in {names!r}:\n    try: found[name] = importlib.import_module(name).__version__\n    except ImportError: pass\n"
                  "print(json.dumps(found))")
        try:
            done = subprocess.run([python, "-c", script], capture_output=True, text=True, check=False)
        except OSError:
            return {}
        return json.loads(done.stdout or "{}")

    def close(self):
        self._end_workers()
        if self.has_memory:
            shutil.rmtree(self.memory, ignore_errors=True)

    def _end_workers(self):
        for worker in self._workers.values():
            worker.close()
        self._workers.clear()


def say(text: str):
    print(text, file=sys.stderr, flush=True)
