#!/usr/bin/env python3
"""Kills a build at every system call that changes its output, lets the next one go on, and compares with a fresh one.

    kill_at_every_step.py RICAP IMAGES

RICAP is the built command, IMAGES a folder of some 60 small images in two classes; needs Linux and strace. Each
scenario is a build to start from, the build that is killed, and the one after. Prints what differs; ends with 0 if
nothing does.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

CALLS = ["rename", "unlink", "rmdir", "mkdir", "pwrite64", "write"]
BASE = "--size 8x8 --seed 1 --batch 16 --shard-size 32 --threads 1 --quiet --name set"
SCENARIOS = {
    "fresh, then the same": (None, "--epochs 2", "--epochs 2"),
    "fresh, then fewer epochs": (None, "--epochs 2", "--epochs 1"),
    "fresh, then another format": (None, "--epochs 2", "--epochs 1 --format npy"),
    "fewer epochs": ("--epochs 3", "--epochs 1", "--epochs 1"),
    "fewer epochs, then another beta": ("--epochs 3", "--epochs 2", "--epochs 1 --beta 0.5"),
    "another size": ("--epochs 2", "--epochs 1 --size 9x7", "--epochs 1 --size 9x7"),
    "another size and back": ("--epochs 2", "--epochs 1 --size 9x7", "--epochs 2"),
    "another format": ("--epochs 1", "--epochs 1 --format npy", "--epochs 1 --format npy"),
    "another name": ("--epochs 1", "--epochs 1 --name other", "--epochs 1"),
}


def contents(folder):
    """Every file and folder, with what is in it."""
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            for path in sorted(folder.rglob("*"))}


class Runner:
    def __init__(self, ricap, images, root):
        self._command = [ricap, "render", "--images", images]
        self._root = root

    def arguments(self, out, options):
        base = BASE.split()
        for name in [word for word in options.split() if word.startswith("--")]:
            if name in base:
                at = base.index(name)
                del base[at:at + 2]
        return [*self._command, "--out", str(out), *base, *options.split()]

    def build(self, out, options):
        subprocess.run(self.arguments(out, options), check=True)

    def steps(self, out, options):
        """Every call that changes the output, as (call, path, which time); strace counts for each thread alone,
        so the path tells calls of several threads apart."""
        log = self._root / "calls"
        subprocess.run(["strace", "-f", "-y", "-qq", "-o", str(log), "-e", "trace=" + ",".join(CALLS),
                        *self.arguments(out, options)], check=True)
        seen, steps = Counter(), {}
        for line in log.read_text("utf-8", "replace").splitlines():
            call = re.search(r"\b(" + "|".join(CALLS) + r")\(", line)
            paths = re.findall(re.escape(str(out)) + r'[^">]*', line)
            if call and paths:
                step = call[1], paths[0]
                seen[line.split()[0], *step] += 1
                steps[*step, seen[line.split()[0], *step]] = True
        return list(steps)

    def killed_at(self, out, options, step):
        """Whether the build was killed at that step."""
        call, path, number = step
        strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-P", path, "-e", f"trace={call}",
                  "-e", f"inject={call}:signal=KILL:when={number}"]
        return subprocess.run([*strace, *self.arguments(out, options)], stderr=subprocess.DEVNULL).returncode != 0

    def fresh(self, name, options):
        out = self._root / name
        self.build(out, options)
        return contents(out)

    def scenario(self, name, start, killed, after):
        expected, out = self.fresh(f"{name}-fresh", after), self._root / "out"
        before = self._root / f"{name}-before"
        if start:
            self.build(before, start)
        else:
            before.mkdir()
        kills, failures = 0, 0
        for step in [None, *self.steps(self.copy(before, out), killed)]:
            self.copy(before, out)
            if step and not self.killed_at(out, killed, step):
                print(f"{name}: not killed at {step}")
            kills += 1 if step else 0
            self.build(out, after)
            found = contents(out)
            if found != expected:
                failures += 1
                differing = sorted(p for p in found.keys() | expected if found.get(p) != expected.get(p))
                print(f"FAIL {name}: killed at {step}, then {differing[:4]} differ from a fresh build")
        print(f"{name}: {kills} kills, {failures} failures", flush=True)
        return failures

    @staticmethod
    def copy(source, target):
        shutil.rmtree(target, ignore_errors=True)
        return shutil.copytree(source, target)


def main():
    with tempfile.TemporaryDirectory() as root:
        runner = Runner(sys.argv[1], sys.argv[2], Path(root))
        return 1 if sum(runner.scenario(name, *builds) for name, builds in SCENARIOS.items()) else 0


if __name__ == "__main__":
    sys.exit(main())
