"""Chips of risk levels meet WCAG AA contrast, in light and in dark mode."""

import re
from pathlib import Path

import pytest

SCSS = Path(__file__).parents[2] / "double_prevention" / "static" / "src" / "scss"


def _light():
    """Return ``{level: (tone, text)}`` of levels.scss."""
    source = (SCSS / "levels.scss").read_text()
    found = re.findall(r"(\d): \(\s*tone: (#\w{6}),\s*text: (#\w{6}),", source)
    return {int(level): (tone, text) for level, tone, text in found}


def _dark():
    """Return the same with the tones of dark pages."""
    source = (SCSS / "levels.scss").read_text()
    tones = {
        int(level): tone
        for level, tone in re.findall(r"--dp-level-(\d): (#\w{6});", source)
    }
    return {
        level: (tones.get(level, tone), text)
        for level, (tone, text) in _light().items()
    }


def _luminance(colour):
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other):
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", [_light, _dark])
def test_the_word_on_a_chip_is_readable(mode):
    colours = mode()
    assert set(colours) == {1, 2, 3, 4}
    for level, (tone, text) in colours.items():
        assert _contrast(tone, text) >= 4.5, f"level {level}: {text} on {tone}"


def test_a_chip_stands_out_from_a_dark_page():
    for level, (tone, _text) in _dark().items():
        assert _contrast(tone, "#1b1d26") >= 3, f"level {level}: {tone}"


def test_low_risk_is_blue():
    for mode in (_light, _dark):
        tone = mode()[4][0]
        red, green, blue = (int(tone[i : i + 2], 16) for i in (1, 3, 5))
        assert blue > green > red
