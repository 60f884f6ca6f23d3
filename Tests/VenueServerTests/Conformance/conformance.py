"""Drives the venue with Alpaca's own client. First every check has to pass; then, with the fault meant for it
switched on, every check has to fail. Prints a line for each and ends with 1 if any did otherwise."""
import logging
import os
import sys
import time
import traceback

logging.disable(logging.CRITICAL)

import checks_faults
import checks_http
import checks_refusals
import checks_streams
from support import LONGEST, Recorder, Venue

PROBLEMS = []


def say(verdict, name, since, more=""):
    print(f"{verdict:4} {name} {time.monotonic() - since:.2f}s {more}", flush=True)


def passes(check, *arguments):
    since = time.monotonic()
    try:
        check(*arguments)
        say("ok", check.__name__, since)
    except Exception as error:
        PROBLEMS.append(check.__name__)
        say("FAIL", check.__name__, since, f"{type(error).__name__}: {error}")
        traceback.print_exc()


def fails(check, fault, venue, *arguments):
    """A check that cannot fail would be no check."""
    since = time.monotonic()
    name = f"{check.__name__} under {fault}"
    LONGEST[0] = 2
    try:
        with venue.fault(fault):
            check(venue, *arguments)
    except Exception as error:
        say("ok", name, since, f"failed as it has to: {str(error)[:90]}")
        return venue.request("DELETE", "/v2/orders")
    finally:
        LONGEST[0] = 100
    PROBLEMS.append(name)
    say("FAIL", name, since, "passed")


def main():
    venue = Venue(os.environ["VENUE_PORT"])
    forgetful = Venue(os.environ["VENUE_FORGETFUL_PORT"])
    narrow = Venue(os.environ["VENUE_NARROW_PORT"])
    record = Recorder(venue)
    checks = {**checks_http.CHECKS, **checks_refusals.CHECKS, **checks_streams.CHECKS}
    only = sys.argv[1:]
    for check in [*checks, checks_http.uniqueness, *checks_faults.CHECKS]:
        if not only or check.__name__ in only:
            passes(check, venue, record)
    if only:
        return
    passes(checks_http.rate_limit, narrow, record)
    data = checks_streams.Data(venue, "iex")
    passes(checks_streams.data_messagepack, venue, record, data)
    passes(checks_streams.data_bands, venue, record, data)
    for check, fault in [*checks.items(), *checks_streams.MORE]:
        fails(check, fault, venue, record)
    fails(checks_http.uniqueness, "hold-answer=0", forgetful, record)
    fails(checks_http.rate_limit, "hold-answer=0", venue, record)
    fails(checks_streams.data_messagepack, "text-times", venue, record, data)
    fails(checks_streams.data_bands, "text-times", venue, record, data)
    passes(checks_streams.expiry, venue, record)
    fails(checks_streams.expiry, "mute-stream", venue, record)


main()
print(f"{len(PROBLEMS)} problems {PROBLEMS}")
sys.stdout.flush()
# The streams' threads do not end by themselves.
os._exit(1 if PROBLEMS else 0)
