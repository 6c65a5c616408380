"""Exit code 0 when this container's web server answers, 1 when it does not. Standard library only."""

import http.client
import os
import sys


def main() -> int:
    # An allowed host's name: the server refuses every other one. Behind the proxy it would be told of HTTPS.
    host = (os.environ.get("LIAISON_HOSTS") or "127.0.0.1").split(",")[0].strip().lstrip(".*") or "127.0.0.1"
    port = int((os.environ.get("LIAISON_BIND") or "127.0.0.1:8000").rpartition(":")[2])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
        return 0 if connection.getresponse().status == 200 else 1
    except OSError:
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
