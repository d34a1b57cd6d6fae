"""One image of many has changed."""

import shutil

from measuring import Group, Row, at_most


def sides(bench):
    count = bench.count(50_000, 2_000)
    source = bench.images.cifar(count, bench.work / f"cifar-{count}")
    images = shutil.copytree(source, bench.folder("changed") / "images")
    out, whole = bench.folder("changed", "out", on=bench.memory), bench.folder("changed", "whole", on=bench.memory)
    files = sorted(images.rglob("*.jpg"))
    victim, others = files[len(files) // 2], iter(files[:len(files) // 3])

    def render(to):
        return [bench.ricap(), "render", "--images", images, "--out", to, "--size", "32x32", "--on-duplicate", "ignore"]

    bench.whole(render(out)).run()
    return {
        "changed": bench.whole(render(out), before=lambda: shutil.copyfile(next(others), victim)),
        "whole": bench.whole(render(whole), before=lambda: shutil.rmtree(whole, ignore_errors=True)),
    }


GROUP = Group("changed", [
    Row("one-changed", "one image of 50,000 changed, `ricap render`, PNG, whole process", "all of it rendered", "changed", "whole", at_most(0.1),
        reason="In a profile, two fifths of the time go to starting and to listing 50,000 files and asking for their times, which a render with "
               "nothing to do takes too, a quarter to an epoch shard, which is composed and hashed whole though four of its images are encoded, a fifth "
               "to a base shard of 50 MB, which is copied but for a row, and an eighth to hashing again what was made so shortly before it was noted that "
               "its time tells nothing. Smaller shards bring the ratio down."),
], sides, rounds=5)
