"""Makes a sample out of its record and the base shards, from the format's description alone."""

from functools import lru_cache

import numpy as np

PAD_MODES = {"nearest": "edge", "reflect": "reflect"}


@lru_cache(maxsize=4096)
def columns_of(length, shift, fill):
    """Which column of the source each column of the shifted source shows; -1 where the fill's colour does."""
    before, after = max(shift, 0), max(-shift, 0)
    mode = PAD_MODES.get(fill, "constant")
    colour = {"constant_values": -1} if mode == "constant" else {}
    padded = np.pad(np.arange(length), (before, after), mode=mode, **colour)
    return padded[:length] if shift >= 0 else padded[-shift:][:length]


def colour_of(fill):
    """The colour of constant:RRGGBB; None of the other fills."""
    kind, _, digits = fill.partition(":")
    return np.frombuffer(bytes.fromhex(digits), np.uint8) if kind == "constant" else None


def compose(record, base, fill):
    """The sample as uint8 [H, W, 3]; a pixel that no patch covers stays 255, 0, 255."""
    height, width = record["height"], record["width"]
    sample = np.empty((height, width, 3), np.uint8)
    sample[:] = (255, 0, 255)
    for patch in record["patches"]:
        crop, at = patch["crop"], patch["at"]
        if crop["w"] == 0 or crop["h"] == 0:
            continue
        rows = columns_of(height, patch["shift"]["y"], fill)[crop["y"]:crop["y"] + crop["h"]]
        cols = columns_of(width, patch["shift"]["x"], fill)[crop["x"]:crop["x"] + crop["w"]]
        source = base.image(patch["index"])
        if patch["flip"]:
            source = source[:, ::-1]
        cut = source[rows[:, None], cols[None, :]]
        colour = colour_of(fill)
        if colour is not None:
            cut[(rows[:, None] < 0) | (cols[None, :] < 0)] = colour
        sample[at["y"]:at["y"] + crop["h"], at["x"]:at["x"] + crop["w"]] = cut
    return sample
