"""The product's settings, with what makes tests quick, strict and alone: own data folder, no mail, cheap passwords."""

import atexit
import os
import shutil
import tempfile

if not os.environ.get("LIAISON_DATA"):
    os.environ["LIAISON_DATA"] = tempfile.mkdtemp(prefix="liaison-tests-")
    atexit.register(shutil.rmtree, os.environ["LIAISON_DATA"], ignore_errors=True)

from liaison.settings import *  # noqa: F403
from liaison.settings import DATA_DIR, DATABASES, TEMPLATES
from tests.strict import UndefinedVariable

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_HOST = ""
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and other processes of a test must see the same rows.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / f"test-{os.getpid()}.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
