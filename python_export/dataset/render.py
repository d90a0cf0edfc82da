"""Turns vector and raster files into small RGBA pictures, cached one PNG a picture."""
import io
import os
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

OPAQUE = 16          # alpha above this counts as drawn
REFIT_BELOW = 0.72   # a drawing smaller than this share of the page is rendered again, larger
MARGIN = 0.03


@dataclass(frozen=True)
class Job:
    """One picture to make: SVG text, a file, or a member of a zip ("a.zip!member")."""
    key: str
    svg: str = ""
    path: str = ""
    refit: bool = False
    crop: str = ""


def _rsvg(svg, path, size, timeout):
    """Renders at most size x size with the aspect kept; returns an RGBA image."""
    command = ["rsvg-convert", "-a", "-w", str(size), "-h", str(size), "-f", "png"]
    data = svg.encode() if svg else Path(path).read_bytes()
    done = subprocess.run(command, input=data, capture_output=True, timeout=timeout)
    if done.returncode or not done.stdout:
        raise ValueError(done.stderr.decode(errors="replace").strip()[:200] or "no output")
    return Image.open(io.BytesIO(done.stdout)).convert("RGBA")


def drawn_box(image):
    """The box around everything that is not transparent, or None."""
    mask = image.getchannel("A").point(lambda a: 255 if a > OPAQUE else 0)
    return mask.getbbox()


def fit(image, size, refit=False):
    """Scales to size x size with the aspect kept and transparent padding.

    With refit the transparent surround is cut off first and a small margin left.
    """
    if refit:
        box = drawn_box(image)
        if box:
            image = image.crop(box)
    room = round(size * (1 - 2 * MARGIN)) if refit else size
    scale = room / max(image.size)
    if scale != 1:
        wide, high = (max(1, round(s * scale)) for s in image.size)
        premultiplied = image.convert("RGBa")
        image = premultiplied.resize((wide, high), Image.LANCZOS).convert("RGBA")
    out = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    out.paste(image, ((size - image.width) // 2, (size - image.height) // 2))
    return out


def crop_square(image, size, place="centre"):
    """The left, centre or right square of a photograph, scaled."""
    side = min(image.size)
    left = {"left": 0, "centre": 1, "right": 2}[place] * (image.width - side) // 2
    top = (image.height - side) // 2
    return image.crop((left, top, left + side, top + side)).resize((size, size), Image.LANCZOS)


def _vector(job, size, timeout):
    """A vector picture; rendered again at a higher resolution where it is small on its page."""
    image = _rsvg(job.svg, job.path, size, timeout)
    if not job.refit:
        return fit(image, size)
    box = drawn_box(image)
    if not box:
        return fit(image, size)
    extent = max(box[2] - box[0], box[3] - box[1])
    if extent < REFIT_BELOW * size:
        image = _rsvg(job.svg, job.path, min(1024, round(size * size / extent)), timeout)
    return fit(image, size, refit=True)


def _raster(job, size):
    """A raster picture from a file or from a member of a zip archive."""
    if "!" in job.path:
        archive, member = job.path.split("!", 1)
        with zipfile.ZipFile(archive) as bundle:
            image = Image.open(io.BytesIO(bundle.read(member)))
    else:
        image = Image.open(job.path)
    image = image.convert("RGBA")
    return crop_square(image, size, job.crop) if job.crop else fit(image, size, job.refit)


def render_one(job, target, size, timeout):
    """Makes target, or target + ".failed" with the reason; returns True when it exists."""
    failed = Path(str(target) + ".failed")
    if target.exists():
        return True
    if failed.exists():
        return False
    try:
        vector = bool(job.svg) or job.path.endswith(".svg")
        image = _vector(job, size, timeout) if vector else _raster(job, size)
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired, zipfile.BadZipFile) as error:
        failed.write_text(f"{type(error).__name__}: {error}\n")
        return False
    partial = Path(str(target) + ".partial")
    image.save(partial, "PNG", compress_level=1)
    os.replace(partial, target)
    return True


def render_all(jobs, folder, size, workers=2, timeout=5):
    """Renders every job into folder/KEY.png; returns {key: path} of those that worked."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    targets = {job.key: folder / f"{job.key}.png" for job in jobs}
    with ThreadPoolExecutor(workers) as pool:
        worked = pool.map(lambda job: render_one(job, targets[job.key], size, timeout), jobs)
        return {job.key: targets[job.key] for job, ok in zip(jobs, worked) if ok}


def load_pixels(path):
    """The cached picture as uint8 [size, size, 4]."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGBA"))
