"""Bytes of a batch to the floats of a model, on one thread."""

from measuring import Group, Row, faster

BATCH = "32x32 128"


def sides(bench):
    return {
        "planes": bench.asked(bench.worker(), f"planes {BATCH}"),
        "torch": bench.asked(bench.peer("floats.py"), f"planes {BATCH}", missing=bench.lacks("torch")),
    }


GROUP = Group("floats", [
    Row("normalise", "HWC uint8 → CHW float, normalised, 32×32, batch 128, one thread, a sample", "torch's operations", "planes", "torch", faster(3)),
], sides, rounds=15)
