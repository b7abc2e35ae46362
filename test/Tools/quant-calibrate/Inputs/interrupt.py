"""interrupt.py SIGNAL COMMAND...: sends the signal once the progress bar, on a terminal,
shows that the command has begun; prints what it said and its exit status."""
import os
import pty
import re
import signal
import subprocess
import sys

number = getattr(signal, sys.argv[1])
terminal, stderr = pty.openpty()
process = subprocess.Popen(sys.argv[2:], stderr=stderr)
os.close(stderr)
said = b""
sent = False
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:  # the other end is closed
        break
    if not part:
        break
    said += part
    drawn = re.findall(rb"calibrating[^\r]*\[#* *\] [0-9]+/[0-9]+ [^\r]*/s [0-9:]+ left", said)
    if not sent and len(drawn) > 1:
        process.send_signal(number)
        sent = True
assert sent, said
# A reader sees what was drawn last, without colours.
text = re.sub(r"\x1b\[[0-9;]*[mK]", "", said.decode())
for line in text.replace("\r\n", "\n").splitlines():
    print(line.split("\r")[-1])
print("exit status", process.wait())
