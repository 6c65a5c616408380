"""As in simplified characters: 年, 月 and 日 are written the same."""

from liaison.formats.zh_Hans.formats import *  # noqa: F403
