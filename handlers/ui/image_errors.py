"""Pictures that anybody may have sent."""

import warnings

from PIL import Image

UNREADABLE = (OSError, SyntaxError, ValueError, EOFError)
"""What opening one raises where it is none, or broken."""

# Whoever opens one has a stricter limit. For the whole process: to hush it for one call would hush and unhush other threads.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
