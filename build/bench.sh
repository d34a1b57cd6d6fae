#!/bin/sh
# Measures RicapPipeline beside what else could be used, on this machine, and writes docs/benchmarks.md.
# build/bench.sh --help says what it takes; docs/benchmarks.md, what it needs installed.
exec "${PYTHON:-python3}" "$(dirname "$0")/bench/bench.py" "$@"
