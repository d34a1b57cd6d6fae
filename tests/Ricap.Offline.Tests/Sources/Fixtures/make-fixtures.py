#!/usr/bin/env python3
"""Makes the images beside it: those of kinds that the tests cannot encode themselves. Needs Pillow.

All of them show pattern(x, y) of the tests: red grows to the right, green downwards, blue is a checker of 4x4.
"""

from pathlib import Path

from PIL import Image

WIDTH, HEIGHT = 24, 16
HERE = Path(__file__).parent


def pattern(x, y):
    return (x * 10, y * 15, 200 if (x // 4 + y // 4) % 2 else 40)


def picture():
    image = Image.new("RGB", (WIDTH, HEIGHT))
    image.putdata([pattern(x, y) for y in range(HEIGHT) for x in range(WIDTH)])
    return image


def main():
    image = picture()
    image.save(HERE / "progressive.jpg", quality=95, subsampling=0, progressive=True)
    image.convert("CMYK").save(HERE / "cmyk.jpg", quality=95)
    image.convert("L").save(HERE / "grey.jpg", quality=95)
    image.save(HERE / "rgb.bmp")
    image.convert("P", palette=Image.Palette.ADAPTIVE, colors=256).save(HERE / "palette.bmp")

    # A first frame of exact colours with a transparent corner, then a second frame that must not show.
    colours = [(255, 0, 0), (0, 128, 0), (0, 0, 255), (255, 255, 0)]
    first = Image.new("P", (WIDTH, HEIGHT))
    first.putpalette([channel for colour in colours for channel in colour])
    first.putdata([3 if x < 4 and y < 4 else (x // 8) % 3 for y in range(HEIGHT) for x in range(WIDTH)])
    second = Image.new("P", (WIDTH, HEIGHT), 1)
    second.putpalette([channel for colour in colours for channel in colour])
    first.save(HERE / "two-frames.gif", save_all=True, append_images=[second], transparency=3, disposal=2)

    other = Image.new("RGB", (WIDTH, HEIGHT), (9, 9, 9))
    image.save(HERE / "two-frames.webp", save_all=True, append_images=[other], lossless=True)


if __name__ == "__main__":
    main()
