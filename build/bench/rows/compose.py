"""Planning and composing on one thread, sources in memory."""

from measuring import Group, Row, faster, within

SHAPES = {"32": "32x32 128", "224": "224x224 32", "640": "640x480 8"}


def sides(bench):
    ours = {f"{what} {size}": bench.asked(bench.worker(), f"{what} {shape}")
            for what, size in [("plan", "32"), ("plan+compose", "32"), ("compose", "32"), ("memcpy", "32"), ("compose", "640"), ("memcpy", "640"),
                               ("compose", "224"), ("compose-moved", "224")]
            for shape in [SHAPES[size]]}
    return {**ours, "slices": bench.asked(bench.peer("compose.py"), f"slices {SHAPES['32']}", missing=bench.lacks("numpy"))}


GROUP = Group("compose", [
    Row("plan-compose", "plan + compose, uint8 RGB, 32×32, batch 128, one thread, a sample", "numpy slices, their plan included",
        "plan+compose 32", "slices", faster(8)),
    Row("compose-32", "compose alone, 32×32, batch 128, one thread, a sample", "`memcpy` of as many bytes", "compose 32", "memcpy 32", faster(0.8),
        reason="A profile has 70 % in copying rows by whole vectors. A row shows half of two sources, whose rows of 96 bytes begin anywhere, so nearly twice as "
               "many cache lines are read as a copy reads, in an order that nothing foretells."),
    Row("compose-640", "compose, 480×640, batch 8, one thread, a sample", "`memcpy` of as many bytes", "compose 640", "memcpy 640", faster(1),
        reason="Both move 0.9 MB a sample. A sample's rows are copied in two runs of some 1,000 bytes that begin anywhere, `memcpy` copies all of it in one."),
    Row("moved-224", "flip + shift + compose, 224×224, batch 32, one thread, a sample", "compose alone", "compose-moved 224", "compose 224", faster(0.6),
        reason="Mirrored rows are copied one by one, and what a shift leaves open is filled."),
    Row("plan", "plan, 32×32, batch 128, one thread, a sample", "–", "plan 32", None, within(150e-9),
        reason="Where the processor runs at its full clock, a round takes 126 ns; else about 170, and `memcpy` of a sample likewise 106 or 130."),
], sides, rounds=15)
