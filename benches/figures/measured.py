"""Runs a command and writes what it cost: measured.py COST.json COMMAND...

It stands between the figures and the program because a child begins with the peak memory of the
process that starts it; this one is small. Start it with `python3 -I -S`. Linux or macOS.
"""

import json
import os
import sys
import time


def main():
    cost, *command = sys.argv[1:]
    start = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    unit = 1 if sys.platform == "darwin" else 1024
    with open(cost, "w", encoding="utf-8") as file:
        json.dump({"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss * unit}, file)
    sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)


main()
