"""Runs runimg as a shell does, and says what a shell would see.

  python3 watched.py CASE RUNIMG [ARG...]
"""

import atexit
import ctypes
import os
import pty
import signal
import subprocess
import sys
import time

LIBC = ctypes.CDLL(None, use_errno=True)


def wait_for(condition):
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.01)
    sys.exit('never: %s' % condition.__doc__)


class Run:
    """runimg with its output in a pipe, or on a terminal of its own."""

    def __init__(self, command, terminal=False):
        self.seen = b''
        if terminal:
            go, self.go = os.pipe()
            self.pid, self.fd = pty.fork()
            if self.pid == 0:
                self.in_job(command, go)
        else:
            self.fd, out = os.pipe()
            self.pid = os.fork()
            if self.pid == 0:
                os.setpgid(0, 0)
                os.dup2(out, 1)
                os.execv(command[0], command)
            os.close(out)
        self.ended = False
        atexit.register(self.clear)
        self.expect(b'ready\n')
        self.image = self.child()

    def clear(self):
        """What a failed check has left."""
        if self.ended:
            return
        for pid in self.child(), self.pid:
            try:
                os.kill(pid or self.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    @staticmethod
    def in_job(command, go):
        """The terminal's leader is another: it shows what its job does."""
        job = os.fork()
        if job == 0:
            os.setpgid(0, 0)
            signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            os.tcsetpgrp(0, os.getpgrp())
            signal.signal(signal.SIGTTOU, signal.SIG_DFL)
            os.execv(command[0], command)
        while True:
            _, status = os.waitpid(job, os.WUNTRACED)
            if not os.WIFSTOPPED(status):
                break
            os.write(1, b'stopped %d\n' % os.WSTOPSIG(status))
            os.read(go, 1)
            os.killpg(job, signal.SIGCONT)
        os.write(1, b'status %d\n' % os.waitstatus_to_exitcode(status))
        os._exit(0)

    def expect(self, text):
        """Reads up to that text; it is gone then, and what stood before."""
        limit = time.monotonic() + 10
        while text not in self.seen.replace(b'\r', b''):
            if time.monotonic() > limit:
                sys.exit('no %r in %r' % (text, self.seen))
            try:
                more = os.read(self.fd, 4096)
            except OSError:
                more = b''
            if not more:
                sys.exit('the end, and no %r in %r' % (text, self.seen))
            self.seen += more
        before, _, self.seen = self.seen.replace(b'\r', b'').partition(text)
        return before.decode()

    def child(self, of=None):
        found = subprocess.run(
            ['pgrep', '-P', str(of or self.pid)],
            stdout=subprocess.PIPE).stdout.split()
        return int(found[0]) if found else None

    def state(self, pid):
        try:
            with open('/proc/%d/stat' % pid) as f:
                return f.read().rsplit(')', 1)[1].split()[0]
        except FileNotFoundError:
            return ''

    def wait(self, flags=0):
        return os.waitpid(self.pid, flags)[1]

    def end(self):
        status = self.wait()
        self.ended = True
        return os.waitstatus_to_exitcode(status)


def check(what, want, got):
    if want != got:
        sys.exit('%s: want %r, got %r' % (what, want, got))


def forwarded(command):
    """The image prints each signal that it takes; TERM ends it."""
    run = Run(command)
    for sig in signal.SIGUSR1, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD, 40:
        os.kill(run.pid, sig)
        check('before %d' % sig, '', run.expect(b'%d from parent\n' % sig))
    LIBC.sigqueue(run.pid, 41, ctypes.c_void_p(77))
    check('queued', '', run.expect(b'41 value 77\n'))
    os.kill(run.image, signal.SIGUSR2)
    check('to the image', '', run.expect(b'12 from other\n'))
    os.kill(run.pid, signal.SIGTERM)
    run.expect(b'15 from parent\n')
    check('status', 7, run.end())


def group(command):
    """To its own group: the image has it, once. 50 times."""
    run = Run(command)
    run.expect(b'group done\n')
    os.kill(run.pid, signal.SIGTERM)
    check('twice', '', run.expect(b'15 from parent\n'))
    check('status', 7, run.end())


def terminal(command):
    """The terminal's signals come once, though runimg gets them as well."""
    run = Run(command, terminal=True)
    for _ in range(20):
        os.write(run.fd, b'\x03')
        check('before', '', run.expect(b'^C2 from other\n'))
        time.sleep(0.02)
    os.write(run.fd, b'\x1c')
    check('twice', '', run.expect(b'^\\3 from other\n'))
    runimg = run.child(run.pid)
    os.kill(runimg, signal.SIGTERM)
    check('twice', '', run.expect(b'15 from parent\n'))
    run.expect(b'status 7\n')


def stops(command):
    """Stopped in every way, the job is seen to stop, and goes on."""
    run = Run(command)
    for pid, sig in (run.pid, signal.SIGTSTP), (run.image, signal.SIGSTOP), (
            run.image, signal.SIGTTIN), (run.image, signal.SIGTSTP):
        os.kill(pid, sig)
        status = run.wait(os.WUNTRACED)
        check('stopped by', (True, sig),
              (os.WIFSTOPPED(status), os.WSTOPSIG(status)))
        check('the image is', True, run.state(run.image) in 'tT')
        counted(run, False)
        os.kill(run.pid, signal.SIGCONT)
        counted(run, True)
    os.kill(run.pid, signal.SIGTERM)
    check('status', -signal.SIGTERM, run.end())


def counted(run, wanted):
    """The image prints dots all the time, or does not."""
    os.set_blocking(run.fd, False)
    try:
        while os.read(run.fd, 65536):
            pass
    except BlockingIOError:
        pass
    time.sleep(0.1)
    try:
        got = os.read(run.fd, 1)
    except BlockingIOError:
        got = b''
    os.set_blocking(run.fd, True)
    check('it runs', wanted, got != b'')


def suspended(command):
    """^Z, and fg."""
    run = Run(command, terminal=True)
    for _ in range(3):
        os.write(run.fd, b'\x1a')
        run.expect(b'stopped 20\n')
        os.write(run.go, b'\n')
        run.expect(b'....')
    os.write(run.fd, b'\x03')
    run.expect(b'status -2\n')


def ended(command):
    """What ends it: argument 1 says how, and the same without supervisor."""
    print(subprocess.run(command, stdin=subprocess.DEVNULL,
                         timeout=10).returncode)


def hangup(command):
    """A session's leader alone learns that the terminal is gone."""
    master, slave = os.openpty()
    out, end = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        os.dup2(slave, 0)
        os.dup2(end, 1)
        os.close(slave)
        os.close(master)
        # TIOCSCTTY
        import fcntl
        fcntl.ioctl(0, 0x540e, 0)
        os.execv(command[0], command)
    os.close(slave)
    os.close(end)
    said = b''
    while b'ready\n' not in said:
        said += os.read(out, 100)
    os.close(master)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


globals()[sys.argv[1]](sys.argv[2:])
