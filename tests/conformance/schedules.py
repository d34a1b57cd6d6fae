"""β of an epoch, from the text of a schedule."""

import math


def beta_of(schedule, epoch):
    kind, _, rest = schedule.partition(":")
    if kind == "constant":
        return float(rest)
    if kind == "list":
        return float(rest.split(",")[epoch])
    if kind == "step":
        first, *later = rest.split(",")
        steps = [(0, float(first))] + [(int(at), float(beta)) for beta, at in (step.split("@") for step in later)]
        return [beta for at, beta in steps if at <= epoch][-1]
    values, times = rest.split("@")
    start_beta, end_beta = map(float, values.split(".."))
    start, end = map(int, times.split(".."))
    if epoch >= end:
        return end_beta
    part = max(0, epoch - start) / (end - start)
    if kind == "cosine":
        part = (1 - math.cos(math.pi * part)) / 2
    elif kind != "linear":
        raise ValueError(f"no such schedule: {schedule}")
    return start_beta + (end_beta - start_beta) * part
