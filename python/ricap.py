# SPDX-License-Identifier: MIT
# Copyright (c) 2026 RicapPipeline contributors
"""Reads RicapPipeline data sets, and plans and composes the epochs that were not rendered.

One file, which needs numpy and nothing else. A rendered epoch comes from its shards, any other one is planned and composed
from the base images, bit for bit what ``ricap render`` would have written and ``ricap-train feed`` hashes:

    import ricap

    for batch in ricap.Dataset("shards/faces", epoch=3):
        batch.images     # uint8 [N,H,W,3], red green blue
        batch.targets    # float32 [N,C], each row sums to 1

With PyTorch a data set is an ``IterableDataset``; with ``rank`` and ``world`` each process gets its part of every batch, so that
neither the data nor the batch depend on how many there are:

    data = ricap.Dataset("shards/faces", epoch, rank=rank, world=world, layout="NCHW")
    for images, targets, weight, number in DataLoader(data, batch_size=None, num_workers=2):
        loss = weight * cross_entropy(model(images), targets)      # DDP's mean over the ranks is the mean over the batch

Written from RicapPipeline's docs/shard-format.md and docs/plan.md. Where they are installed, xxhash makes checking files faster,
and Pillow or OpenCV decode WebP and JPEG.
"""

from __future__ import annotations

import argparse
import bisect
import functools
import importlib
import io
import json
import math
import mmap
import operator
import re
import struct
import sys
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:

    class _IterableDataset:
        """What a type checker sees of torch.utils.data.IterableDataset."""

else:
    try:
        from torch.utils.data import IterableDataset as _IterableDataset
    except ImportError:

        class _IterableDataset:
            """Stands in for torch.utils.data.IterableDataset where there is no PyTorch."""


__all__ = ["Batch", "Dataset", "DatasetError"]
__version__ = "0.1.0"

_Ints = NDArray[np.int64]
_Words = NDArray[np.uint64]
_Bytes = NDArray[np.uint8]
_Floats = NDArray[np.float32]

_MANIFEST_VERSION = 2
_PLAN_VERSION = 1
_OPAQUE = 65536  # the opacity that hides what is below; also what λ is counted in
_MILLION = 1_000_000  # labels are counted in millionths of a pixel
_PATCHES = 4
_PLANNED_AT_ONCE = 8192  # samples; planning is vectorised, so a call should plan many


class DatasetError(Exception):
    """A data set that cannot be read as asked.

    Attributes:
        problem: What is wrong, in one line.
        path: The file or folder that it is about; None if it is about an argument, or comes from a DataLoader's worker.
    """

    def __init__(self, problem: str, path: str | Path | None = None) -> None:
        super().__init__(problem if path is None else f"{path}: {problem}")
        self.problem = problem
        self.path = None if path is None else str(path)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.problem, self.path))


class Batch(NamedTuple):
    """This rank's part of a batch.

    Attributes:
        images: Bytes, red green blue: [N,H,W,3], or [N,3,H,W] in layout NCHW.
        targets: Soft labels [N,C], float32; each row sums to 1.
        weight: What the mean loss over these N samples is to be multiplied by, so that the mean over all ranks is the mean over
            the whole batch: world · N / (samples of the batch). 1 where ranks have equal parts.
        number: The batch's number in its epoch, from 0.
    """

    images: Any
    targets: Any
    weight: float
    number: int


# ---- randomness by address (docs/plan.md, "Draws") ----------------------------------------------------------------------------

_ORDER, _PARTNER, _BOUNDARY, _CROP, _FLIP, _SHIFT, _CHOICE = range(1, 8)
_CUTMIX_PARTNER, _CUTMIX_RATIO, _CUTMIX_CENTRE, _MIXUP_PARTNER, _MIXUP_RATIO, _CUTOUT_CENTRE = range(8, 14)

_LOW = np.uint64(0xFFFF_FFFF)
_32 = np.uint64(32)


def _philox(c0: _Words, c1: _Words, c2: _Words, k0: int, k1: int) -> tuple[_Words, _Words, _Words, _Words]:
    """Philox4x32-10 of counters (c0, c1, c2, 0); the words of each are below 2^32."""
    c0, c1, c2 = np.broadcast_arrays(c0, c1, c2)
    c3 = np.zeros_like(c0)
    m0, m1 = np.uint64(0xD251_1F53), np.uint64(0xCD9E_8D57)
    for _ in range(10):
        p0, p1 = c0 * m0, c2 * m1
        c0, c1, c2, c3 = (p1 >> _32) ^ c1 ^ np.uint64(k0), p1 & _LOW, (p0 >> _32) ^ c3 ^ np.uint64(k1), p0 & _LOW
        k0, k1 = (k0 + 0x9E37_79B9) & 0xFFFF_FFFF, (k1 + 0xBB67_AE85) & 0xFFFF_FFFF
    return c0, c1, c2, c3


class _Draws:
    """The random numbers of an epoch. Indices are arrays of any shape; so are results."""

    def __init__(self, seed: int, epoch: int) -> None:
        self._key = seed & 0xFFFF_FFFF, seed >> 32
        self._epoch = np.uint64(epoch)

    def words(self, lane: int, index: Any, part: Any = 0, retry: int = 0) -> tuple[_Words, _Words, _Words, _Words]:
        """Four words of 32 bits."""
        c0 = np.uint64(lane | retry << 16) | (np.asarray(part, np.uint64) << np.uint64(8))
        return _philox(c0, np.asarray(index, np.uint64), np.asarray(self._epoch), *self._key)

    def pair(self, lane: int, index: Any, part: Any = 0, retry: int = 0) -> tuple[_Words, _Words]:
        """Two numbers of 64 bits, the low and the high half of a block."""
        w0, w1, w2, w3 = self.words(lane, index, part, retry)
        return w0 | w1 << _32, w2 | w3 << _32

    def uniform(self, lane: int, index: Any, part: Any, max_x: Any, max_y: Any) -> tuple[_Ints, _Ints]:
        """Whole numbers in 0..max_x and 0..max_y, both ends included, unbiased."""
        index, part, max_x, max_y = np.broadcast_arrays(index, part, max_x, max_y)
        low, high = self.pair(lane, index, part)
        return self._within(low, max_x, lane, index, part, 0), self._within(high, max_y, lane, index, part, 1)

    def _within(self, bits: _Words, most: Any, lane: int, index: Any, part: Any, half: int) -> _Ints:
        value, good = _lemire(bits, most)
        retry = 0
        while not good.all():  # a chance below 2^-32 each
            retry += 1
            bad = ~good
            again = self.pair(lane, index[bad], part[bad], retry)[half]
            value[bad], good[bad] = _lemire(again, most[bad])
        return value


def _lemire(bits: _Words, most: Any) -> tuple[_Ints, NDArray[np.bool_]]:
    """The high word of bits × (most + 1), and whether the low word is not among those that would favour some numbers."""
    count = np.asarray(most).astype(np.uint64) + np.uint64(1)
    bits = np.asarray(bits)
    bottom = (bits & _LOW) * count
    top = (bits >> _32) * count + (bottom >> _32)
    low = bits * count  # modulo 2^64
    good = low >= (np.zeros_like(count) - count) % count
    return np.atleast_1d((top >> _32).astype(np.int64)), np.atleast_1d(good)


_ROUNDS = 24


def _permute(draws: _Draws, lane: int, index: Any, part: Any, count: int, elements: Any) -> _Ints:
    """Where elements of 0..count − 1 go under the permutations at addresses; shapes broadcast."""
    index, part = np.broadcast_arrays(np.asarray(index), np.asarray(part))
    keys: list[NDArray[np.uint32]] = []
    for block in range(_ROUNDS // 4):
        keys += [w.astype(np.uint32) for w in draws.words(lane, index, part * (_ROUNDS // 4) + block)]
    value = np.asarray(elements).astype(np.uint32)
    shape = np.broadcast_shapes(value.shape, index.shape)
    value = np.broadcast_to(value, shape)
    bits = (count - 1).bit_length()
    value = _feistel(value, keys, bits)
    outside = value >= count
    if outside.any():
        full = [np.broadcast_to(key, shape) for key in keys]
        where = np.nonzero(outside)
        walking = value[where]
        at = [key[where] for key in full]
        left = np.arange(walking.size)
        while left.size:
            moved = _feistel(walking[left], [key[left] for key in at], bits)
            walking[left] = moved
            left = left[moved >= count]
        value[where] = walking
    return value.astype(np.int64)


def _feistel(value: NDArray[np.uint32], keys: Sequence[NDArray[np.uint32]], bits: int) -> NDArray[np.uint32]:
    """One step of the network of 24 rounds on numbers of so many bits."""
    right_bits = np.uint32(bits // 2)
    right_mask = np.uint32((1 << bits // 2) - 1)
    left_mask = np.uint32((1 << bits - bits // 2) - 1)
    left, right = value >> right_bits, value & right_mask
    for turn in range(0, _ROUNDS, 2):
        left = left ^ (_mix(right, keys[turn]) & left_mask)
        right = right ^ (_mix(left, keys[turn + 1]) & right_mask)
    return (left << right_bits) | right


def _mix(half: NDArray[np.uint32], key: NDArray[np.uint32]) -> NDArray[np.uint32]:
    x = half * np.uint32(0x9E37_79B9) + key
    x = x ^ (x >> np.uint32(16))
    x = x * np.uint32(0x7FEB_352D)
    x = x ^ (x >> np.uint32(15))
    x = x * np.uint32(0x846C_A68B)
    return x ^ (x >> np.uint32(16))


# ---- the boundary's distribution, from IEEE + − × ÷ alone (docs/plan.md, "Tables") ---------------------------------------------

_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10


def _log(x: NDArray[np.float64]) -> NDArray[np.float64]:
    bits = x.view(np.int64)
    exponent = ((bits >> 52) & 0x7FF) - 1023
    m = ((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000).view(np.float64)
    big = m > 1.4142135623730951
    m = np.where(big, m * 0.5, m)
    e = (exponent + big).astype(np.float64)
    s = (m - 1) / (m + 1)
    square = s * s
    tail = np.zeros_like(s)
    for odd in range(23, 2, -2):
        tail = tail * square + 1.0 / odd
    return e * _LN2_HIGH + (e * _LN2_LOW + 2 * (s + s * square * tail))


def _exp_of_negative(x: NDArray[np.float64]) -> NDArray[np.float64]:
    k = np.rint(np.maximum(x, -708) / (_LN2_HIGH + _LN2_LOW))
    r = (np.maximum(x, -708) - k * _LN2_HIGH) - k * _LN2_LOW
    total = np.ones_like(x)
    for n in range(15, 0, -1):
        total = 1 + r / n * total
    power = ((k.astype(np.int64) + 1023) << 52).view(np.float64)
    return np.where(x < -708, 0.0, total * power)


def _half_cosine(x: float) -> float:
    if x > 0.5:
        return 1 - _half_cosine(1 - x)
    angle = 1.5707963267948966 * x
    square = angle * angle
    total = 1.0
    for n in range(19, 2, -2):
        total = 1 - square / (n * (n - 1)) * total
    sine = angle * total
    return sine * sine


def _series(x: NDArray[np.float64], beta: float) -> NDArray[np.float64]:
    """Σ (2β)ₙ/(β+1)ₙ xⁿ, of each x until a term no longer counts."""
    result = np.empty_like(x)
    going = np.arange(x.size)
    term, total = np.ones_like(x), np.ones_like(x)
    n = 0
    while going.size:
        term = term * (x * (2 * beta + n) / (beta + 1 + n))
        total = total + term
        n += 1
        ended = ~(term > total * 1e-18)
        if ended.any():
            result[going[ended]] = total[ended]
            left = ~ended
            going, x, term, total = going[left], x[left], term[left], total[left]
    return result


@functools.lru_cache(maxsize=16)
def _boundary_table(beta: float, length: int) -> _Words:
    """P(w ≤ k) · 2^53 for k in 0..length, of w = round(length · Beta(β, β))."""
    table = np.zeros(length + 1, np.uint64)
    whole = 1 << 53
    half = float(_series(np.array([0.5]), beta)[0])
    k = np.arange((length + 1) // 2)
    x = (2 * k + 1).astype(np.float64) / (2 * length)
    power = _exp_of_negative(beta * _log(4 * x * (1 - x)))
    tail = np.where(x == 0.5, 0.5, power * _series(x, beta) / (2 * half))
    scaled = np.rint(tail * float(whole)).astype(np.uint64)
    table[length - 1 - k] = np.uint64(whole) - scaled
    table[k] = scaled
    table[length] = whole
    table.flags.writeable = False  # it is shared
    return table


def _pick(table: _Words, bits: _Words) -> _Ints:
    """The boundary for 64 random bits, of which the upper 53 count: the first k whose threshold lies above."""
    return np.searchsorted(table, bits >> np.uint64(11), side="right").astype(np.int64)


# ---- options ------------------------------------------------------------------------------------------------------------------

_MIXES = ("ricap", "baseline", "cutmix", "mixup", "cutout")
_USES_MODE = {"ricap", "cutmix", "mixup"}
_DEFAULTS: dict[str, int | str] = {"choose": "sample", "cutmixAlpha": "1", "mixupAlpha": "1", "cutoutSize": "50%", "cutoutFill": "808080"}
_CHANGEABLE = ("seed", "mode", "schedule", "batch", "flip", "shift", "fill", "augment", *_DEFAULTS)


@dataclass(frozen=True)
class _Plan:
    """What the samples of an epoch depend on; equal if they are the same samples."""

    width: int
    height: int
    seed: int
    mode: str
    beta: float | None
    batch: int
    flip: bool
    shift_x: int
    shift_y: int
    fill: str
    plain: bool
    mixes: tuple[tuple[str, int], ...]
    choose: str
    cutmix_alpha: float | None
    mixup_alpha: float | None
    cutout_side: int
    cutout_fill: str

    @staticmethod
    def of(options: Mapping[str, int | str], epoch: int) -> "_Plan":
        """The plan of an epoch by options as a manifest spells them."""
        text = {name: str(value) for name, value in {**_DEFAULTS, **options}.items()}
        width, height = _whole(text, "width", 1, 16384), _whole(text, "height", 1, 16384)
        plain = text["augment"] == "none"
        mixes = _parse_mixes(text["augment"])
        names = [name for name, _ in mixes]
        shift_x, shift_y = (0, 0) if plain else (_largest_shift(text["shift"], n) for n in (width, height))
        fill = _one_of(text, "fill", r"nearest|reflect|constant:[0-9A-Fa-f]{6}").upper().replace("CONSTANT", "constant")
        return _Plan(
            width=width,
            height=height,
            seed=0 if plain else _whole(text, "seed", 0, 2**64 - 1),
            mode=_one_of(text, "mode", "paper|batch|sample") if _USES_MODE & set(names) else "sample",
            beta=_beta_of(text["schedule"], epoch) if "ricap" in names else None,
            batch=_whole(text, "batch", 1, 1_000_000),
            flip=_one_of(text, "flip", "none|horizontal") == "horizontal" and not plain,
            shift_x=shift_x,
            shift_y=shift_y,
            fill=(fill if ":" in fill else fill.lower()) if shift_x or shift_y else "nearest",
            plain=plain,
            mixes=mixes,
            choose=_one_of(text, "choose", "sample|batch") if len(mixes) > 1 else "sample",
            cutmix_alpha=_beta(text["cutmixAlpha"], "cutmix-alpha") if "cutmix" in names else None,
            mixup_alpha=_beta(text["mixupAlpha"], "mixup-alpha") if "mixup" in names else None,
            cutout_side=_square(text["cutoutSize"], min(width, height)) if "cutout" in names else 0,
            cutout_fill=_one_of(text, "cutoutFill", "[0-9A-Fa-f]{6}").upper() if "cutout" in names else "",
        )


def _whole(text: Mapping[str, str], name: str, least: int, most: int) -> int:
    value = text.get(name, "")
    if not re.fullmatch(r"\d{1,20}", value, re.ASCII) or not least <= int(value) <= most:
        raise DatasetError(f"option {name} is '{value}', not a whole number in {least}..{most}")
    return int(value)


def _one_of(text: Mapping[str, str], name: str, pattern: str) -> str:
    value = text.get(name, "")
    if not re.fullmatch(pattern, value):
        raise DatasetError(f"option {name} is '{value}', not {pattern}")
    return value


def _decimal(text: str, name: str) -> Decimal:
    try:
        if re.fullmatch(r"\d*\.?\d*", text, re.ASCII):
            return Decimal(text)
    except InvalidOperation:
        pass
    raise DatasetError(f"option {name} is '{text}', not a number")


def _beta(text: str, name: str) -> float:
    try:
        value = math.nan if "_" in text else float(text)  # float() reads 1_0 as 10
    except ValueError:
        value = math.nan
    if not 0.001 <= value <= 1000:
        raise DatasetError(f"option {name}: '{text}' is not a number in 0.001..1000")
    return value


def _epoch(text: str) -> int:
    if not re.fullmatch(r"\d{1,10}", text, re.ASCII):
        raise ValueError(f"'{text}' is no epoch")
    return int(text)


def _largest_shift(text: str, length: int) -> int:
    """4 is pixels; 10% a share of the side, rounded down."""
    if text.endswith("%"):
        share = _decimal(text[:-1], "shift")
        if share <= 100:
            return int(length * share / 100)
    elif re.fullmatch(r"\d{1,5}", text, re.ASCII) and int(text) <= 65535:
        return int(text)
    raise DatasetError(f"option shift is '{text}', not pixels 0..65535 or 0%..100%")


def _square(text: str, side: int) -> int:
    number, share = (text[:-1], True) if text.endswith("%") else (text, False)
    size = _whole({"cutoutSize": number}, "cutoutSize", 1, 100 if share else 16384)
    return side * size // 100 if share else size


def _parse_mixes(text: str) -> tuple[tuple[str, int], ...]:
    """Mixes with their weights in lowest terms, in the order of the registry."""
    if text == "none":
        return (("baseline", 1),)
    if text in _MIXES:
        return ((text, 1),)
    weights: dict[str, int] = {}
    for part in text.split(","):
        name, _, weight = part.partition(":")
        name = "baseline" if name == "none" else name
        millionths = _decimal(weight, "augment") * _MILLION if weight else Decimal(0)
        if name not in _MIXES or name in weights or not 0 < millionths <= 100 * _MILLION or millionths != int(millionths):
            raise DatasetError(f"option augment is '{text}', not one of {', '.join(_MIXES)}, none, or NAME:WEIGHT,NAME:WEIGHT,…")
        weights[name] = int(millionths)
    divisor = math.gcd(*weights.values())
    return tuple((name, weights[name] // divisor) for name in _MIXES if name in weights)


def _beta_of(schedule: str, epoch: int) -> float:
    """β of an epoch, from the text of a schedule such as ``linear:0.01..1@20..90``; a bare number is a constant."""
    kind, colon, rest = schedule.partition(":")
    if not colon:
        kind, rest = "constant", schedule
    try:
        if kind == "constant":
            return _beta(rest, "schedule")
        if kind == "list":
            betas = [_beta(value, "schedule") for value in rest.split(",")]
            if epoch >= len(betas):
                raise DatasetError(f"option schedule {schedule} has β for epochs 0..{len(betas) - 1}, none for epoch {epoch}")
            return betas[epoch]
        if kind == "step":
            first, *later = rest.split(",")
            steps = [(0, _beta(first, "schedule"))]
            for value, at in (step.split("@") for step in later):
                steps.append((_epoch(at), _beta(value, "schedule")))
                if steps[-1][0] <= steps[-2][0]:
                    raise ValueError("the steps' epochs must rise")
            return [value for at, value in steps if at <= epoch][-1]
        if kind in ("linear", "cosine"):
            values, times = rest.split("@")
            from_beta, to_beta = (_beta(value, "schedule") for value in values.split(".."))
            start, end = (_epoch(time) for time in times.split(".."))
            if start > end:
                raise ValueError("the ramp ends before it starts")
            if epoch < start:
                return from_beta
            if epoch >= end:
                return to_beta
            part = (epoch - start) / (end - start)
            return from_beta + (to_beta - from_beta) * (_half_cosine(part) if kind == "cosine" else part)
    except ValueError:
        pass
    raise DatasetError(f"option schedule is '{schedule}', not constant:B, linear:B1..B2@T1..T2, cosine:…, step:B0,B1@T1,… or list:B0,B1,…")


# ---- planning (docs/plan.md) --------------------------------------------------------------------------------------------------


@dataclass
class _Layers:
    """What samples are painted of, the lowest layer first: arrays [..., 4], those without area left out by their size."""

    row: _Ints  # the source's place in its batch; −1: a colour
    crop_x: _Ints
    crop_y: _Ints
    width: _Ints
    height: _Ints
    at_x: _Ints
    at_y: _Ints
    opacity: _Ints
    share: _Ints  # of the label

    @staticmethod
    def empty(shape: tuple[int, ...]) -> "_Layers":
        layers = _Layers(*(np.zeros((*shape, _PATCHES), np.int64) for _ in range(9)))
        layers.opacity[...] = _OPAQUE
        return layers

    def put(self, k: int, row: Any, x: Any, y: Any, width: Any, height: Any, at_x: Any, at_y: Any) -> None:
        """Sets an opaque layer whose share of the label is its area."""
        for array, value in zip(self._arrays(), (row, x, y, width, height, at_x, at_y)):
            array[..., k] = value
        self.share[..., k] = self.width[..., k] * self.height[..., k]

    def where(self, chosen: NDArray[np.bool_], other: "_Layers") -> None:
        """Takes the layers of some samples from elsewhere."""
        for own, from_other in zip(self._arrays(), other._arrays()):
            own[chosen] = from_other[chosen]

    def of(self, place: Any) -> "_Layers":
        return _Layers(*(array[place] for array in self._arrays()))

    def _arrays(self) -> list[_Ints]:
        return [self.row, self.crop_x, self.crop_y, self.width, self.height, self.at_x, self.at_y, self.opacity, self.share]


class _PlannedBatch(NamedTuple):
    sources: _Ints  # [n]: those of the whole batch
    flip: NDArray[np.bool_]  # [n]
    shift_x: _Ints  # [n]
    shift_y: _Ints  # [n]
    layers: _Layers  # [m,4]: of the samples asked for


class _Planner:
    """Plans batches of one epoch."""

    def __init__(self, plan: _Plan, sources: int, epoch: int) -> None:
        self.plan, self.sources = plan, sources
        self._draws = _Draws(plan.seed, epoch)
        self.widths = None if plan.beta is None else _boundary_table(plan.beta, plan.width)
        self.heights = None if plan.beta is None else _boundary_table(plan.beta, plan.height)
        self._cutmix = None if plan.cutmix_alpha is None else _boundary_table(plan.cutmix_alpha, _OPAQUE)
        self._mixup = None if plan.mixup_alpha is None else _boundary_table(plan.mixup_alpha, _OPAQUE)

    def count(self, batch: int) -> int:
        """Samples of a batch; the last may be short."""
        return min(self.plan.batch, self.sources - batch * self.plan.batch)

    def batches(self, numbers: Sequence[int], first: int, end: int) -> list[_PlannedBatch]:
        """Plans the rows first..end − 1 of some batches, which have equally many samples."""
        plan, n = self.plan, self.count(numbers[0])
        number = np.asarray(numbers, np.int64)[:, None]
        places = number * plan.batch + np.arange(n)
        sources = places if plan.plain else _permute(self._draws, _ORDER, 0, 0, self.sources, places)
        flip = np.zeros(sources.shape, np.bool_)
        if plan.flip:
            flip = (self._draws.words(_FLIP, sources)[0] & np.uint64(1)) != 0
        shift_x = shift_y = np.zeros(sources.shape, np.int64)
        if plan.shift_x or plan.shift_y:
            x, y = self._draws.uniform(_SHIFT, sources, 0, 2 * plan.shift_x, 2 * plan.shift_y)
            shift_x, shift_y = x - plan.shift_x, y - plan.shift_y
        layers = self._layers(number, np.arange(first, end), n)
        return [_PlannedBatch(sources[i], flip[i], shift_x[i], shift_y[i], layers.of(i)) for i in range(len(numbers))]

    def _layers(self, number: _Ints, rows: _Ints, n: int) -> _Layers:
        plan = self.plan
        index = number * plan.batch + rows  # of each sample in the epoch
        made = [self._by_mix[name](self, number, rows, index, n) for name, _ in plan.mixes]
        layers = made[0]
        if len(made) > 1:
            total = sum(weight for _, weight in plan.mixes)
            which = number if plan.choose == "batch" else index
            place, _ = self._draws.uniform(_CHOICE, which, 0, total - 1, 0)
            ends = np.cumsum([weight for _, weight in plan.mixes])
            chosen = np.broadcast_to(np.searchsorted(ends, place, side="right"), index.shape)
            for mix in range(1, len(made)):
                layers.where(chosen == mix, made[mix])
        return layers

    def _shared(self, number: _Ints, index: _Ints, *modes: str) -> _Ints:
        """The address of what is drawn once a batch in some modes, and per sample in the others."""
        return number if self.plan.mode in modes else index

    def _ricap(self, number: _Ints, rows: _Ints, index: _Ints, n: int) -> _Layers:
        plan = self.plan
        assert self.widths is not None and self.heights is not None
        low, high = self._draws.pair(_BOUNDARY, self._shared(number, index, "paper", "batch"))
        x = np.broadcast_to(_pick(self.widths, low), index.shape)
        y = np.broadcast_to(_pick(self.heights, high), index.shape)
        layers = _Layers.empty(index.shape)
        crop_of = self._shared(number, index, "paper")
        for k in range(_PATCHES):
            width = plan.width - x if k & 1 else x
            height = plan.height - y if k & 2 else y
            crop_x, crop_y = self._draws.uniform(_CROP, crop_of, k, plan.width - width, plan.height - height)
            partner = _permute(self._draws, _PARTNER, number, k, n, rows)
            layers.put(k, partner, crop_x, crop_y, width, height, x if k & 1 else 0, y if k & 2 else 0)
        return layers

    def _whole(self, number: _Ints, rows: _Ints, index: _Ints, n: int) -> _Layers:
        layers = _Layers.empty(index.shape)
        layers.put(0, rows, 0, 0, self.plan.width, self.plan.height, 0, 0)
        return layers

    def _box(self, x: _Ints, y: _Ints, side_x: Any, side_y: Any) -> tuple[_Ints, _Ints, _Ints, _Ints]:
        """Half a side, rounded down, to each side of the centre; cut off at the edges: left, top, width, height."""
        left, right = np.maximum(x - side_x // 2, 0), np.minimum(x + side_x // 2, self.plan.width)
        top, bottom = np.maximum(y - side_y // 2, 0), np.minimum(y + side_y // 2, self.plan.height)
        return left, top, right - left, bottom - top

    def _cutmixed(self, number: _Ints, rows: _Ints, index: _Ints, n: int) -> _Layers:
        plan = self.plan
        assert self._cutmix is not None
        part = _OPAQUE - _pick(self._cutmix, self._draws.pair(_CUTMIX_RATIO, self._shared(number, index, "paper", "batch"))[0])
        centre = self._shared(number, index, "paper")
        x, y = self._draws.uniform(_CUTMIX_CENTRE, centre, 0, plan.width - 1, plan.height - 1)
        left, top, width, height = self._box(x, y, _side(plan.width, part), _side(plan.height, part))
        layers = self._whole(number, rows, index, n)
        layers.put(1, _permute(self._draws, _CUTMIX_PARTNER, number, 0, n, rows), left, top, width, height, left, top)
        layers.share[..., 0] -= layers.share[..., 1]
        return layers

    def _mixed_up(self, number: _Ints, rows: _Ints, index: _Ints, n: int) -> _Layers:
        plan = self.plan
        assert self._mixup is not None
        ratio = _pick(self._mixup, self._draws.pair(_MIXUP_RATIO, self._shared(number, index, "paper", "batch"))[0])
        layers = self._whole(number, rows, index, n)
        layers.put(1, _permute(self._draws, _MIXUP_PARTNER, number, 0, n, rows), 0, 0, plan.width, plan.height, 0, 0)
        layers.share[..., 0] = ratio
        layers.share[..., 1] = layers.opacity[..., 1] = _OPAQUE - ratio
        return layers

    def _cut_out(self, number: _Ints, rows: _Ints, index: _Ints, n: int) -> _Layers:
        plan = self.plan
        x, y = self._draws.uniform(_CUTOUT_CENTRE, index, 0, plan.width - 1, plan.height - 1)
        left, top, width, height = self._box(x, y, plan.cutout_side, plan.cutout_side)
        layers = self._whole(number, rows, index, n)
        layers.put(1, -1, 0, 0, width, height, left, top)
        layers.share[..., 1] = 0
        return layers

    _by_mix: dict[str, Callable[["_Planner", _Ints, _Ints, _Ints, int], _Layers]] = {
        "ricap": _ricap,
        "baseline": _whole,
        "cutmix": _cutmixed,
        "mixup": _mixed_up,
        "cutout": _cut_out,
    }


def _side(length: int, part: _Ints) -> _Ints:
    """⌊length · √(part / 65,536)⌋, exactly: IEEE rounds √ correctly, so of numbers this small it never comes out at the next one."""
    square = (length * length) * part // _OPAQUE
    return np.sqrt(square.astype(np.float64)).astype(np.int64)


# ---- composing ----------------------------------------------------------------------------------------------------------------

_PIXEL = np.dtype("V3")
_GATHER_UP_TO = 64 * 64  # pixels of an image; larger ones are copied in runs


def _fold(place: _Ints, n: int, fill: str) -> _Ints:
    """The pixel that stands at a place of an axis of n pixels; −1 where the fill's colour does."""
    if fill == "reflect" and n > 1:
        return np.asarray(n - 1 - np.abs(place % (2 * n - 2) - (n - 1)))
    if fill.startswith("constant"):
        return np.where((place < 0) | (place >= n), -1, place)
    return place.clip(0, n - 1)


def _colour(digits: str) -> _Bytes:
    return np.frombuffer(bytes.fromhex(digits), np.uint8)


class _Composer:
    """Paints the samples of planned batches from base images."""

    def __init__(self, plan: _Plan, base: "_Base") -> None:
        self._plan, self._base = plan, base
        self._fill = _colour(plan.fill[9:]) if ":" in plan.fill else None
        self._cutout = _colour(plan.cutout_fill) if plan.cutout_fill else None

    def images(self, batch: _PlannedBatch) -> _Bytes:
        """uint8 [m,H,W,3]."""
        plan, layers = self._plan, batch.layers
        whole_area = plan.width * plan.height
        area = layers.width * layers.height
        sources, row = self._augmented(batch, area)
        out = np.empty((len(area), plan.height, plan.width, 3), np.uint8)
        opaque = layers.opacity == _OPAQUE
        whole = (area == whole_area) & (layers.row >= 0)
        for k in range(_PATCHES):
            of = np.nonzero(whole[:, k] & opaque[:, k])[0]
            if of.size:
                out[of] = sources[row[of, k]]
            of = np.nonzero(whole[:, k] & ~opaque[:, k])[0]
            if of.size:
                weight = layers.opacity[of, k].astype(np.uint32)[:, None, None, None]
                below, over = out[of].astype(np.uint32), sources[row[of, k]].astype(np.uint32)
                out[of] = (below * (np.uint32(_OPAQUE) - weight) + over * weight + np.uint32(_OPAQUE // 2)) >> np.uint32(16)
        sample, k_of = np.nonzero((area > 0) & ~whole)
        if sample.size:
            some = (sample, k_of)
            x, y, w, h = layers.at_x[some], layers.at_y[some], layers.width[some], layers.height[some]
            cx, cy = layers.crop_x[some], layers.crop_y[some]
            rectangles = zip(
                sample.tolist(), row[some].tolist(), y.tolist(), (y + h).tolist(), x.tolist(), (x + w).tolist(),
                cy.tolist(), (cy + h).tolist(), cx.tolist(), (cx + w).tolist())
            for i, source, top, bottom, left, right, crop_top, crop_bottom, crop_left, crop_right in rectangles:
                if source < 0:
                    out[i, top:bottom, left:right] = self._cutout
                else:
                    out[i, top:bottom, left:right] = sources[source, crop_top:crop_bottom, crop_left:crop_right]
        return out

    def _augmented(self, batch: _PlannedBatch, area: _Ints) -> tuple[_Bytes, _Ints]:
        """The sources that layers show, flipped and shifted, and which of them each layer shows."""
        plan, row = self._plan, batch.layers.row
        moved = plan.flip or plan.shift_x > 0 or plan.shift_y > 0
        direct = self._base.whole()
        if not moved and direct is not None:
            return direct, np.where(row < 0, -1, batch.sources[row])
        used = np.unique(row[(area > 0) & (row >= 0)])
        place = np.full(len(batch.sources), -1)
        place[used] = np.arange(used.size)
        pixels = self._moved(batch.sources[used], batch.flip[used], batch.shift_x[used], batch.shift_y[used])
        return pixels, np.where(row < 0, -1, place[row])

    def _moved(self, sources: _Ints, flip: NDArray[np.bool_], shift_x: _Ints, shift_y: _Ints) -> _Bytes:
        plan, count = self._plan, len(sources)
        height, width = plan.height, plan.width
        area = height * width
        # One more pixel, which is the fill's colour.
        buffer = np.empty((count * area + 1, 3), np.uint8)
        images = buffer[:-1].reshape(count, height, width, 3)
        self._base.take(sources, images)
        if not (flip.any() or shift_x.any() or shift_y.any()):
            return images
        rows = _fold(np.arange(height) - shift_y[:, None], height, plan.fill)
        columns = _fold(np.arange(width) - shift_x[:, None], width, plan.fill)
        columns = np.where(flip[:, None] & (columns >= 0), width - 1 - columns, columns)
        if area <= _GATHER_UP_TO:
            if self._fill is not None:
                buffer[-1] = self._fill
            place = (np.arange(count)[:, None] * area + rows * width)[:, :, None] + columns[:, None, :]
            if self._fill is not None:
                place[(rows < 0)[:, :, None] | (columns < 0)[:, None, :]] = count * area
            return np.asarray(buffer.view(_PIXEL)[:, 0].take(place).view(np.uint8).reshape(images.shape))
        moved = np.empty_like(images)
        for i in range(count):
            self._move_one(images[i], moved[i], bool(flip[i]), int(shift_x[i]), int(shift_y[i]), rows[i], columns[i])
        return moved

    def _move_one(self, image: _Bytes, out: _Bytes, flip: bool, dx: int, dy: int, rows: _Ints, columns: _Ints) -> None:
        """The part that stays in one run a row, then the strips that the fill decides: columns first, then whole rows."""
        height, width = self._plan.height, self._plan.width
        flipped = image[:, ::-1] if flip else image
        ys = slice(max(dy, 0), height + min(dy, 0))
        from_ys = slice(max(-dy, 0), height - max(dy, 0))
        xs = slice(max(dx, 0), width + min(dx, 0))
        from_xs = slice(max(-dx, 0), width - max(dx, 0))
        if abs(dy) < height and abs(dx) < width:
            out[ys, xs] = flipped[from_ys, from_xs]
        strip = slice(0, min(dx, width)) if dx > 0 else slice(max(width + dx, 0), width)
        if dx:
            inside = rows[ys]
            out[ys, strip] = image[inside[:, None], columns[None, strip]] if self._fill is None else self._fill
        strip = slice(0, min(dy, height)) if dy > 0 else slice(max(height + dy, 0), height)
        if dy:
            out[strip] = image[rows[strip, None], columns[None, :]] if self._fill is None else self._fill

    def targets(self, batch: _PlannedBatch) -> _Floats:
        """float32 [m,C]."""
        layers, base = batch.layers, self._base
        weights = np.zeros((len(layers.share), base.classes), np.int64)
        samples = np.arange(len(weights))
        source = batch.sources[layers.row]
        for k in range(_PATCHES):
            share = layers.share[:, k]
            of = samples[share > 0]
            if not of.size:
                continue
            soft = base.soft(source[of, k])
            if soft is None:
                weights[of, base.labels[source[of, k]]] += share[of] * _MILLION
            else:
                weights[of] += share[of, None] * soft
        return np.asarray(weights / weights.sum(1, keepdims=True), np.float32)


# ---- hashing ------------------------------------------------------------------------------------------------------------------

_P32_1, _P32_2, _P32_3 = 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D
_P64_1, _P64_2, _P64_3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
_P64_4, _P64_5, _MX1, _MX2 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5, 0x165667919E3779F9, 0x9FB21C651E98DF25
_SECRET = bytes.fromhex(
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c"
    "3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364ea"
    "c5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e")
_64 = 0xFFFF_FFFF_FFFF_FFFF
_STRIPES = 16  # a block
_BLOCK = 64 * _STRIPES


def _xxh128(data: Any) -> str:
    """XXH128 of bytes, seed 0, as ``xxhsum -H2`` prints it; numpy does it at a few hundred MB/s where there is no xxhash."""
    xxhash = _module("xxhash")
    if xxhash is not None:
        return str(xxhash.xxh3_128_hexdigest(data))
    low, high = _XxHash128.of(data)
    return f"{high:016x}{low:016x}"


def _module(name: str) -> Any:
    """A module that helps where it is installed; else None."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _secret(at: int) -> int:
    return int(struct.unpack_from("<Q", _SECRET, at)[0])


def _avalanche(h: int) -> int:
    h = (h ^ h >> 37) * _MX1 & _64
    return h ^ h >> 32


def _avalanche64(h: int) -> int:
    h = (h ^ h >> 33) * _P64_2 & _64
    h = (h ^ h >> 29) * _P64_3 & _64
    return h ^ h >> 32


def _fold64(a: int, b: int) -> int:
    product = a * b
    return (product ^ product >> 64) & _64


class _XxHash128:
    """XXH128 after its specification, vectorised over the blocks of long inputs."""

    @staticmethod
    def of(data: Any) -> tuple[int, int]:
        flat = np.frombuffer(data, np.uint8)
        n = flat.size
        if n > 240:
            return _XxHash128._long(flat)
        text = flat.tobytes()
        if n == 0:
            return _avalanche64(_secret(64) ^ _secret(72)), _avalanche64(_secret(80) ^ _secret(88))
        if n <= 16:
            return _XxHash128._short(text)
        low, high = n * _P64_1 & _64, 0
        if n <= 128:
            for i in reversed(range((n - 1) // 32 + 1)):
                low, high = _XxHash128._mix32(low, high, text, 16 * i, n - 16 * (i + 1), 32 * i)
        else:
            for i in range(4):
                low, high = _XxHash128._mix32(low, high, text, 32 * i, 32 * i + 16, 32 * i)
            low, high = _avalanche(low), _avalanche(high)
            for i in range(4, n // 32):
                low, high = _XxHash128._mix32(low, high, text, 32 * i, 32 * i + 16, 3 + 32 * (i - 4))
            low, high = _XxHash128._mix32(low, high, text, n - 16, n - 32, 136 - 17 - 16)
        mixed = (low * _P64_1 + high * _P64_4 + n * _P64_2) & _64
        return _avalanche((low + high) & _64), -_avalanche(mixed) & _64

    @staticmethod
    def _mix32(low: int, high: int, text: bytes, one: int, two: int, at: int) -> tuple[int, int]:
        (a, b), (c, d) = struct.unpack_from("<QQ", text, one), struct.unpack_from("<QQ", text, two)
        low = (low + _fold64(a ^ _secret(at), b ^ _secret(at + 8)) & _64) ^ (c + d & _64)
        high = (high + _fold64(c ^ _secret(at + 16), d ^ _secret(at + 24)) & _64) ^ (a + b & _64)
        return low, high

    @staticmethod
    def _short(text: bytes) -> tuple[int, int]:
        n = len(text)
        if n > 8:
            first, last = struct.unpack_from("<Q", text)[0], struct.unpack_from("<Q", text, n - 8)[0]
            product = (first ^ last ^ _secret(32) ^ _secret(40)) * _P64_1
            low, high = product & _64, product >> 64
            low = low + (n - 1 << 54) & _64
            last ^= _secret(48) ^ _secret(56)
            high = high + last + (last & 0xFFFF_FFFF) * (_P32_2 - 1) & _64
            low ^= int.from_bytes(high.to_bytes(8, "little"), "big")
            product = low * _P64_2
            low, high = product & _64, (product >> 64) + high * _P64_2 & _64
            return _avalanche(low), _avalanche(high)
        if n > 3:
            value = struct.unpack_from("<I", text)[0] + (struct.unpack_from("<I", text, n - 4)[0] << 32)
            product = (value ^ _secret(16) ^ _secret(24)) * (_P64_1 + (n << 2))
            low, high = product & _64, product >> 64
            high = high + (low << 1) & _64
            low ^= high >> 3
            low = (low ^ low >> 35) * _MX2 & _64
            return low ^ low >> 28, _avalanche(high)
        word = text[0] << 16 | text[n >> 1] << 24 | text[-1] | n << 8
        swapped = int.from_bytes(word.to_bytes(4, "little"), "big")
        turned = (swapped << 13 | swapped >> 19) & 0xFFFF_FFFF
        s = struct.unpack_from("<4I", _SECRET)
        return _avalanche64(word ^ s[0] ^ s[1]), _avalanche64(turned ^ s[2] ^ s[3])

    @staticmethod
    def _sums(stripes: _Words, keys: _Words) -> _Words:
        """What stripes [..., s, 8] add to the accumulators."""
        mixed = stripes ^ keys
        swapped = stripes.reshape(*stripes.shape[:-1], 4, 2)[..., ::-1].reshape(stripes.shape)
        return np.asarray(((mixed & _LOW) * (mixed >> _32) + swapped).sum(-2, dtype=np.uint64), np.uint64)

    @staticmethod
    def _long(data: _Bytes) -> tuple[int, int]:
        n = data.size
        secret = np.frombuffer(_SECRET, np.uint8)
        keys = np.stack([secret[8 * i : 8 * i + 64] for i in range(_STRIPES)]).view(np.uint64)
        accumulators = np.array([_P32_3, _P64_1, _P64_2, _P64_3, _P64_4, _P32_2, _P64_5, _P32_1], np.uint64)
        scramble = np.frombuffer(_SECRET, np.uint64, 8, len(_SECRET) - 64)
        prime, by47 = np.uint64(_P32_1), np.uint64(47)
        blocks = (n - 1) // _BLOCK
        for first in range(0, blocks, 1024):
            count = min(1024, blocks - first)
            part = data[first * _BLOCK : (first + count) * _BLOCK].copy().view(np.uint64).reshape(count, _STRIPES, 8)
            for block in _XxHash128._sums(part, keys):
                accumulators = accumulators + block
                accumulators = (accumulators ^ (accumulators >> by47) ^ scramble) * prime
        stripes = (n - 1 - blocks * _BLOCK) // 64
        if stripes:
            part = data[blocks * _BLOCK : blocks * _BLOCK + 64 * stripes].copy().view(np.uint64).reshape(stripes, 8)
            accumulators = accumulators + _XxHash128._sums(part, keys[:stripes])
        last = data[n - 64 :].copy().view(np.uint64).reshape(1, 8)
        at = len(_SECRET) - 64 - 7
        accumulators = accumulators + _XxHash128._sums(last, np.frombuffer(_SECRET, np.uint64, 8, at).reshape(1, 8))
        lanes = accumulators.tolist()
        low = _XxHash128._merge(lanes, 11, n * _P64_1 & _64)
        return low, _XxHash128._merge(lanes, len(_SECRET) - 64 - 11, ~(n * _P64_2) & _64)

    @staticmethod
    def _merge(lanes: list[int], at: int, start: int) -> int:
        total = start
        for i in range(4):
            total += _fold64(lanes[2 * i] ^ _secret(at + 16 * i), lanes[2 * i + 1] ^ _secret(at + 16 * i + 8))
        return _avalanche(total & _64)


# ---- image files --------------------------------------------------------------------------------------------------------------

_PNG = b"\x89PNG\r\n\x1a\n"


def _decode(files: Sequence[bytes], out: _Bytes, path: Path) -> None:
    """Decodes image files of one size into [n,H,W,3]."""
    decode = _codec()
    if decode is None:
        if not all(data.startswith(_PNG) for data in files):
            raise DatasetError("holds WebP or JPEG images, which need Pillow or OpenCV: pip install pillow", path)
        _unfilter(np.stack([_png_rows(data, out.shape[2], out.shape[1], path) for data in files]), out)
        return
    for data, image in zip(files, out):
        try:
            pixels = decode(data)
        except (OSError, ValueError, SyntaxError, *_bombs()) as error:
            raise DatasetError(f"holds an image that cannot be decoded: {error}; 'ricap render' makes it again", path) from error
        if pixels.shape != image.shape:
            raise DatasetError(f"holds an image of shape {pixels.shape}, the manifest says {image.shape}", path)
        image[...] = pixels


def _codec() -> Callable[[bytes], _Bytes] | None:
    """A library's decoder, where there is one."""
    pillow, opencv = _module("PIL.Image"), _module("cv2")
    if pillow is None and opencv is None:
        return None

    def decode(data: bytes) -> _Bytes:
        if pillow is not None:
            return np.asarray(pillow.open(io.BytesIO(data)).convert("RGB"))
        image = opencv.imdecode(np.frombuffer(data, np.uint8), opencv.IMREAD_COLOR)
        if image is None:
            raise ValueError("OpenCV cannot read it")
        return np.asarray(image[:, :, ::-1])

    return decode


def _bombs() -> tuple[type[Exception], ...]:
    """What Pillow raises of an image too large to be meant well, which is an error of no usual kind."""
    pillow = _module("PIL.Image")
    return () if pillow is None else (pillow.DecompressionBombError,)


def _png_rows(data: bytes, width: int, height: int, path: Path) -> _Bytes:
    """The filtered rows [H, 1 + 3W] of a PNG as ours are: 8-bit RGB, not interlaced."""
    at, parts, header = len(_PNG), [], b""
    try:
        while True:
            length, kind = struct.unpack_from(">I4s", data, at)
            content = data[at + 8 : at + 8 + length]
            if struct.unpack_from(">I", data, at + 8 + length)[0] != zlib.crc32(content, zlib.crc32(kind)):
                raise ValueError(f"the checksum of {kind!r} is wrong")
            if kind == b"IHDR":
                header = content
            elif kind == b"IDAT":
                parts.append(content)
            elif kind == b"IEND":
                break
            at += 12 + length
        if header != struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0):
            raise ValueError(f"it is not an RGB image of {width}x{height} pixels")
        length = height * (1 + 3 * width)
        packed = zlib.decompressobj()
        unpacked = packed.decompress(b"".join(parts), length + 1)  # no more than that, whatever is packed in there
        if not packed.eof or len(unpacked) != length:
            raise ValueError(f"it does not hold {length} bytes")
        rows = np.frombuffer(unpacked, np.uint8).reshape(height, 1 + 3 * width)
        if rows[:, 0].max() > 4:
            raise ValueError("a filter is none of PNG's five")
        return rows
    except (struct.error, ValueError, zlib.error) as error:
        raise DatasetError(f"holds an image that cannot be decoded: {error}; 'ricap render' makes it again", path) from error


def _unfilter(rows: _Bytes, out: _Bytes) -> None:
    """Takes PNG's filters off images [n, H, 1 + 3W]."""
    count, height, width = out.shape[:3]
    at_once = max(1, 4_000_000 // (3 * height * (height + width)))
    for first in range(0, count, at_once):
        _unfilter_some(rows[first : first + at_once], out[first : first + at_once])


def _unfilter_some(rows: _Bytes, out: _Bytes) -> None:
    """A pixel needs those to its left and above, so the pixels of one diagonal do not need each other: all of these at once."""
    count, height, width = out.shape[:3]
    kind = rows[:, :, :1].astype(np.intp)
    raw = rows[:, :, 1:].reshape(count, height, width, 3)
    y, x = np.arange(height)[:, None], np.arange(width)
    diagonals = np.zeros((height + width - 1, count, height, 3), np.int16)
    diagonals[y + x, :, y] = raw.transpose(1, 2, 0, 3)
    # The last two diagonals, with a row of zeros above; what lies outside of the image is zero.
    last = before = np.zeros((count, height + 1, 3), np.int16)
    for number, diagonal in enumerate(diagonals):
        low, high = max(0, number - width + 1), min(height, number + 1)
        left, above, corner = last[:, low + 1 : high + 1], last[:, low:high], before[:, low:high]
        by_left, by_above, by_corner = np.abs(above - corner), np.abs(left - corner), np.abs(left + above - 2 * corner)
        nearest = np.where((by_left <= by_above) & (by_left <= by_corner), left, np.where(by_above <= by_corner, above, corner))
        predicted = np.choose(kind[:, low:high], [np.zeros_like(left), left, above, (left + above) >> 1, nearest])
        before, last = last, np.zeros_like(last)
        last[:, low + 1 : high + 1] = diagonal[:, low:high] = (diagonal[:, low:high] + predicted) & 255
    out[...] = diagonals[y + x, :, y].transpose(2, 0, 1, 3)


# ---- files (docs/shard-format.md) ---------------------------------------------------------------------------------------------

_PATH = re.compile(r"[A-Za-z0-9_-]([A-Za-z0-9._-]*[A-Za-z0-9_-])?(/[A-Za-z0-9_-]([A-Za-z0-9._-]*[A-Za-z0-9_-])?)*", re.ASCII)
_RECORD = re.compile(
    rb'^\{"id":"(\d{4,})-(\d{8,})","epoch":\d+,"batch":\d+,"beta":[^,]+,"width":\d+,"height":\d+,'
    rb'(?:"boundary":\{[^}]*\}|"mix":"[a-z0-9]+"),"label":\{"class":\[([\d,]+)\],"weight":\[([\d.,]+)\]',
    re.MULTILINE)


class _Manifest:
    """``ricap.json``: what a data set is made of."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / "ricap.json"
        try:
            data = json.loads(self.path.read_text("utf-8"))
        except FileNotFoundError:
            raise DatasetError("has no ricap.json; a data set's folder is the --out of 'ricap render'", folder) from None
        except (OSError, RecursionError, ValueError) as error:
            raise DatasetError(f"cannot be read: {error}", self.path) from error
        kind = data.get("format") if isinstance(data, dict) else None
        if kind != "ricap-dataset":
            raise DatasetError(f"is not the manifest of a data set: its format is {kind!r}", self.path)
        for name, known in (("version", _MANIFEST_VERSION), ("planVersion", _PLAN_VERSION)):
            if data.get(name) != known:
                raise DatasetError(f"has {name} {data.get(name)!r}, this reader knows {known}; render the data set again", self.path)
        try:
            self.options: dict[str, int | str] = dict(data["options"])
            self.classes: list[str] = list(data["classes"])
            self.samples = int(data["samples"])
            self.base: list[dict[str, Any]] = list(data["base"])
            self.epochs: dict[int, dict[str, Any]] = {int(epoch["epoch"]): epoch for epoch in data["epochs"]}
            self.hashes: dict[str, tuple[int, str]] = {}
            for shard in self.base + [shard for epoch in self.epochs.values() for shard in epoch["shards"]]:
                for file in (shard, *shard["companions"]):
                    if not _PATH.fullmatch(file["file"]):
                        raise ValueError(f"it names the file {file['file']!r}")
                    self.hashes[file["file"]] = int(file["bytes"]), str(file["xxh128"])
            for parts, what in ((self.base, "base"), *((e["shards"], f"epoch {n}") for n, e in self.epochs.items())):
                if sum(shard["samples"] for shard in parts) != self.samples or self.samples < 1:
                    raise ValueError(f"the shards of {what} do not have {self.samples} samples")
        except (KeyError, OverflowError, TypeError, ValueError) as error:
            raise DatasetError(f"is damaged: {type(error).__name__} {error}", self.path) from error


class _Files:
    """The files of a data set, mapped; each is held to the manifest before its first use."""

    def __init__(self, manifest: _Manifest, verify: bool) -> None:
        self.manifest = manifest
        self._verify = verify
        self._good: dict[str, bool] = {}

    def path(self, name: str) -> Path:
        return self.manifest.folder / name

    def bytes(self, name: str) -> Any:
        """A read-only buffer of a whole file."""
        path, (length, digest) = self.path(name), self.manifest.hashes[name]
        try:
            with open(path, "rb") as file:
                data: Any = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if length else b""
        except FileNotFoundError:
            raise DatasetError("is missing; the manifest names it", path) from None
        except (OSError, ValueError) as error:
            raise DatasetError(f"cannot be read: {error}", path) from error
        if len(data) != length:
            raise DatasetError(f"has {len(data)} bytes, the manifest says {length}; 'ricap render' makes it again", path)
        if self._verify and name not in self._good:
            if _xxh128(data) != digest:
                raise DatasetError("has other bytes than the manifest names; 'ricap render' makes it again", path)
            self._good[name] = True
        return data

    def npy(self, name: str, samples: int, height: int, width: int) -> _Bytes:
        """The pixels of a base or npy shard, uint8 [n,H,W,3]."""
        data, shape = self.bytes(name), (samples, height, width, 3)
        text = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}".encode()
        header = b"\x93NUMPY\x01\x00\x76\x00" + text.ljust(117) + b"\n"
        if data[:128] != header or len(data) != 128 + math.prod(shape):
            raise DatasetError(f"is not an npy file of bytes {shape}, as the manifest says", self.path(name))
        return np.frombuffer(data, np.uint8, offset=128).reshape(shape)


class _Base:
    """The fitted sources of all base shards in order, and their labels."""

    def __init__(self, files: _Files, height: int, width: int) -> None:
        self._files, self._shape = files, (height, width)
        self.classes = len(files.manifest.classes)
        self._parts: list[_Bytes] | None = None
        counts = [shard["samples"] for shard in files.manifest.base]
        self._starts = np.cumsum([0, *counts])
        self._soft: dict[int, tuple[list[int], list[int]]] = {}
        self.labels = np.zeros(files.manifest.samples, np.int64)
        for shard, start in zip(files.manifest.base, self._starts.tolist()):
            self._read_records(shard, start)

    def _read_records(self, shard: Mapping[str, Any], start: int) -> None:
        if len(shard["companions"]) != 1:
            raise DatasetError(f"names no records for {shard['file']}", self._files.manifest.path)
        name = shard["companions"][0]["file"]
        try:
            rows = json.loads(bytes(self._files.bytes(name)), parse_float=Decimal)
            if len(rows) != shard["samples"]:
                raise ValueError(f"it has {len(rows)} sources, the manifest says {shard['samples']}")
            for place, row in enumerate(rows, start):
                self.labels[place] = row["class"]
                if "label" in row:
                    millionths = [int(weight * _MILLION) for weight in row["label"]["weight"]]
                    self._soft[place] = list(row["label"]["class"]), millionths
            named = [int(self.labels.min()), int(self.labels.max())] + [c for soft in self._soft.values() for c in soft[0]]
            if not 0 <= min(named) <= max(named) < self.classes:
                raise ValueError(f"a class is none of {self.classes}")
        except (KeyError, OverflowError, RecursionError, TypeError, ValueError) as error:
            raise DatasetError(f"is damaged: {error}; 'ricap render' makes it again", self._files.path(name)) from error

    def soft(self, sources: _Ints) -> _Ints | None:
        """Millionths of each class [n,C]; None where every source of the data set has one class."""
        if not self._soft:
            return None
        rows = np.zeros((len(sources), self.classes), np.int64)
        for i, source in enumerate(sources.tolist()):
            known = self._soft.get(source)
            if known is None:
                rows[i, self.labels[source]] = _MILLION
            else:
                rows[i, known[0]] = known[1]
        return rows

    def whole(self) -> _Bytes | None:
        """All images, where one shard has them."""
        parts = self._open()
        return parts[0] if len(parts) == 1 else None

    def take(self, sources: _Ints, out: _Bytes) -> None:
        """Copies some images."""
        parts = self._open()
        if len(parts) == 1:
            np.take(parts[0], sources, axis=0, out=out, mode="clip")
            return
        of = np.searchsorted(self._starts, sources, side="right") - 1
        for part in np.unique(of):
            here = np.nonzero(of == part)[0]
            out[here] = parts[part][sources[here] - self._starts[part]]

    def _open(self) -> list[_Bytes]:
        if self._parts is None:
            height, width = self._shape
            self._parts = [self._files.npy(shard["file"], shard["samples"], height, width) for shard in self._files.manifest.base]
        return self._parts

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_parts": None}  # maps do not cross to another process


class _Shard:
    """One shard of a rendered epoch: images and targets of any of its samples."""

    def __init__(self, files: _Files, shard: Mapping[str, Any], epoch: int, first: int, size: tuple[int, int], classes: int) -> None:
        self._path = files.path(shard["file"])
        self._size, self._classes, self._first = size, classes, first
        self._epoch, self._count = epoch, int(shard["samples"])
        self._pixels: _Bytes | None = None
        self._images: list[tuple[int, int]] = []
        self._rows: _Floats | None = None
        name = shard["file"]
        self._data: Any = b""
        try:
            if name.endswith(".npy"):
                self._pixels = files.npy(name, self._count, *size)
                self._parse(bytes(files.bytes(shard["companions"][0]["file"])))
            elif name.endswith(".tar"):
                self._data = files.bytes(name)
                self._open_tar()
            elif name.endswith(".mds"):
                self._data = files.bytes(name)
                self._open_mds()
            else:
                raise ValueError("it is of no format that this reader knows")
        except (IndexError, KeyError, ValueError, struct.error) as error:
            raise DatasetError(f"is damaged: {error}; 'ricap render' makes it again", self._path) from error

    def images(self, first: int, end: int) -> _Bytes:
        """uint8 [n,H,W,3] of samples first..end − 1 of the shard."""
        if self._pixels is not None:
            return self._pixels[first:end]
        out = np.empty((end - first, *self._size, 3), np.uint8)
        _decode([self._data[start:stop] for start, stop in self._images[first:end]], out, self._path)
        return out

    def targets(self, first: int, end: int) -> _Floats:
        """float32 [n,C]."""
        if self._rows is not None:
            return self._rows[first:end]
        out = np.zeros((end - first, self._classes), np.float32)
        low, high = self._starts[first], self._starts[end]
        rows = np.repeat(np.arange(end - first), np.diff(self._starts[first : end + 1]))
        out[rows, self._of[low:high]] = self._shares[low:high]
        return out

    def _parse(self, records: bytes) -> None:
        """Reads the labels out of records, one a line."""
        found = _RECORD.findall(records)
        if len(found) != self._count:
            raise ValueError(f"{len(found)} of its {self._count} records can be read")
        ids = list(range(self._first, self._first + self._count))
        if [int(index) for _, index, _, _ in found] != ids or {int(epoch) for epoch, _, _, _ in found} != {self._epoch}:
            raise ValueError(f"its records are not those of samples {ids[0]}..{ids[-1]} of epoch {self._epoch}")
        counts = [classes.count(b",") + 1 for _, _, classes, _ in found]
        self._starts = np.concatenate([[0], np.cumsum(counts)])
        self._of = np.array(b",".join(classes for _, _, classes, _ in found).split(b","), np.bytes_).astype(np.int64)
        # Up to six decimals of at most 2^28 pixels: a double tells the millionths apart.
        weights = np.array(b",".join(weights for _, _, _, weights in found).split(b","), np.bytes_).astype(np.float64)
        weights = np.rint(weights * _MILLION)
        if len(weights) != len(self._of) or self._of.max() >= self._classes or weights.min() < 1:
            raise ValueError("a record's label is empty or names a class beyond those of the manifest")
        totals = np.add.reduceat(weights, self._starts[:-1])
        self._shares = (weights / np.repeat(totals, counts)).astype(np.float32)

    def _open_tar(self) -> None:
        """Goes from header to header: a record, an image, and so on."""
        data, at, records = self._data, 0, []
        for _ in range(self._count):
            for kind in ("record", "image"):
                if data[at + 257 : at + 263] != b"ustar\0":
                    raise ValueError(f"at byte {at} is no tar header")
                size = int(data[at + 124 : at + 135], 8)
                start, stop = at + 512, at + 512 + size
                if stop > len(data):
                    raise ValueError(f"the member at byte {at} goes beyond the end")
                if kind == "record":
                    records.append(data[start:stop])
                else:
                    self._images.append((start, stop))
                at += 512 + (size + 511) // 512 * 512
        if len(data) != at + 1024:
            raise ValueError(f"it does not end {1024} bytes after its last sample")
        self._parse(b"\n".join(records))

    def _open_mds(self) -> None:
        data = self._data
        (count,) = struct.unpack_from("<I", data)
        if count != self._count:
            raise ValueError(f"it has {count} samples, the manifest says {self._count}")
        offsets = struct.unpack_from(f"<{count + 1}I", data, 4)
        records = []
        for start, stop in zip(offsets, offsets[1:]):
            image, record = struct.unpack_from("<II", data, start)
            if start + 8 + image + 4 * self._classes + record != stop or stop > len(data):
                raise ValueError(f"the sample at byte {start} does not end at {stop}")
            self._images.append((start + 8, start + 8 + image))
            records.append(data[stop - record : stop])
        self._parse(b"\n".join(records))


# ---- the data set -------------------------------------------------------------------------------------------------------------


class _Composed:
    """The road of an epoch that was not rendered: planned, and composed from the base images."""

    def __init__(self, planner: _Planner, base: _Base) -> None:
        self._planner, self._composer = planner, _Composer(planner.plan, base)
        self._ready: dict[int, _PlannedBatch] = {}

    def read(self, number: int, coming: Sequence[int], first: int, end: int) -> tuple[_Bytes, _Floats]:
        """Rows first..end − 1 of a batch; plans those to come along with it while they are as long."""
        if number not in self._ready:
            n = self._planner.count(number)
            numbers = [b for b in coming[: max(1, _PLANNED_AT_ONCE // n)] if self._planner.count(b) == n]
            self._ready = dict(zip(numbers, self._planner.batches(numbers, first, end)))
        batch = self._ready.pop(number)
        return self._composer.images(batch), self._composer.targets(batch)


class _Stored:
    """The road of a rendered epoch: out of its shards."""

    def __init__(self, files: _Files, epoch: Mapping[str, Any], plan: _Plan, classes: int) -> None:
        self._files, self._shards, self._plan, self._classes = files, epoch["shards"], plan, classes
        self._epoch = int(epoch["epoch"])
        self._starts = np.cumsum([0, *(shard["samples"] for shard in self._shards)]).tolist()
        self._opened: OrderedDict[int, _Shard] = OrderedDict()

    def read(self, number: int, coming: Sequence[int], first: int, end: int) -> tuple[_Bytes, _Floats]:
        """Rows first..end − 1 of a batch."""
        at, stop = number * self._plan.batch + first, number * self._plan.batch + end
        images: list[_Bytes] = []
        targets: list[_Floats] = []
        while at < stop:
            number = bisect.bisect_right(self._starts, at) - 1
            start, until = self._starts[number], min(stop, self._starts[number + 1])
            opened = self._open(number)
            images.append(opened.images(at - start, until - start))
            targets.append(opened.targets(at - start, until - start))
            at = until
        if not images:
            size = (0, self._plan.height, self._plan.width, 3)
            return np.zeros(size, np.uint8), np.zeros((0, self._classes), np.float32)
        # A copy: what was read is a map of the file, and nobody may write into that.
        return np.concatenate(images), np.concatenate(targets)

    def _open(self, number: int) -> _Shard:
        if number not in self._opened:
            if len(self._opened) > 1:
                self._opened.popitem(last=False)
            size = self._plan.height, self._plan.width
            shard = self._shards[number]
            self._opened[number] = _Shard(self._files, shard, self._epoch, self._starts[number], size, self._classes)
        return self._opened[number]


class Dataset(_IterableDataset):
    """The batches of one epoch of a data set, in order; those of one rank, if there are several.

    Args:
        folder: The data set's folder, which has a ``ricap.json``.
        epoch: The epoch, from 0; rendered or not.
        rank: This process among ``world`` ones. It gets samples ⌊n·rank/world⌋ … ⌊n·(rank + 1)/world⌋ − 1 of each batch of n.
        world: How many processes share each batch; no more than the batch has samples.
        start: The batch to begin with.
        layout: ``NHWC``, or ``NCHW``: the same memory seen otherwise, which PyTorch takes as channels_last.
        last: What becomes of a last batch that is shorter: ``keep`` or ``drop`` it. If it is kept, a rank can get fewer samples
            than others, or none; ``Batch.weight`` says what its loss counts.
        source: ``auto`` reads an epoch from its shards if it was rendered as it is asked for, and composes it otherwise;
            ``shards`` and ``online`` take one of the roads only.
        options: Other options than the data set was made with, named and spelled as on the command line of ``ricap-train``: seed,
            mode, schedule, batch, flip, shift, fill, augment, choose, and those of mixes, such as ``{"cutmix-alpha": "0.5"}``.
        verify: Whether each file is held to its hash in the manifest before its first use.

    Raises:
        DatasetError: The folder has no data set, an argument is out of range, or (while iterating) a file is damaged.
    """

    def __init__(
        self,
        folder: str | Path,
        epoch: int = 0,
        rank: int = 0,
        world: int = 1,
        start: int = 0,
        *,
        layout: str = "NHWC",
        last: str = "keep",
        source: str = "auto",
        options: Mapping[str, int | str] | None = None,
        verify: bool = True,
    ) -> None:
        for name, value, words in (
            ("layout", layout, ("NHWC", "NCHW")), ("last", last, ("keep", "drop")), ("source", source, ("auto", "shards", "online"))):
            if value not in words:
                raise DatasetError(f"{name} is {value!r}, not one of {', '.join(words)}")
        if world < 1 or not 0 <= rank < world:
            raise DatasetError(f"rank {rank} of {world} must lie in 0..world - 1")
        self._manifest = _Manifest(Path(folder))
        self._files = _Files(self._manifest, verify)
        self._options = {**self._manifest.options, **_changes(options or {})}
        self._rank, self._world = rank, world
        self._layout, self._last, self._source = layout, last, source
        self._base: _Base | None = None
        self.set_epoch(epoch, start)

    @property
    def classes(self) -> list[str]:
        """The classes' names; a column of the targets each."""
        return list(self._manifest.classes)

    @property
    def epoch(self) -> int:
        """The epoch that is read."""
        return self._epoch

    @property
    def beta(self) -> float | None:
        """The epoch's β; None where nothing is patched."""
        return self._plan.beta

    @property
    def road(self) -> str:
        """Where batches come from: ``shards`` or ``online``."""
        return "online" if self._rendered() is None else "shards"

    def __len__(self) -> int:
        """Batches of the epoch, wherever iterating begins."""
        samples, batch = self._manifest.samples, self._plan.batch
        return samples // batch if self._last == "drop" else -(-samples // batch)

    def set_epoch(self, epoch: int, start: int = 0) -> None:
        """Goes to an epoch, and to a batch of it. Of a DataLoader with ``persistent_workers`` the workers do not hear of it."""
        epoch, start = operator.index(epoch), operator.index(start)  # 1.5 would be taken for 1
        if not 0 <= epoch < 2**31 - 1 or start < 0:
            raise DatasetError(f"epoch {epoch} must lie in 0..{2**31 - 2}, and batch {start} must not be negative")
        plan = _Plan.of(self._options, epoch)
        smallest = min(plan.batch, self._manifest.samples)
        if self._world > smallest:
            raise DatasetError(f"world {self._world} is more than the {smallest} samples of a batch")
        self._plan, self._epoch, self._start, self._next = plan, epoch, start, start
        self._reader: _Composed | _Stored | None = None

    def state_dict(self) -> dict[str, int]:
        """Where the next batch is: ``{"epoch", "batch"}``, two numbers that any number of ranks can go on from.

        Where a DataLoader's workers iterate, this process does not see how far they are; after a batch it is
        ``{"epoch": dataset.epoch, "batch": batch.number + 1}``.
        """
        return {"epoch": self._epoch, "batch": self._next}

    def load_state_dict(self, state: Mapping[str, int]) -> None:
        """Goes where ``state_dict`` was; iterating begins there."""
        self.set_epoch(int(state["epoch"]), int(state["batch"]))

    def __iter__(self) -> Iterator[Batch]:
        worker, workers = _worker()
        numbers = list(range(self._start + worker, len(self), workers))
        if workers == 1:
            self._next = self._start
        for place, number in enumerate(numbers):
            n = min(self._plan.batch, self._manifest.samples - number * self._plan.batch)
            first, end = n * self._rank // self._world, n * (self._rank + 1) // self._world
            if self._reader is None:
                self._reader = self._open()
            images, targets = self._reader.read(number, numbers[place : place + _PLANNED_AT_ONCE], first, end)
            if self._layout == "NCHW":
                images = images.transpose(0, 3, 1, 2)
            if workers == 1:
                self._next = number + 1
            yield Batch(images, targets, self._world * (end - first) / n, number)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_reader": None}  # maps and plans are made anew in a worker

    def _rendered(self) -> dict[str, Any] | None:
        """The epoch in the manifest, if its shards hold what is asked for and may be used."""
        if self._source == "online":
            return None
        rendered = self._manifest.epochs.get(self._epoch)
        differs = rendered is not None and _Plan.of(self._manifest.options, self._epoch) != self._plan
        if rendered is not None and not differs:
            return rendered
        if self._source == "shards":
            how = "was rendered with other options" if differs else "was not rendered"
            raise DatasetError(f"epoch {self._epoch} {how}; source='auto' composes it", self._manifest.folder)
        return None

    def _open(self) -> _Composed | _Stored:
        rendered = self._rendered()
        if rendered is not None:
            return _Stored(self._files, rendered, self._plan, len(self._manifest.classes))
        if self._base is None:
            self._base = _Base(self._files, self._plan.height, self._plan.width)
        planner = _Planner(self._plan, self._manifest.samples, self._epoch)
        self._check_tables(planner)
        return _Composed(planner, self._base)

    def _check_tables(self, planner: _Planner) -> None:
        """Holds the tables of boundaries, which floats go into, to those that a rendered epoch of this β was drawn from."""
        for epoch in self._manifest.epochs.values():
            if epoch["tables"] is not None and epoch["beta"] == self._plan.beta:
                for name, table in (("width", planner.widths), ("height", planner.heights)):
                    if table is not None and _xxh128(table.astype("<u8").tobytes()) != epoch["tables"][name]:
                        raise DatasetError(
                            f"says that epoch {epoch['epoch']} was drawn from other tables than this machine makes for β {self._plan.beta}",
                            self._manifest.path)
                return


def _worker() -> tuple[int, int]:
    """Which of a DataLoader's workers this is, and how many there are."""
    torch = sys.modules.get("torch")
    info = None if torch is None else torch.utils.data.get_worker_info()
    return (0, 1) if info is None else (info.id, info.num_workers)


def _changes(options: Mapping[str, int | str]) -> dict[str, int | str]:
    """Options by their names in a manifest."""
    known = {re.sub("([A-Z])", r"-\1", name).lower(): name for name in _CHANGEABLE}
    changes: dict[str, int | str] = {}
    for name, value in options.items():
        if name.replace("_", "-") == "beta":
            changes["schedule"] = f"constant:{value}"
        elif name.replace("_", "-") in known:
            changes[known[name.replace("_", "-")]] = value
        else:
            raise DatasetError(f"there is no option '{name}' to change; there are {', '.join(known)}")
    return changes


class _FeedHash:
    """XXH128 over batches as ``ricap-train feed`` takes them: of each the pixels [N,H,W,3], then the targets, little-endian."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        xxhash = _module("xxhash")
        self._hash: Any = None if xxhash is None else xxhash.xxh3_128()

    def add(self, batch: Batch) -> None:
        for array in (batch.images, batch.targets.astype("<f4", copy=False)):
            data = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
            if self._hash is None:
                self._parts.append(data.tobytes())
            else:
                self._hash.update(data)

    def hexdigest(self) -> str:
        return str(self._hash.hexdigest()) if self._hash is not None else _xxh128(b"".join(self._parts))


def _main(arguments: Sequence[str] | None = None) -> int:
    """Reads an epoch and prints what ``ricap-train feed`` prints of it."""
    parser = argparse.ArgumentParser(
        prog="ricap.py", description="Reads all batches of one epoch and prints one line of JSON: images a second, and the hash of ricap-train feed.")
    parser.add_argument("data", help="the data set's folder")
    parser.add_argument("--epoch", type=int, default=0, help="the epoch, rendered or not [0]")
    parser.add_argument("--source", default="auto", choices=("auto", "shards", "online"), help="the road [auto]")
    parser.add_argument("--option", action="append", default=[], metavar="NAME=VALUE", help="another option of the plan, e.g. seed=7")
    parser.add_argument("--no-hash", action="store_true", help="do not hash, to time the making alone")
    parser.add_argument("--no-verify", action="store_true", help="do not hold files to the manifest's hashes")
    given = parser.parse_args(arguments)
    try:
        options = dict(option.partition("=")[::2] for option in given.option)
        dataset = Dataset(given.data, given.epoch, source=given.source, options=options, verify=not given.no_verify)
        digest = None if given.no_hash else _FeedHash()
        began, images = time.perf_counter(), 0
        for batch in dataset:
            images += len(batch.images)
            if digest is not None:
                digest.add(batch)
        seconds = time.perf_counter() - began
    except DatasetError as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps({
        "images": images,
        "seconds": round(seconds, 6),
        "imagesPerSecond": round(images / seconds, 1),
        "xxh128": None if digest is None else digest.hexdigest(),
        "epoch": given.epoch,
        "source": dataset.road,
    }))
    return 0


if __name__ == "__main__":
    sys.exit(_main())
