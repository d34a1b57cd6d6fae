"""Nothing to do."""

import shutil

from measuring import Group, Row, at_most


def sides(bench):
    count = bench.count(50_000, 2_000)
    source = bench.images.cifar(count, bench.work / f"cifar-{count}")
    images = shutil.copytree(source, bench.folder("idle") / "images")
    out = bench.folder("idle", "out")
    render = [bench.ricap(), "render", "--images", images, "--out", out, "--size", "32x32"]
    bench.whole(render).run()
    git = ["git", "-C", images, "-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    missing = "" if shutil.which("git") else "not installed: git"
    if not missing:
        for step in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "Images"]):
            bench.whole([*git, *step]).run()
        shutil.move(images / ".git", bench.folder("idle") / "git")  # else it would be among the images
    status = ["git", f"--git-dir={bench.folder('idle') / 'git'}", f"--work-tree={images}", "status"]
    return {"render": bench.whole(render), "git": bench.whole(status, missing=missing)}


GROUP = Group("idle", [
    Row("no-op", "`ricap render`, nothing to do, 50,000 sources, whole process", "`git status` in a repository of the same files", "render", "git", at_most(2)),
], sides, rounds=7)
