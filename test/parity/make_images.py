"""Makes the pictures and reference numbers of decoding and resizing in `fixtures/image-decoding`.

    python -m venv venv && venv/bin/pip install pillow==13.0.0 numpy==2.4.6 safetensors==0.8.0
    venv/bin/python test/parity/make_images.py [--seed 0] [--out test/parity/fixtures/image-decoding]

Pictures of 29 x 18 pixels in the modes and formats that Pillow knows. `expected.safetensors` holds what Pillow makes of
them: `FILE` after `ImageOps.exif_transpose` and `convert("RGB")`, [height, width, 3]; `resize.WIDTH.HEIGHT` the picture
`rgb.png` after a bicubic resize to that size. Sizes are chosen so that Pillow 13 takes the rows first in some, the
columns in others.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps
from safetensors.numpy import save_file

SIZES = [(29, 18), (7, 18), (29, 5), (11, 6), (28, 3), (26, 13), (26, 12), (26, 11), (60, 9), (13, 40), (64, 64), (1, 1)]


def picture(seed: int) -> Image.Image:
    """Gradients, noise and two hard edges."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:18, 0:29]
    pixels = np.stack([255 * x / 28, 255 * y / 17, 127 + 127 * np.sin((x + 2 * y) / 7)], -1) + rng.normal(0, 10, (18, 29, 3))
    pixels[4:9, 6:15] = (250, 5, 90)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def save_all(out: Path, rgb: Image.Image) -> None:
    alpha = Image.fromarray((np.add.outer(np.arange(18) * 7, np.arange(29) * 9) % 256).astype(np.uint8))
    rgba = rgb.copy()
    rgba.putalpha(alpha)
    la = rgb.convert("L")
    la.putalpha(alpha)
    rgb.save(out / "rgb.png")
    rgba.save(out / "rgba.png")
    la.save(out / "gray-alpha.png")
    rgb.convert("L").save(out / "gray.png")
    rgb.convert("1").save(out / "black-white.png")
    rgb.quantize(20).save(out / "palette-transparent.png", transparency=3)
    rgb.save(out / "color-key.png", transparency=(250, 5, 90))
    rgb.save(out / "subsampled.jpg", quality=80)
    rgb.save(out / "progressive.jpg", progressive=True, subsampling=0)
    rgb.convert("L").save(out / "gray.jpg")
    rgb.convert("CMYK").save(out / "cmyk.jpg", quality=90)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    rgb.save(out / "profile.jpg", icc_profile=profile)
    for orientation in (3, 6, 7):
        exif = Image.Exif()
        exif[0x0112] = orientation
        rgb.save(out / f"orientation-{orientation}.jpg", exif=exif)
    rgb.save(out / "lossy.webp", quality=70)
    rgba.save(out / "lossless-alpha.webp", lossless=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "fixtures" / "image-decoding")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    rgb = picture(args.seed)
    save_all(args.out, rgb)
    expected = {}
    for path in sorted(args.out.iterdir()):
        if path.suffix != ".safetensors":
            expected[path.name] = np.asarray(ImageOps.exif_transpose(Image.open(path)).convert("RGB"))
    for width, height in SIZES:
        expected[f"resize.{width}.{height}"] = np.asarray(rgb.resize((width, height), Image.Resampling.BICUBIC))
    save_file({name: np.ascontiguousarray(value) for name, value in expected.items()}, str(args.out / "expected.safetensors"))


if __name__ == "__main__":
    main()
