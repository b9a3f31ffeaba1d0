import hashlib
import io
import struct
import zlib
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image

from odoo.addons.double_prevention.tools import photo

RED, BLUE = (200, 30, 30), (30, 30, 200)
GPS = {1: "N", 2: (31.0, 14.0, 3.0), 3: "E", 4: (121.0, 28.0, 1.0)}


def encoded(size=(400, 300), kind="JPEG", mode="RGB", exif=None, colour=RED, **options):
    """Return an image file: red, its upper left quarter blue."""
    image = Image.new("RGB", size, colour)
    image.paste(BLUE, (0, 0, size[0] // 2, size[1] // 2))
    target = io.BytesIO()
    if exif:
        options["exif"] = exif
    image.convert(mode).save(target, kind, **options)
    return target.getvalue()


def exif_of(**values):
    """Return EXIF with the given tags; ``details`` and ``gps`` are their own parts."""
    exif = Image.Exif()
    if values.get("details"):
        exif[ExifTags.IFD.Exif] = values["details"]
    if values.get("gps"):
        exif[ExifTags.IFD.GPSInfo] = GPS
    for tag in ("Orientation", "DateTime", "Make"):
        if tag in values:
            exif[ExifTags.Base[tag]] = values[tag]
    return exif


def opened(result):
    return Image.open(io.BytesIO(result.data))


def is_blue(image, corner):
    """Say whether a corner ('left upper' and so on) of ``image`` is blue."""
    horizontal, vertical = corner.split()
    x = 5 if horizontal == "left" else image.width - 6
    y = 5 if vertical == "upper" else image.height - 6
    red, _green, blue = image.getpixel((x, y))
    return blue > red


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_what_phones_and_screenshots_make_becomes_a_jpeg(kind):
    result = photo.normalise(encoded(kind=kind))
    assert (result.mimetype, result.width, result.height) == ("image/jpeg", 400, 300)
    assert opened(result).format == "JPEG"
    assert opened(result).size == (400, 300)
    assert is_blue(opened(result), "left upper")


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((4000, 3000), (1600, 1200)),
        ((3000, 4000), (1200, 1600)),
        ((1600, 10), (1600, 10)),
        ((1601, 1601), (1600, 1600)),
        ((20, 30), (20, 30)),
        ((1, 1), (1, 1)),
    ],
)
def test_a_large_photo_is_shrunk_and_a_small_one_is_not_blown_up(size, expected):
    result = photo.normalise(encoded(size))
    assert (result.width, result.height) == expected
    assert opened(result).size == expected


def test_the_longest_side_can_be_chosen():
    assert photo.normalise(encoded(), max_side=100).width == 100


def test_a_lower_quality_makes_a_smaller_file():
    noise = Image.effect_noise((300, 300), 90).convert("RGB")
    target = io.BytesIO()
    noise.save(target, "PNG")
    good = photo.normalise(target.getvalue(), quality=90)
    poor = photo.normalise(target.getvalue(), quality=30)
    assert len(poor.data) < len(good.data) / 2


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [
        (1, (400, 300), "left upper"),
        (2, (400, 300), "right upper"),
        (3, (400, 300), "right lower"),
        (4, (400, 300), "left lower"),
        (5, (300, 400), "left upper"),
        (6, (300, 400), "right upper"),
        (7, (300, 400), "right lower"),
        (8, (300, 400), "left lower"),
    ],
)
def test_a_photo_is_turned_upright(orientation, size, corner):
    result = photo.normalise(encoded(exif=exif_of(Orientation=orientation)))
    image = opened(result)
    assert image.size == size == (result.width, result.height)
    assert is_blue(image, corner)
    assert ExifTags.Base.Orientation not in image.getexif()


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "I;16"])
def test_every_kind_of_pixel_is_taken(mode):
    image = Image.new("L", (40, 30), 128).convert("I;16" if mode == "I;16" else mode)
    if mode == "I;16":
        image = Image.new("I;16", (40, 30), 128 * 256)
    target = io.BytesIO()
    image.save(target, "PNG")
    result = opened(photo.normalise(target.getvalue()))
    assert (result.mode, result.size) == ("RGB", (40, 30))
    if mode != "1":
        assert abs(result.getpixel((20, 15))[0] - 128) < 4


def test_a_print_in_cmyk_is_taken():
    assert opened(photo.normalise(encoded(mode="CMYK"))).mode == "RGB"


def test_what_is_transparent_becomes_white():
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    target = io.BytesIO()
    image.save(target, "PNG")
    result = opened(photo.normalise(target.getvalue()))
    assert min(result.getpixel((20, 20))) > 250


def test_the_text_of_a_screenshot_keeps_its_coloured_edges():
    image = Image.new("RGB", (64, 64), "white")
    for x in range(0, 64, 2):
        image.paste((255, 0, 0), (x, 0, x + 1, 64))
    target = io.BytesIO()
    image.save(target, "PNG")
    _red, green, _blue = opened(photo.normalise(target.getvalue())).getpixel((32, 32))
    assert green < 60


def test_the_position_is_left_out_unless_it_is_asked_for():
    data = encoded(exif=exif_of(gps=True, Make="Phone"))
    assert opened(photo.normalise(data)).getexif() == {}
    kept = opened(photo.normalise(data, keep_location=True)).getexif()
    assert kept.get_ifd(ExifTags.IFD.GPSInfo)[1] == "N"
    assert [float(part) for part in kept.get_ifd(ExifTags.IFD.GPSInfo)[4]] == [
        121,
        28,
        1,
    ]
    assert ExifTags.Base.Make not in kept


@pytest.mark.parametrize(
    ("values", "taken_at", "offset"),
    [
        ({}, None, None),
        ({"DateTime": "2026:03:03 14:10:00"}, datetime(2026, 3, 3, 14, 10), None),
        (
            {
                "DateTime": "2026:03:04 09:00:00",
                "details": {
                    ExifTags.Base.DateTimeOriginal: "2026:03:03 14:10:00",
                    ExifTags.Base.OffsetTimeOriginal: "+08:00",
                },
            },
            datetime(2026, 3, 3, 14, 10),
            timedelta(hours=8),
        ),
        (
            {
                "details": {
                    ExifTags.Base.DateTimeOriginal: "2026:03:03 14:10:00",
                    ExifTags.Base.OffsetTimeOriginal: "-03:30",
                }
            },
            datetime(2026, 3, 3, 14, 10),
            -timedelta(hours=3, minutes=30),
        ),
        ({"DateTime": "0000:00:00 00:00:00"}, None, None),
        ({"DateTime": "yesterday"}, None, None),
    ],
)
def test_the_moment_of_the_camera_is_read_where_it_makes_sense(
    values, taken_at, offset
):
    result = photo.normalise(encoded(exif=exif_of(**values)))
    assert (result.taken_at, result.taken_offset) == (taken_at, offset)


def test_the_hashes_are_those_of_what_came_and_what_is_kept():
    data = encoded()
    result = photo.normalise(data)
    assert result.source_sha256 == hashlib.sha256(data).hexdigest()
    assert result.sha256 == hashlib.sha256(result.data).hexdigest()
    assert photo.normalise(data) == result


def png_of_size(width, height):
    """Return a small file that declares a size it could never be drawn at."""

    def chunk(name, body):
        checksum = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", body)
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (None, "empty"),
        (b"\0" * 20, "not_an_image"),
        (b"%PDF-1.7 and so on", "not_an_image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_an_image"),
        (b"<script>alert(1)</script>", "not_an_image"),
        (b"GIF89a", "not_an_image"),
        (encoded()[:200], "damaged"),
        (encoded((900, 900), "PNG")[:-300], "damaged"),
        (encoded((900, 900))[:4000], "damaged"),
        (encoded() + b"\0" * (21 * 1024 * 1024), "too_large"),
        (png_of_size(10_000, 10_000), "too_many_pixels"),
        (png_of_size(9_000, 9_000), "too_many_pixels"),
        (png_of_size(60_000, 60_000), "too_many_pixels"),
        (png_of_size(0, 10), "not_an_image"),
        (encoded((900, 900), "BMP")[:-3000], "damaged"),
        (encoded((900, 900), "GIF")[:-300], "damaged"),
        (encoded((900, 900), "WEBP")[:-100], "damaged"),
        (b"II*\0\x08\0\0\0\0\0\0\0", "not_an_image"),
        (encoded(kind="PPM"), "not_an_image"),
    ],
)
def test_what_is_not_a_whole_photo_is_refused(data, code):
    with pytest.raises(photo.PhotoError) as caught:
        photo.normalise(data)
    assert caught.value.code == code


def test_a_film_behind_the_photo_does_no_harm():
    """Phones append the seconds around a picture to its JPEG."""
    film = bytes(range(256)) * 400
    assert photo.normalise(encoded() + film).width == 400


def test_a_photo_may_be_as_large_as_the_limit():
    data = encoded()
    padded = data + b"\0" * (photo.MAX_BYTES - len(data))
    assert photo.normalise(padded).width == 400


@given(
    st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "BMP"]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=20),
    st.floats(0, 1),
)
def test_damaged_data_give_a_photo_or_a_clear_refusal(kind, changes, length):
    exif = exif_of(DateTime="2026:03:03 14:10:00", gps=True, Orientation=6)
    options = {} if kind in ("GIF", "BMP") else {"exif": exif}
    data = bytearray(encoded((40, 30), kind, **options))
    for place, value in changes:
        data[int(place * (len(data) - 1))] = value
    try:
        result = photo.normalise(bytes(data[: int(length * len(data)) + 1]))
    except photo.PhotoError as error:
        assert error.code in ("not_an_image", "damaged", "too_many_pixels")
    else:
        assert opened(result).format == "JPEG"
