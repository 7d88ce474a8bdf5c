"""Scans an Arrow table, mapped into memory, in a Python that has the package: scan_arrow.py TABLE RELATIONS OUTPUT"""

import sys

import pyarrow.feather
import twicetold

table, relations, output = sys.argv[1:]
report = twicetold.scan(pyarrow.feather.read_table(table, memory_map=True), relations=relations.split(","), progress=False, details=False)
report.save(output)
