"""Small JPEG images to PNG samples, nothing there before."""

from measuring import Group, Row, emptied, faster

PEER = "numpy slices + OpenCV, PNG level 1, 2 processes"


MANY = ("Epochs two to five cost as much as the first less its decoding, for ours as for the peer. A profile has a fifth of the processor time in the kernel, "
        "which writes files, 13 % in decoding and 5 % in records; most of the rest is PNG.")


def group(name, row, count, quick, epochs, memory, times, rounds, what, reason=""):
    def sides(bench):
        many = bench.count(count, quick)
        root = bench.memory if memory else bench.work
        images = bench.images.cifar(many, root / f"cifar-{many}")
        out, files = bench.folder(name, "out", on=root), bench.folder(name, "files", on=root)

        empty = emptied(out, files)
        return {
            "render": bench.whole([bench.ricap(), "render", "--images", images, "--out", out, "--size", "32x32", "--epochs", epochs, "--image", "png:fast"],
                                  before=empty, per=many * epochs),
            "generate": bench.whole(bench.peer("generate.py", images, files, "32x32", 128, epochs), before=empty, per=many * epochs,
                                    missing=bench.lacks("numpy", "cv2")),
        }

    return Group(name, [Row(row, what, PEER, "render", "generate", faster(times), reason=reason)], sides, rounds=rounds, warm=epochs == 1)


GROUPS = [
    group("png-disk", "cifar-disk", 10_000, 1_000, 1, False, 2, 5, "10,000 CIFAR JPEGs → PNG shards (`png:fast`), cold, disk, whole process, a sample"),
    group("png-memory", "cifar-tmpfs", 10_000, 1_000, 1, True, 2, 5, "10,000 CIFAR JPEGs → PNG shards (`png:fast`), cold, tmpfs, whole process, a sample"),
    group("png-epochs", "cifar-5-epochs", 50_000, 2_000, 5, True, 6, 3, "50,000 CIFAR JPEGs × 5 epochs → PNG shards (`png:fast`), cold, tmpfs, whole process, a sample", MANY),
]
