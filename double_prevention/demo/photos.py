"""Small pictures in place of photos: machine parts before and after the repair."""

import io
import random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (480, 360)
STEEL = (126, 134, 142)
DARK = (58, 63, 68)
RUST = (120, 66, 38)


def take(kind, seed, *, repaired):
    """Return a JPEG of less than 20 kB.

    :param kind: pipe, valve, gauge, pump, floor, wire, fire, drum, crane or fall
    :param seed: any text; the same text gives the same place and light
    """
    chance = random.Random(seed)  # noqa: S311 (nothing secret)
    image = _background(chance)
    draw = ImageDraw.Draw(image)
    SUBJECTS.get(kind, _pipe)(draw, chance, repaired)
    image = image.filter(ImageFilter.GaussianBlur(0.8))
    _noise(image, chance)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=72)
    return buffer.getvalue()


def _background(chance):
    """A wall and a floor in uneven light."""
    width, height = SIZE
    base = chance.randint(140, 185)
    tint = chance.choice([(0, 0, -12), (-10, 0, 4), (6, 2, -8)])
    gradient = Image.linear_gradient("L").resize(SIZE).rotate(chance.randint(-25, 25))
    bright = Image.new("RGB", SIZE, tuple(base + 40 + t for t in tint))
    shade = Image.new("RGB", SIZE, tuple(base - 45 + t for t in tint))
    image = Image.composite(shade, bright, gradient.resize(SIZE))
    draw = ImageDraw.Draw(image)
    horizon = chance.randint(235, 270)
    draw.rectangle((0, horizon, width, height), fill=(104, 104, 100))
    for x in range(-width, 2 * width, 60):
        draw.line((width / 2 + (x - width / 2) / 3, horizon, x, height), (92, 92, 88))
    return image


def _noise(image, chance):
    pixels = image.load()
    for _ in range(2500):
        x, y = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
        change = chance.randint(-14, 14)
        pixels[x, y] = tuple(max(0, min(255, p + change)) for p in pixels[x, y])


def _pipe(draw, chance, repaired):
    y = chance.randint(120, 170)
    draw.rectangle((0, y, 480, y + 54), fill=STEEL)
    draw.rectangle((0, y + 6, 480, y + 14), fill=(176, 182, 188))
    for x in (190, 214):
        draw.rectangle((x, y - 26, x + 20, y + 80), fill=DARK)
        for bolt in range(y - 18, y + 74, 22):
            draw.ellipse((x + 4, bolt, x + 16, bolt + 12), fill=(150, 152, 150))
    if not repaired:
        draw.polygon([(214, y + 80), (228, y + 80), (246, 330), (200, 330)], fill=RUST)
        draw.ellipse((170, 315, 290, 345), fill=(70, 58, 48))


def _valve(draw, chance, repaired):
    _pipe(draw, chance, True)
    draw.polygon([(150, 120), (150, 210), (240, 165)], fill=DARK)
    draw.polygon([(330, 120), (330, 210), (240, 165)], fill=DARK)
    draw.rectangle((233, 80, 247, 165), fill=STEEL)
    draw.ellipse((180, 58, 300, 92), outline=(60, 80, 130), width=10)
    if repaired:
        draw.line((290, 80, 320, 150), fill=(200, 200, 190), width=3)
        draw.ellipse((312, 146, 334, 168), fill=(190, 190, 185))
    else:
        draw.line((290, 80, 300, 120), fill=(200, 200, 190), width=3)
        draw.line((306, 226, 326, 262), fill=(200, 200, 190), width=3)


def _gauge(draw, chance, repaired):
    draw.rectangle((228, 240, 252, 330), fill=STEEL)
    draw.ellipse((140, 60, 340, 260), fill=DARK)
    draw.ellipse((154, 74, 326, 246), fill=(236, 236, 230))
    for angle in range(135, 406, 27):
        draw.arc((166, 86, 314, 234), angle, angle + 3, fill=DARK, width=14)
    end = (285, 115) if repaired else (190, 205)
    draw.line((240, 160, *end), fill=(30, 30, 30), width=5)
    draw.ellipse((230, 150, 250, 170), fill=DARK)


def _pump(draw, chance, repaired):
    draw.rectangle((60, 262, 420, 290), fill=(88, 92, 90))
    draw.rounded_rectangle((250, 150, 410, 262), 18, fill=(70, 92, 120))
    for x in range(266, 400, 16):
        draw.line((x, 154, x, 258), fill=(58, 78, 104), width=3)
    draw.ellipse((76, 130, 206, 262), fill=STEEL)
    draw.ellipse((112, 166, 170, 226), fill=DARK)
    if repaired:
        draw.rectangle((200, 176, 254, 236), fill=(196, 170, 60))
    else:
        draw.rectangle((200, 198, 254, 212), fill=(170, 172, 172))
        draw.ellipse((150, 284, 300, 326), fill=(48, 44, 40))


def _floor(draw, chance, repaired):
    draw.polygon([(90, 350), (200, 250), (300, 250), (420, 350)], fill=(112, 112, 106))
    for y in range(256, 350, 12):
        draw.line((80, y, 420, y), fill=(96, 96, 92), width=2)
    if repaired:
        draw.line((84, 348, 198, 252), fill=(210, 190, 70), width=7)
        draw.line((424, 348, 304, 252), fill=(210, 190, 70), width=7)
    else:
        for x, y in ((150, 200), (210, 214), (176, 150)):
            draw.rectangle((x, y, x + 120, y + 66), fill=(150, 118, 78))
            draw.rectangle((x, y + 24, x + 120, y + 32), fill=(120, 92, 58))


def _wire(draw, chance, repaired):
    draw.rectangle((140, 70, 340, 250), fill=(150, 154, 156), outline=DARK, width=5)
    draw.rectangle((158, 90, 322, 230), fill=(70, 74, 78))
    for x in range(172, 310, 28):
        draw.rectangle((x, 108, x + 20, 160), fill=(205, 205, 200))
    droop = 40 if repaired else 110
    for index, x in enumerate(range(180, 310, 28)):
        colour = ((150, 60, 50), (60, 90, 150), (60, 120, 70), (40, 40, 40))[index % 4]
        low = 170 + (droop if index == 2 else 40)
        draw.line((x, 160, x + 8, low, x + 20, 232), fill=colour, width=5)


def _fire(draw, chance, repaired):
    draw.rectangle((150, 60, 330, 300), outline=DARK, width=6)
    if repaired:
        for x in (178, 252):
            draw.rounded_rectangle((x, 130, x + 54, 292), 20, fill=(168, 40, 36))
            draw.rectangle((x + 18, 108, x + 36, 132), fill=DARK)
    else:
        draw.line((160, 230, 322, 236), fill=(120, 116, 110), width=4)


def _drum(draw, chance, repaired):
    xs = (70, 190, 340) if repaired else (90, 176, 262)
    colours = ((64, 96, 140), (64, 96, 140), (120, 120, 60))
    for x, colour in zip(xs, colours, strict=True):
        draw.rounded_rectangle((x, 130, x + 82, 300), 8, fill=colour)
        for y in (172, 232):
            draw.rectangle((x, y, x + 82, y + 7), fill=DARK)
    if repaired:
        draw.rectangle((296, 90, 308, 330), fill=(190, 190, 186))


def _crane(draw, chance, repaired):
    draw.rectangle((0, 40, 480, 74), fill=(180, 150, 50))
    draw.line((240, 74, 240, 220), fill=DARK, width=6 if repaired else 4)
    draw.arc((214, 214, 268, 274), 300, 200, fill=DARK, width=12)
    if not repaired:
        for y in range(110, 170, 14):
            draw.line((240, y, 256, y - 10), fill=DARK, width=2)


def _fall(draw, chance, repaired):
    for x in (90, 240, 390):
        draw.rectangle((x, 40, x + 8, 340), fill=(190, 160, 60))
    for y in (90, 190, 290):
        draw.rectangle((60, y, 430, y + 8), fill=(170, 140, 96))
    if repaired:
        draw.line((94, 140, 394, 140), fill=(190, 160, 60), width=8)


SUBJECTS = {
    "pipe": _pipe,
    "valve": _valve,
    "gauge": _gauge,
    "pump": _pump,
    "floor": _floor,
    "wire": _wire,
    "fire": _fire,
    "drum": _drum,
    "crane": _crane,
    "fall": _fall,
}
