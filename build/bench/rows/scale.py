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
        reason="Of each image its path and what the file system says of it are held, its row of the base and what is remembered of its file: some 230 "
               "bytes, in columns. The rest is garbage of listing and of shards, of which 5,000 images make two in each epoch. The bound would allow some 60 "
               "bytes an image."),
], sides, rounds=3)
