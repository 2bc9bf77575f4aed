"""Runs a command on a terminal of its own: on_terminal.py COLUMNS FILE ACTION COMMAND…

As soon as FILE is there and not empty it does ACTION: ctrl-c types it, hang-up closes the terminal, type=TEXT types a line, nothing waits for the end. What the
terminal showed goes to standard output; the exit code is the command's, 128 + n where signal n ended it.
"""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

columns, file, action, command = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 40, columns, 0, 0))
    for ignored in (signal.SIGINT, signal.SIGHUP):  # As a job in the background inherits them; a terminal's shell would not.
        signal.signal(ignored, signal.SIG_DFL)
    os.execvp(command[0], command)


def written(path):
    """Whether the file is there with content; a checkpoint is replaced meanwhile, so that it may vanish between two questions."""
    try:
        return os.path.getsize(path) > 0
    except FileNotFoundError:
        return False


signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
signal.alarm(60)  # Whatever does not end by then is ended: 137.
while True:
    if action != 'nothing' and written(file):
        time.sleep(0.5)  # Some of the bar is to be seen.
        if action == 'hang-up':
            os.close(terminal)
            break
        os.write(terminal, action[5:].encode() + b'\n' if action.startswith('type=') else b'\x03')
        action = 'nothing'
    if select.select([terminal], [], [], 0.05)[0]:
        try:
            shown = os.read(terminal, 65536)
        except OSError:  # Linux's way of saying that nobody writes any more.
            break
        sys.stdout.buffer.write(shown)
sys.stdout.flush()
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
sys.exit(code if code >= 0 else 128 - code)
