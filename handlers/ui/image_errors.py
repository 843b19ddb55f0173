"""Errors of untrusted pictures."""

import warnings

from PIL import Image

UNREADABLE = (OSError, SyntaxError, ValueError, EOFError)
"""Raised by Pillow for a file that is broken or no picture."""

# Every caller has a stricter limit. The filter is global, since a filter for one call would affect other threads.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
