"""Photos as evidence: checked, turned upright, made small and without a location."""

import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from datetime import datetime, timedelta

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 80_000_000
"""Below the size at which Pillow itself warns of a decompression bomb."""

# Odoo keeps Pillow from loading its formats by itself: importing them does.
FORMATS = tuple(
    image.format
    for image in (
        JpegImageFile,
        PngImageFile,
        WebPImageFile,
        GifImageFile,
        BmpImageFile,
    )
)
"""What phones, screenshots and scanners make; nothing else is even tried. (Some phones
put several pictures into one JPEG, MPO: the first one is taken.)"""

# Formats of screenshots and scans, whose coloured edges matter.
_DRAWN = (PngImageFile.format, GifImageFile.format, BmpImageFile.format)

_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


class PhotoError(ValueError):
    """The data cannot be taken as a photo; ``code`` says why.

    ``empty``: no data; ``too_large``: more than ``MAX_BYTES``; ``not_an_image``: not
    one of ``FORMATS``; ``too_many_pixels``: more than ``MAX_PIXELS`` or a
    decompression bomb; ``damaged``: it begins as an image and cannot be read.
    """

    def __init__(self, code, detail=""):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


@dataclass(frozen=True)
class Photo:
    """A photo ready to be stored.

    - ``data``, ``mimetype``: the JPEG; ``width``, ``height`` in pixels
    - ``sha256``: of ``data``, to prove that it was not changed
    - ``source_sha256``: of what came in, to find the same file sent twice
    - ``taken_at``: naive local time of the camera, None when it does not say;
      ``taken_offset``: its offset from UTC where the camera knows it. Whoever sends a
      photo can make them up: a hint, not a proof.
    """

    data: bytes
    mimetype: str
    width: int
    height: int
    sha256: str
    taken_at: datetime | None
    source_sha256: str
    taken_offset: timedelta | None = None


class _Source(io.BytesIO):
    """A file that remembers whether more was read than there is.

    Odoo tells Pillow to fill up pictures that are cut off (LOAD_TRUNCATED_IMAGES);
    evidence with a grey half is better sent once more.
    """

    ended_early = False

    def read(self, size=-1, /):
        found = super().read(size)
        if size and not found:
            self.ended_early = True
        return found


def normalise(data, max_side=1600, quality=82, *, keep_location=False):
    """Return ``data`` as an upright JPEG without metadata.

    A larger photo is shrunk to ``max_side`` pixels, a smaller one keeps its size.
    Transparent parts become white, of a moving picture the first frame is taken.

    :param data: bytes of the file as it was sent
    :param max_side: longest side of the result in pixels
    :param quality: JPEG quality, 1 to 95
    :param keep_location: leave the position in (EXIF GPS); without it all metadata go
    :raise PhotoError: see there
    """
    try:
        with warnings.catch_warnings():
            # What is odd about the metadata is nobody's concern; a bomb is an error.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = _decoded(data, max_side)
            return _photo(data, image, max_side, quality, keep_location)
    except PhotoError:
        raise
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, EOFError) as error:
        # What Pillow's decoders raise for data that are cut off or made up.
        raise PhotoError("damaged", str(error)) from error


def _decoded(data, max_side):
    """Return the whole image behind ``data``, its size checked before it is drawn."""
    if not data:
        raise PhotoError("empty")
    if len(data) > MAX_BYTES:
        raise PhotoError("too_large", f"{len(data)} bytes")
    source = _Source(data)
    try:
        image = Image.open(source, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoError("too_many_pixels", str(error)) from error
    except UnidentifiedImageError as error:
        raise PhotoError("not_an_image") from error
    if image.width * image.height > MAX_PIXELS:
        raise PhotoError("too_many_pixels", f"{image.width} x {image.height}")
    # A JPEG can be decoded at a fraction of its size: less memory, less time.
    image.draft("RGB", (max_side, max_side))
    source.ended_early = False
    image.load()
    if source.ended_early:
        raise PhotoError("damaged", "cut off")
    return image


def _photo(data, image, max_side, quality, keep_location):
    """Return the decoded ``image`` as a :class:`Photo`."""
    exif = image.getexif()
    sharp = image.format in _DRAWN
    image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    image = _flat(ImageOps.exif_transpose(image))
    taken_at, taken_offset = _taken(exif)
    location = exif.get_ifd(ExifTags.IFD.GPSInfo) if keep_location else None
    encoded = _encoded(image, quality, sharp, location)
    return Photo(
        data=encoded,
        mimetype="image/jpeg",
        width=image.width,
        height=image.height,
        sha256=hashlib.sha256(encoded).hexdigest(),
        taken_at=taken_at,
        source_sha256=hashlib.sha256(data).hexdigest(),
        taken_offset=taken_offset,
    )


def _flat(image):
    """Return ``image`` in RGB, on white where it is transparent."""
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image).convert("RGB")
    if image.mode.startswith("I"):
        # 16 bits a pixel: scaled, where a plain conversion would cut off.
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    return image.convert("RGB")


def _taken(exif):
    """Return when the camera says the photo was taken, and its offset from UTC."""
    details = exif.get_ifd(ExifTags.IFD.Exif)
    text = details.get(ExifTags.Base.DateTimeOriginal) or exif.get(
        ExifTags.Base.DateTime
    )
    try:
        taken_at = datetime.strptime(str(text).strip("\0 "), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None, None
    found = _OFFSET.match(str(details.get(ExifTags.Base.OffsetTimeOriginal)))
    if not found:
        return taken_at, None
    sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return taken_at, -offset if sign == "-" else offset


def _encoded(image, quality, sharp, location):
    """Return ``image`` as JPEG bytes.

    :param sharp: keep coloured edges (text on a screenshot) at full resolution
    """
    kept = Image.Exif()
    if location:
        kept[ExifTags.IFD.GPSInfo] = location
    target = io.BytesIO()
    image.save(
        target,
        "JPEG",
        quality=quality,
        optimize=True,
        subsampling="4:4:4" if sharp else "4:2:0",
        exif=kept,
    )
    return target.getvalue()
