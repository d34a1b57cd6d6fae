"""Training steps, from bytes to changed weights."""

from measuring import Group, Row, faster

MODELS = {"small": 6, "wrn-16-2": 2, "resnet18": 1}  # and how many steps a request takes, so that none is too short or too long


def group(model, steps):
    def sides(bench):
        request = f"{model} 2 {1 if bench.quick else steps}"
        return {
            "ours": bench.asked(bench.train_worker(), request),
            "torch": bench.asked(bench.peer("steps.py"), request, missing=bench.lacks("torch")),
        }

    return Group(f"step-{model}", [
        Row(f"step-{model}", f"training step, `{model}`, batch 128 of 32×32, 2 threads", "torch on the CPU, channels-last", "ours", "torch", faster(1)),
    ], sides, rounds=5 if model == "resnet18" else 9)


GROUPS = [group(model, steps) for model, steps in MODELS.items()]
