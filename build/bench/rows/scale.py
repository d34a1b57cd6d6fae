"""Ten times the images."""

import shutil

from measuring import Group, Row, at_most


def sides(bench):
    # The base is larger than --memory in both: up to that much more images are more memory, as it is meant.
    def side(count):
        images = bench.images.cifar(count, bench.work / f"cifar-{count}")
        out = bench.folder("scale", f"out-{count}", on=bench.memory)
        argv = [bench.ricap(), "render", "--images", images, "--out", out, "--size", "32x32", "--epochs", 2, "--memory", "8MB"]
        return bench.whole(argv, before=lambda: shutil.rmtree(out, ignore_errors=True), per=count)

    many = bench.count(50_000, 4_000)
    return {"many": side(many), "few": side(many // 10)}


GROUP = Group("scale", [
    Row("scale-time", "50,000 images, cold, PNG, 2 epochs, whole process, an image", "5,000 images", "many", "few", at_most(1.05)),
    Row("scale-memory", "the same, peak memory, `--memory 8MB`", "5,000 images", "many", "few", at_most(1.05), of="peak",
        reason="In a heap dump at 50,000 images 57 MB are live, which are the sources' names, hashes and records: about seven objects an image; the "
               "rest is garbage of listing and decoding, which nothing prompts a collection of once samples are rendered. The bound would allow some 100 "
               "bytes an image."),
], sides, rounds=3)
