"""Ask the web process of this container whether it is ready; the exit code is Docker's health.

Speaks as the proxy in front does (host and scheme), else the portal would refuse or redirect the request.
"""

import os
import sys
import urllib.error
import urllib.request

URL = "http://127.0.0.1:8000/readyz"
TIMEOUT_SECONDS = 4


def main() -> int:
    """0 when ready answers 200, else 1."""
    host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").partition(",")[0]
    request = urllib.request.Request(URL, headers={"Host": host, "X-Forwarded-Proto": "https"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310 - fixed http URL
            return 0 if response.status == 200 else 1
    except (urllib.error.URLError, TimeoutError) as problem:
        print(problem)
        return 1


if __name__ == "__main__":
    sys.exit(main())
