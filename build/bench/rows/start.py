"""The time to begin."""

import shutil

from measuring import Group, Row, within


def sides(bench):
    images = bench.images.cifar(8, bench.folder("start") / "images")
    out = bench.folder("start", "out")

    def clear():
        shutil.rmtree(out)

    return {
        "help": bench.whole([bench.ricap(), "--help"]),
        "first": bench.whole([bench.ricap(), "render", "--images", images, "--out", out, "--size", "32x32"], before=clear),
    }


GROUP = Group("start", [
    Row("help", "`ricap --help`, whole process", "–", "help", None, within(0.090)),
    Row("first", "`ricap render` of 8 images, whole process", "–", "first", None, within(0.200)),
], sides, rounds=9)
