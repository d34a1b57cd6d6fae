#!/usr/bin/python3
"""Bakes the glyphs that contact sheets are lettered with: src/Ricap.Offline/Preview/Drawing/GlyphAtlas.bin.

The command draws text from this file and from nothing else, so that a sheet has the same bytes on every machine,
with or without fonts installed. Run it again only to change the font, a size or the characters covered; the golden
hashes of the contact-sheet tests change with it. Debian 12 has what it needs:

    apt-get install python3-pil fonts-inter
    build/fonts/make-atlas.py

The font is Inter, under the SIL Open Font License 1.1 (OFL.txt, next to this script, covers the baked glyphs too).

The file is one raw deflate stream over, with every number little endian:

    "RGA1"                                   magic and version
    u8   faces                               in the order of FACES below, which is that of the enum FontFace
    for each face:
        u8 ascent, u8 descent, u16 glyphs    pixels above and below the baseline, and how many glyphs follow
        for each glyph, by ascending code point:
            u16 code point, u8 advance
            i8 left, i8 top                  of its bitmap, from the pen on the baseline: right and up are positive
            u8 width, u8 height              of its bitmap
        every glyph's coverage, 0 to 255, row by row, one bitmap after the other
"""

import pathlib
import struct
import sys
import zlib

from PIL import ImageFont

FONTS = pathlib.Path("/usr/share/fonts/opentype/inter")
FACES = [("Inter-Regular.otf", 13), ("Inter-SemiBold.otf", 20)]
OUTPUT = pathlib.Path(__file__).parents[2] / "src/Ricap.Offline/Preview/Drawing/GlyphAtlas.bin"
BUDGET = 120 * 1024

# What every sheet may count on; the script fails when the font lacks one of these.
REQUIRED = [
    *range(0x0020, 0x007F),  # Basic Latin
    *range(0x00A0, 0x0149), *range(0x014A, 0x0180),  # Latin-1 Supplement, Latin Extended-A less its deprecated U+0149
    *range(0x0391, 0x03A2), *range(0x03A3, 0x03CF),  # Greek, as written today
    *range(0x0400, 0x0460),  # Cyrillic, as written today
    *map(ord, "…·×→←–—“”‘’„‚•−±≤≥≈≠∞€™"),
]
# Taken along where the font has them: the rest of the Greek and Cyrillic blocks.
OPTIONAL = [*range(0x0370, 0x0400), *range(0x0460, 0x0500)]

UNASSIGNED = "\U0010FFFE"


def load(file_name, size):
    # The basic layout engine: one character is one glyph, with the hinted, whole-pixel advance.
    return ImageFont.truetype(str(FONTS / file_name), size, layout_engine=ImageFont.Layout.BASIC)


def render(font, text):
    """(advance, left, top, width, height, coverage) of one character."""
    mask, (left, top) = font.getmask2(text, mode="L", anchor="ls")
    width, height = mask.size
    rows = [bytes(mask)[y * width:(y + 1) * width] for y in range(height)]
    # Blank border rows and columns cost space and time and draw nothing.
    while rows and not any(rows[0]):
        rows, top = rows[1:], top + 1
    while rows and not any(rows[-1]):
        rows = rows[:-1]
    inked = [x for x in range(width) if any(row[x] for row in rows)]
    if not inked:
        return round(font.getlength(text)), 0, 0, 0, 0, b""
    first, last = inked[0], inked[-1] + 1
    coverage = b"".join(row[first:last] for row in rows)
    return round(font.getlength(text)), left + first, -top, last - first, len(rows), coverage


def bake(file_name, size):
    """One face: its header, its glyph records and their coverage."""
    font = load(file_name, size)
    missing_glyph = render(font, UNASSIGNED)
    records, coverage = [], []
    for code in sorted({*REQUIRED, *OPTIONAL}):
        glyph = render(font, chr(code))
        if glyph == missing_glyph:
            if code in REQUIRED:
                sys.exit(f"{file_name} has no glyph for U+{code:04X}")
            continue
        advance, left, top, width, height, pixels = glyph
        records.append(struct.pack("<HBbbBB", code, advance, left, top, width, height))
        coverage.append(pixels)
    ascent, descent = font.getmetrics()
    print(f"{file_name} at {size} px: {len(records)} glyphs")
    return struct.pack("<BBH", ascent, descent, len(records)) + b"".join(records) + b"".join(coverage)


def main():
    plain = b"RGA1" + struct.pack("<B", len(FACES)) + b"".join(bake(*face) for face in FACES)
    deflate = zlib.compressobj(level=9, wbits=-15, memLevel=9)
    packed = deflate.compress(plain) + deflate.flush()
    if len(packed) > BUDGET:
        sys.exit(f"{len(packed)} bytes are more than the {BUDGET} allowed in the assembly")
    OUTPUT.write_bytes(packed)
    print(f"{OUTPUT}: {len(packed)} bytes ({len(plain)} unpacked)")


if __name__ == "__main__":
    main()
