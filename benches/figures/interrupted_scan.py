"""Ctrl-C at random moments of a scan, and a scan after each: interrupted_scan.py CORPUS MOMENTS"""

import json
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

import twicetold


def scan(corpus):
    return twicetold.scan(corpus, relations=["near-duplicate", "rewritten"], progress=False)


def main():
    # A shell that starts it in the background has it ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    corpus, moments = Path(sys.argv[1]), int(sys.argv[2])
    wire = "The bridge over the Ellery was closed on Monday after inspectors found cracks in two of its piers."
    start = time.monotonic()
    scan(corpus)
    whole = time.monotonic() - start
    draw = random.Random(7)
    slowest, raised, alive = 0.0, 0, 0
    for _ in range(moments):
        sent = []

        def interrupt():
            sent.append(time.monotonic())
            os.kill(os.getpid(), signal.SIGINT)

        timer = threading.Timer(draw.uniform(0.0, whole), interrupt)
        timer.start()
        try:
            scan(corpus)
            timer.cancel()
        except KeyboardInterrupt:
            slowest = max(slowest, time.monotonic() - sent[0])
            raised += 1
        timer.join()
        alive += len(twicetold.scan([wire, wire.upper()]).matches) == 1
    print(json.dumps({"slowest": slowest, "raised": raised, "alive": alive}))


main()
