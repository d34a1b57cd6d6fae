"""A worker: reads a request a line and answers with seconds."""

import sys
import time


def serve(answer):
    for line in sys.stdin:
        print(answer(*line.split()), flush=True)


def seconds_each(work, at_least=0.2):
    """How long a call takes, of as many as fill a while."""
    calls, began = 0, time.perf_counter()
    while (took := time.perf_counter() - began) < at_least:
        work()
        calls += 1
    return took / calls


def shape(text):
    width, height = text.split("x")
    return int(height), int(width)
