#!/usr/bin/env python3
"""An executor that shares no code with the agent: the executor HTTP API from its description alone, in JSON.

A task's data names what it does: `end` finishes at once, `until FILE` when the file is there, anything else runs until it is killed. A message from the scheduler
comes back as `echo <message>`. After the loss of the agent it subscribes again, if its framework checkpoints, with what was not acknowledged."""
import base64
import http.client
import json
import os
import socket
import sys
import threading
import time
import uuid

FRAMEWORK, EXECUTOR = os.environ["MESOS_FRAMEWORK_ID"], os.environ["MESOS_EXECUTOR_ID"]
HOST, PORT = os.environ["MESOS_AGENT_ENDPOINT"].rsplit(":", 1)
CHECKPOINT = os.environ["MESOS_CHECKPOINT"] == "1"
SOCKET = os.environ.get("MESOS_EXECUTOR_SOCKET") if "--socket" in sys.argv else None

tasks, updates = {}, {}  # not acknowledged: task id -> TaskInfo; uuid -> TaskStatus
running = set()
lock = threading.RLock()


def connect():
    connection = http.client.HTTPConnection(HOST, int(PORT), timeout=None)
    if SOCKET:
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.sock.connect(SOCKET)  # relative to the sandbox, which is the working directory
    return connection


def call(kind, **more):
    body = {"type": kind, "executor_id": {"value": EXECUTOR}, "framework_id": {"value": FRAMEWORK}, **more}
    connection = connect()
    connection.request("POST", "/api/v1/executor", json.dumps(body), {"Content-Type": "application/json", "Accept": "application/json"})
    return connection.getresponse()


def update(task, state, message):
    name = base64.b64encode(uuid.uuid4().bytes).decode()
    status = {"task_id": {"value": task}, "state": state, "message": message, "source": "SOURCE_EXECUTOR", "uuid": name, "timestamp": time.time(), "executor_id": {"value": EXECUTOR}}
    with lock:
        updates[name] = status
    try:
        response = call("UPDATE", update={"status": status})
        print("update", task, state, response.status, response.read().decode(), flush=True)
    except OSError as e:
        print("update", task, state, "is said again with the next subscription:", e, flush=True)


def records(response):
    while True:
        length = b""
        while not length.endswith(b"\n"):
            byte = response.read(1)
            if not byte:
                return
            length += byte
        data = b""
        while len(data) < int(length):
            piece = response.read(int(length) - len(data))
            if not piece:
                return
            data += piece
        yield json.loads(data)


def end(task):
    with lock:
        if task in running:
            running.discard(task)
            update(task, "TASK_KILLED", "as asked")


def finish(task):
    with lock:
        if task in running:
            running.discard(task)
            update(task, "TASK_FINISHED", "done")


def wait(task, file):
    while not os.path.exists(file):
        time.sleep(0.02)
    finish(task)


def happen(event):
    kind = event["type"]
    if kind == "SUBSCRIBED":
        assert event["subscribed"]["framework_info"]["id"]["value"] == FRAMEWORK
        assert event["subscribed"]["executor_info"]["executor_id"]["value"] == EXECUTOR
        assert event["subscribed"]["agent_info"]["id"]["value"] == os.environ["MESOS_SLAVE_ID"]
    elif kind == "LAUNCH":
        task = event["launch"]["task"]
        name = task["task_id"]["value"]
        with lock:
            tasks[name] = task
            running.add(name)
        update(name, "TASK_RUNNING", f"by pid {os.getpid()}")
        if base64.b64decode(task.get("data", "")) == b"end":
            finish(name)
        elif base64.b64decode(task.get("data", "")).startswith(b"until "):
            threading.Thread(target=wait, args=(name, base64.b64decode(task["data"])[len("until "):]), daemon=True).start()
    elif kind == "KILL":
        end(event["kill"]["task_id"]["value"])
    elif kind == "ACKNOWLEDGED":
        with lock:
            updates.pop(event["acknowledged"]["uuid"], None)
            tasks.pop(event["acknowledged"]["task_id"]["value"], None)
    elif kind == "MESSAGE":
        said = base64.b64decode(event["message"]["data"])
        call("MESSAGE", message={"data": base64.b64encode(b"echo " + said).decode()}).read()
    elif kind == "SHUTDOWN":
        for task in list(running):
            end(task)
        sys.exit(0)


def subscribe():
    with lock:
        known = {"unacknowledged_tasks": list(tasks.values()), "unacknowledged_updates": [{"status": status} for status in updates.values()]}
    response = call("SUBSCRIBE", subscribe=known)
    if response.status != 200:
        print("subscribe", response.status, response.read().decode(), flush=True)
        return False
    print("subscribed with", len(known["unacknowledged_tasks"]), "tasks and", len(known["unacknowledged_updates"]), "updates", flush=True)
    for event in records(response):
        happen(event)
    return True


deadline = time.monotonic() + 60
while time.monotonic() < deadline:
    try:
        if subscribe() and not CHECKPOINT:
            break
    except (OSError, http.client.HTTPException) as e:
        print("no agent:", e, flush=True)
        if not CHECKPOINT:
            break
    time.sleep(0.1)
