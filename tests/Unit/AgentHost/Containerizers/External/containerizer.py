#!/usr/bin/env python3
"""A containerizer program as somebody might have written it for Mesos 0.19: it knows the protocol from its description and shares nothing with the agent.

containerizer.py --state=FOLDER [--run=executor|override|held] [--fault=COMMAND:KIND[:LEFT]] COMMAND

A container is a process. Its state lies in the folder: ID.pid, ID.status (as waitpid gives it), ID.lock (held while it runs). Each call is noted in the file 'calls' there, one JSON
object a line. It runs the task's command itself, or starts the executor that it is told of, as it is, with other words to run, or held until there is a file 'release'. A fault is a way to misbehave; with LEFT, only that many times.
"""
import fcntl
import json
import os
import select
import signal
import struct
import sys
import time

RUNS_ON = 1000  # Seconds that something that nobody ends goes on.


def read_frame():
    header = os.read(0, 4)
    if len(header) != 4:
        sys.exit("no frame on standard input")
    length, message = struct.unpack("=I", header)[0], b""
    while len(message) < length:
        part = os.read(0, length - len(message))
        if not part:
            sys.exit("standard input ended within the frame")
        message += part
    return message


def fields(message):
    """The fields of a message: number -> values, numbers for varints, bytes for the rest."""
    found, at = {}, 0

    def varint():
        nonlocal at
        value, shift = 0, 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        tag = varint()
        kind = tag & 7
        if kind == 0:
            value = varint()
        else:
            size = {1: 8, 5: 4}[kind] if kind != 2 else varint()
            value = message[at:at + size]
            at += size
        found.setdefault(tag >> 3, []).append(value)
    return found


def number(field, value):
    return varint(field << 3) + varint(value)


def text(field, value):
    return varint(field << 3 | 2) + varint(len(value)) + value


def double(field, value):
    return varint(field << 3 | 1) + struct.pack("<d", value)


def varint(value):
    value &= (1 << 64) - 1
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def write_frame(message):
    out = struct.pack("=I", len(message)) + message
    while out:
        out = out[os.write(1, out):]


def place(container, kind):
    return os.path.join(state, container + "." + kind)


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except FileNotFoundError:
        return None


def note(message):
    line = {
        "command": command, "input": message.hex(), "directory": os.getcwd(), "isLeader": os.getsid(0) in (os.getpid(), os.getppid()),
        "isInputOpen": not select.select([0], [], [], 0)[0], "environment": dict(os.environ), "user": os.stat(".").st_uid,
    }
    # One write, so that calls that run at the same time do not mix their lines.
    calls = os.open(os.path.join(state, "calls"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(calls, (json.dumps(line) + "\n").encode())
    os.close(calls)


def leave_a_child():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(RUNS_ON)
        os._exit(0)


def misbehave(kind):
    """Returns for faults that add to what is done right."""
    if kind == "hang":
        time.sleep(RUNS_ON)
    elif kind == "silent":
        sys.exit(0)
    elif kind == "garbage":
        os.write(1, b"Traceback (most recent call last): no")
        time.sleep(RUNS_ON)
    elif kind == "undecodable":
        write_frame(b"\xff\xff\xff")
        sys.exit(0)
    elif kind == "truncated":
        os.write(1, struct.pack("=I", 100) + b"abc")
        sys.exit(0)
    elif kind == "half":
        os.write(1, b"\x01\x00")
        sys.exit(0)
    elif kind == "oversized":
        os.write(1, struct.pack("=I", 0xFFFFFFFF))
        time.sleep(RUNS_ON)
    elif kind == "signal":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif kind == "status":
        os.write(2, b"first line\nthe engine is on fire\n")
        sys.exit(3)
    elif kind == "held":
        leave_a_child()
        sys.exit(0)
    elif kind == "escapes":
        leave_a_child()


def is_to_fail():
    """The kind of fault that this call has; None for none."""
    of, kind, *left = fault.split(":")
    if of != command:
        return None
    if left:
        done = os.path.join(state, "faults")
        count = int(read(done) or "0")
        if count >= int(left[0]):
            return None
        with open(done, "w") as file:
            file.write(str(count + 1))
    return kind


def hold():
    held, release = os.pipe()
    if os.fork() == 0:
        while not os.path.exists(os.path.join(state, "release")):
            time.sleep(0.02)
        os.write(release, b"1")
        os._exit(0)
    os.dup2(held, 0)
    os.environ["MESOS_EXECUTOR_HOLD"] = "1"


def launch(message):
    launched = fields(message)
    container = fields(launched[1][0])[1][0].decode()
    if os.path.exists(place(container, "pid")):
        sys.exit("it runs already")
    asked = launched[2][0] if 2 in launched and not run else launched[3][0]
    to_run = fields(fields(asked)[7][0])[3][0].decode()
    if run:
        to_run = "exec '%s'%s" % (to_run, {"executor": "", "held": "", "override": " --override sh -c 'echo instead; exit 7'"}[run])
    ready, told = os.pipe()
    if os.fork() == 0:
        # Whoever watches the container holds its lock, and goes on when the call is over.
        os.setsid()
        lock = os.open(place(container, "lock"), os.O_CREAT | os.O_RDWR)
        fcntl.flock(lock, fcntl.LOCK_EX)
        pid = os.fork()
        if pid == 0:
            os.setsid()
            if run == "held":
                hold()
            os.dup2(os.open("stdout", os.O_WRONLY | os.O_CREAT | os.O_APPEND), 1)
            os.execv("/bin/sh", ["sh", "-c", to_run])
        with open(place(container, "pid"), "w") as file:
            file.write(str(pid))
        os.write(told, b"1")
        os.close(told)
        status = os.waitpid(pid, 0)[1]
        with open(place(container, "status"), "w") as file:
            file.write(str(status))
        os._exit(0)
    os.close(told)
    os.read(ready, 1)


def wait(container):
    lock = os.open(place(container, "lock"), os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_SH)
    status = int(read(place(container, "status")) or "-1")
    write_frame(number(1, 0) + text(2, b"") + number(3, status))


def usage(container):
    pages = int(read("/proc/%s/statm" % read(place(container, "pid"))).split()[1])
    write_frame(double(1, time.time()) + double(4, 2.5) + number(5, pages * 4096))


def destroy(container):
    pid = read(place(container, "pid"))
    if pid is not None and read(place(container, "status")) is None:
        os.killpg(int(pid), signal.SIGKILL)


def containers():
    names = [name[:-4] for name in os.listdir(state) if name.endswith(".pid")]
    running = [name for name in names if read(place(name, "status")) is None]
    write_frame(b"".join(text(1, text(1, name.encode())) for name in running))


def main():
    message = read_frame() if command not in ("recover", "containers") else b""
    # Who sees the note finds nothing of this call in the log later on.
    os.write(2, ("%s was called\n" % command).encode())
    note(message)
    kind = is_to_fail()
    if kind:
        misbehave(kind)
    if command == "recover":
        pass
    elif command == "containers":
        containers()
    elif command == "launch":
        launch(message)
    else:
        container = fields(fields(message)[1][0])[1][0].decode()
        {"wait": wait, "usage": usage, "destroy": destroy, "update": lambda _: None}[command](container)
    if kind == "extra":
        os.write(1, b"more")


options = dict(word[2:].split("=", 1) for word in sys.argv[1:-1])
state, run, fault, command = options["state"], options.get("run"), options.get("fault", ":"), sys.argv[-1]
main()
