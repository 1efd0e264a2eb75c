"""Run the stand-in for people: `python -m tests.standins.stripe --port 8420 --hook-url URL --secret whsec_…`."""

import argparse
import time

from tests.standins.stripe.handle import KEY, SECRET, StandIn


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.standins.stripe", description=__doc__)
    parser.add_argument("--port", type=int, default=8420)
    parser.add_argument("--hook-url", help="where events are sent, e.g. http://127.0.0.1:8000/webhooks/stripe")
    parser.add_argument("--secret", default=SECRET, help="what deliveries are signed with")
    given = parser.parse_args()
    standin = StandIn(port=given.port, ticking=True).start()
    if given.hook_url:
        standin.listen(given.hook_url, secret=given.secret)
        standin.misbehave(retries=3)
    print(f"STRIPE_API_BASE={standin.base}\nSTRIPE_KEY={KEY}\nSTRIPE_HOOK_SECRET={given.secret}", flush=True)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        standin.stop()


if __name__ == "__main__":
    main()
