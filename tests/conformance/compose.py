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


def cut_of(layer, base, fill, height, width):
    """What a layer shows, uint8 [h, w, 3]."""
    crop = layer["crop"]
    if "fill" in layer:
        return np.broadcast_to(np.frombuffer(bytes.fromhex(layer["fill"]), np.uint8), (crop["h"], crop["w"], 3))
    rows = columns_of(height, layer["shift"]["y"], fill)[crop["y"]:crop["y"] + crop["h"]]
    cols = columns_of(width, layer["shift"]["x"], fill)[crop["x"]:crop["x"] + crop["w"]]
    source = base.image(layer["index"])
    if layer["flip"]:
        source = source[:, ::-1]
    cut = source[rows[:, None], cols[None, :]]
    colour = colour_of(fill)
    if colour is not None:
        cut[(rows[:, None] < 0) | (cols[None, :] < 0)] = colour
    return cut


def compose(record, base, fill):
    """The sample as uint8 [H, W, 3]; a pixel that nothing covers stays 255, 0, 255."""
    height, width = record["height"], record["width"]
    sample = np.empty((height, width, 3), np.uint8)
    sample[:] = (255, 0, 255)
    for layer in record.get("patches") or record["layers"]:
        crop, at = layer["crop"], layer["at"]
        if crop["w"] == 0 or crop["h"] == 0:
            continue
        cut = cut_of(layer, base, fill, height, width).astype(np.int64)
        place = np.s_[at["y"]:at["y"] + crop["h"], at["x"]:at["x"] + crop["w"]]
        opacity = layer.get("opacity", 65536)
        sample[place] = (sample[place].astype(np.int64) * (65536 - opacity) + cut * opacity + 32768) // 65536
    return sample
