"""All groups of rows, in the order of the table. A group is a file here and a line below."""

from rows import base, changed, compose, feed, floats, generate, idle, msbuild, npy, photos, scale, start, steps, threads

GROUPS = [
    compose.GROUP,
    floats.GROUP,
    npy.GROUP,
    *generate.GROUPS,
    photos.GROUP,
    base.GROUP,
    idle.GROUP,
    start.GROUP,
    feed.GROUP,
    feed.PHOTOS,
    *steps.GROUPS,
    *threads.GROUPS,
    scale.GROUP,
    msbuild.GROUP,
    changed.GROUP,
]
