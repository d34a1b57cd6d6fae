#!/usr/bin/env python3
"""Makes the images in the folders beside it, and for each the pixels that Pillow decodes it to.

A folder's pixels.gz has them: of each image in the order of their names the width and height in two
big-endian bytes each, then rows of R, G, B, A, upright by EXIF. What Pillow does not read (two BMPs with alpha) has the
pixels it was made from; what it does read without loss is checked against those here.

Needs Pillow (made with 9.4.0) and cjpeg of libjpeg-turbo (2.1.5) for JPEGs that Pillow does not write.
"""

import gzip
import io
import struct
import subprocess
import tempfile
import zlib
from pathlib import Path

from PIL import Image, ImageOps

WIDTH, HEIGHT = 41, 29  # no multiple of any block
HERE = Path(__file__).parent


def pixel(x, y):
    """Smooth colours, so that what chroma is smoothed with matters little, and a square with an edge."""
    inside = 12 <= x < 24 and 8 <= y < 20
    return (x * 6, y * 8, 255 - x * 3 - y * 4) if not inside else (230, 200, 30)


def alpha(x, y):
    return (x * 13 + y * 29) % 256


RGB = [pixel(x, y) for y in range(HEIGHT) for x in range(WIDTH)]
RGBA = [pixel(x, y) + (alpha(x, y),) for y in range(HEIGHT) for x in range(WIDTH)]


def image(mode, pixels):
    made = Image.new(mode, (WIDTH, HEIGHT))
    made.putdata(pixels)
    return made


def saved(picture, kind, **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def exif(orientation, as_long=False):
    value = struct.pack(">HI", 4, 1) + struct.pack(">I", orientation) if as_long else (
        struct.pack(">HI", 3, 1) + struct.pack(">HH", orientation, 0))
    return b"MM\0*\0\0\0\x08\0\x01\x01\x12" + value + b"\0\0\0\0"


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(bits, colour, rows, interlace=0, extra=b""):
    """rows: bytes of each row, or of each row of each pass."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, bits, colour, 0, 0, interlace)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def sixteen(channels):
    """Low bytes differ from high ones, so that rounding would show."""
    rows = []
    for y in range(HEIGHT):
        row = b""
        for x in range(WIDTH):
            row += b"".join(bytes([v, (v * 7 + x) % 256]) for v in RGBA[y * WIDTH + x][:channels])
        rows.append(row)
    return rows


def passes():
    for left, top, right, down in (
            (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)):
        for y in range(top, HEIGHT, down):
            yield b"".join(bytes(pixel(x, y)) for x in range(left, WIDTH, right))


def cjpeg(*options, scans=""):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as script:
        script.write(scans)
        script.flush()
        command = ["cjpeg", "-quality", "90", *options, *(["-scans", script.name] if scans else [])]
        return subprocess.run(command, input=saved(image("RGB", RGB), "PPM"), capture_output=True, check=True).stdout


def bmp(header, rows, palette=b""):
    """header: all after its own length; palette: or masks; rows from the bottom up."""
    body = b"".join(row + b"\0" * (-len(row) % 4) for row in rows)
    offset = 14 + 4 + len(header) + len(palette)
    start = b"BM" + struct.pack("<IHHII", offset + len(body), 0, 0, offset, 4 + len(header))
    return start + header + palette + body


def info(bits, compression, height=HEIGHT, colours=0):
    return struct.pack("<iiHHIIiiII", WIDTH, height, 1, bits, compression, 0, 2835, 2835, colours, 0)


MASKS = struct.pack("<IIII", 0xFF00, 0xFF0000, 0xFF000000, 0xFF)  # neither of the usual orders


def abgr_rows():
    for y in reversed(range(HEIGHT)):
        yield b"".join(bytes([a, r, g, b]) for r, g, b, a in RGBA[y * WIDTH:(y + 1) * WIDTH])


def five_bits():
    for y in reversed(range(HEIGHT)):
        yield b"".join(struct.pack("<H", (r >> 3 << 11) | (g >> 2 << 5) | b >> 3) for r, g, b in RGB[y * WIDTH:(y + 1) * WIDTH])


FEW = [((x // 7 + y // 5) % 5) for y in range(HEIGHT) for x in range(WIDTH)]
COLOURS = [(255, 0, 0), (0, 128, 0), (0, 0, 255), (250, 240, 30), (17, 34, 51)]


def few_rows():
    return [bytes(FEW[y * WIDTH:(y + 1) * WIDTH]) for y in range(HEIGHT)]


def run_length():
    out = b""
    for row in reversed(few_rows()):
        x = 0
        while x < WIDTH:
            end = x
            while end < WIDTH and row[end] == row[x]:
                end += 1
            out += bytes([end - x, row[x]])
            x = end
        out += b"\0\0"
    return [out + b"\0\1"]


def kept():
    rgb, rgba, grey = image("RGB", RGB), image("RGBA", RGBA), image("RGB", RGB).convert("L")
    few = image("P", FEW)
    few.putpalette([channel for colour in COLOURS for channel in colour])
    bgrx = b"".join(bytes([b, g, r, 0]) for r, g, b in COLOURS)
    bgr = b"".join(bytes([b, g, r]) for r, g, b in COLOURS)

    yield "rgb.png", saved(rgb, "PNG"), RGB
    yield "rgba.png", saved(rgba, "PNG"), RGBA
    yield "grey.png", saved(grey, "PNG"), None
    yield "grey-alpha.png", saved(rgba.convert("LA"), "PNG"), None
    yield "bits-1.png", saved(grey.convert("1"), "PNG"), None
    yield "palette.png", saved(few, "PNG", bits=4), None
    yield "palette-alpha.png", saved(few, "PNG", transparency=bytes([255, 0, 128, 7, 255])), None
    yield "rgb-key.png", saved(rgb, "PNG", transparency=(230, 200, 30)), None
    yield "rgb-16.png", png(16, 2, sixteen(3)), RGB
    yield "rgba-16.png", png(16, 6, sixteen(4)), RGBA
    yield "interlaced.png", png(8, 2, passes(), interlace=1), RGB
    yield "turned.png", saved(rgb, "PNG", exif=exif(6)), None

    yield "444.jpg", saved(rgb, "JPEG", quality=95, subsampling=0), None
    yield "422.jpg", saved(rgb, "JPEG", quality=90, subsampling=1), None
    yield "420.jpg", saved(rgb, "JPEG", quality=90, subsampling=2), None
    yield "grey.jpg", saved(grey, "JPEG", quality=90), None
    yield "optimized.jpg", saved(rgb, "JPEG", quality=60, optimize=True), None
    yield "progressive.jpg", saved(rgb, "JPEG", quality=90, progressive=True), None
    yield "progressive-grey.jpg", saved(grey, "JPEG", quality=90, progressive=True), None
    yield "cmyk.jpg", saved(rgb.convert("CMYK"), "JPEG", quality=95), None
    yield "turned.jpg", saved(rgb, "JPEG", quality=90, exif=exif(8, as_long=True)), None
    yield "restart.jpg", cjpeg("-restart", "1B"), None
    yield "restart-progressive.jpg", cjpeg("-progressive", "-restart", "1"), None
    yield "arithmetic.jpg", cjpeg("-arithmetic"), None
    yield "uneven.jpg", cjpeg("-sample", "2x2,2x1,1x2"), None
    yield "apart.jpg", cjpeg(scans="0;1;2;"), None

    yield "lossy.webp", saved(rgb, "WEBP", quality=80), None
    yield "lossless.webp", saved(rgb, "WEBP", lossless=True), RGB
    yield "lossless-alpha.webp", saved(rgba, "WEBP", lossless=True, exact=True), RGBA
    yield "lossy-alpha.webp", saved(rgba, "WEBP", quality=90), None
    yield "turned.webp", saved(rgb, "WEBP", lossless=True, exif=b"Exif\0\0" + exif(5)), None

    yield "palette.gif", saved(few, "GIF"), None
    yield "interlaced.gif", saved(few, "GIF", interlace=1), None
    yield "transparent.gif", saved(few, "GIF", transparency=2), None

    yield "rgb.bmp", saved(rgb, "BMP"), RGB
    yield "bits-1.bmp", saved(grey.convert("1"), "BMP"), None
    yield "palette.bmp", saved(few, "BMP"), None
    yield "rgb-565.bmp", bmp(info(16, 3), five_bits(), struct.pack("<III", 0xF800, 0x7E0, 0x1F)), None
    yield "downwards.bmp", bmp(info(24, 0, -HEIGHT), [
        b"".join(bytes(p[::-1]) for p in RGB[y * WIDTH:(y + 1) * WIDTH]) for y in range(HEIGHT)]), RGB
    yield "runs.bmp", bmp(info(8, 1, colours=5), run_length(), bgrx), None
    yield "os2.bmp", bmp(struct.pack("<HHHH", WIDTH, HEIGHT, 1, 8), reversed(few_rows()), bgr.ljust(768, b"\0")), None
    yield "os2-few-colours.bmp", bmp(struct.pack("<HHHH", WIDTH, HEIGHT, 1, 8), reversed(few_rows()), bgr), None
    yield "alpha-fields.bmp", bmp(info(32, 6), abgr_rows(), MASKS), RGBA
    yield "alpha-header.bmp", bmp(info(32, 3) + MASKS, abgr_rows()), RGBA


def decoded(name, data, made_from):
    """Width, height and rows of R, G, B, A."""
    made = made_from and [tuple(p) + (255,) * (4 - len(p)) for p in made_from]
    try:
        opened = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGBA")
    except OSError as problem:
        print(f"{name}: Pillow does not read it: {problem}")
        opened = image("RGBA", made)
    if made and list(opened.getdata()) != made:
        raise SystemExit(f"{name}: Pillow's pixels are not those it was made from")
    return struct.pack(">HH", *opened.size) + opened.tobytes()


def main():
    folders = {}
    for name, data, made_from in kept():
        folder = HERE / name.rpartition(".")[2]
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
        folders.setdefault(folder, {})[name] = decoded(name, data, made_from)
    for folder, pixels in folders.items():
        (folder / "pixels.gz").write_bytes(gzip.compress(b"".join(pixels[name] for name in sorted(pixels)), mtime=0))


if __name__ == "__main__":
    main()
