"""Photos to PNG samples of 480×640."""

import shutil

from measuring import Group, Row, faster


def sides(bench):
    count = bench.count(800, 40)
    images = bench.images.photos(count, bench.work / f"photos-{count}")
    out, files = bench.folder("photos", "out"), bench.folder("photos", "files")

    def clear():
        for folder in (out, files):
            shutil.rmtree(folder)
            folder.mkdir()

    return {
        "render": bench.whole([bench.ricap(), "render", "--images", images, "--out", out, "--size", "640x480", "--batch", 8], before=clear, per=count),
        "generate": bench.whole(bench.peer("generate.py", images, files, "640x480", 8, 1), before=clear, per=count, missing=bench.lacks("numpy", "cv2")),
    }


GROUP = Group("photos", [
    Row("photos-png", "800 photos → 480×640 PNG shards, cold, whole process, a sample", "numpy slices + OpenCV, 2 processes", "render", "generate", faster(2)),
], sides, rounds=3, warm=False)
