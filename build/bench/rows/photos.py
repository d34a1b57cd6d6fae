"""Photos to PNG samples of 480×640."""

from measuring import Group, Row, emptied, faster


def sides(bench):
    count = bench.count(800, 40)
    images = bench.images.photos(count, bench.work / f"photos-{count}")
    out, files = bench.folder("photos", "out"), bench.folder("photos", "files")

    empty = emptied(out, files)
    return {
        "render": bench.whole([bench.ricap(), "render", "--images", images, "--out", out, "--size", "640x480", "--batch", 8, "--image", "png:fast"], before=empty, per=count),
        "generate": bench.whole(bench.peer("generate.py", images, files, "640x480", 8, 1), before=empty, per=count, missing=bench.lacks("numpy", "cv2")),
    }


GROUP = Group("photos", [
    Row("photos-png", "800 photos → 480×640 PNG shards (`png:fast`), cold, whole process, a sample", "numpy slices + OpenCV, PNG level 1, 2 processes", "render", "generate",
        faster(2)),
], sides, rounds=3, warm=False)
