"""first-example.py DOC: prints the indented block of commands that starts with an assignment."""

import re
import sys

with open(sys.argv[1]) as file:
    blocks = re.findall(r"(?:^    .*\n)+", file.read(), re.M)
print(re.sub(r"^    ", "", next(b for b in blocks if re.match(r"    \w+=", b)), flags=re.M))
