"""Asks the web process of this container: `python deploy/healthcheck.py /readyz`; status 1 when unwell."""

import sys
import urllib.error
import urllib.request


def main() -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:8000{sys.argv[1]}", timeout=4) as answer:
            return int(answer.status != 200)
    except urllib.error.HTTPError as refusal:
        sys.stderr.write(refusal.read().decode())
    except OSError as error:
        sys.stderr.write(f"{error}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
