# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""A cluster of Slurm on this machine, without systemd: munged, slurmctld and a slurmd for each of its nodes, with
folders, ports, key and socket of their own. Needs root and Debian's slurmctld, slurmd, slurm-client and munge."""
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time

CONFIGURATION = """ClusterName=clipdraw
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
SlurmctldPort={controller_port}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool.%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
MailProg=/bin/true
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=2
SlurmdParameters=config_overrides
SlurmdTimeout=10
ReturnToService=2
JobRequeue=1
KillWait=10
MinJobAge=7200
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
NodeName=DEFAULT CPUs=1 State=UNKNOWN
{nodes}
PartitionName=DEFAULT Nodes=ALL MaxTime=120
PartitionName=night Default=YES PriorityTier=1 GraceTime=60
PartitionName=day PriorityTier=2
"""


class Cluster:
    """Runs between `with` and its end, which leaves no process behind. The partition `day` takes nodes away from
    `night`, the default one. Nodes are called n1, n2..., with one processor each, whatever the machine has."""

    def __init__(self, folder, nodes):
        self.folder = pathlib.Path(folder)
        self.nodes = [f"n{number + 1}" for number in range(nodes)]
        self.configuration = self.folder / "slurm.conf"
        self.environment = {**os.environ, "SLURM_CONF": str(self.configuration)}
        self.daemons = {}

    def __enter__(self):
        self.kill_all()  # what an earlier run, killed itself, has left
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "state").mkdir(parents=True)
        ports = free_ports(1 + len(self.nodes))
        host = socket.gethostname().split(".")[0]
        nodes = "\n".join(f"NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 Port={port}"
                          for name, port in zip(self.nodes, ports[1:]))
        self.configuration.write_text(CONFIGURATION.format(host=host, folder=self.folder, controller_port=ports[0],
                                                           nodes=nodes))
        (self.folder / "munge.key").touch(mode=0o600)
        (self.folder / "munge.key").write_bytes(os.urandom(128))
        try:
            self.start("munged", "--foreground", "--force", *[f"--{what}={self.folder}/munge.{what.split('-')[0]}"
                       for what in ("key-file", "socket", "pid-file", "log-file", "seed-file")])
            wait_for("the socket of munged", 20, (self.folder / "munge.socket").exists)
            self.start("slurmctld", "-D", "-c")
            for name in self.nodes:
                self.start_node(name)
            wait_for("the nodes of Slurm", 60, lambda: self.call("sinfo", "-h", "-p", "night", "-o", "%D %t", check=False)
                     == f"{len(self.nodes)} idle")
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self, program, *arguments, name=None):
        with open(self.folder / f"{name or program}.log", "ab") as log:
            self.daemons[name or program] = subprocess.Popen([f"/usr/sbin/{program}", *arguments], env=self.environment,
                                                             stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def start_node(self, name):
        self.start("slurmd", "-D", "-N", name, name=f"slurmd.{name}")

    def kill_node(self, name):
        """As a power cut does: the node's slurmd, its steps and their managers end at once, and none can tell."""
        slurmd = self.daemons.pop(f"slurmd.{name}")
        steps = [process for process in self.processes()
                 if any(environment_of(one).get("SLURMD_NODENAME") == name for one in (process, *descendants(process)))]
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for process in (slurmd.pid, *steps):
                send(process, number)
        slurmd.wait()

    def call(self, *command, check=True):
        """What a command of Slurm prints."""
        done = subprocess.run(command, env=self.environment, stdout=subprocess.PIPE, text=True, timeout=60, check=check)
        return done.stdout.strip()

    def job(self, name):
        """What Slurm knows of a job or of an array's task, "12_3": its fields."""
        words = self.call("scontrol", "--oneliner", "show", "job", name, check=False)
        return dict(re.findall(r"(\S+?)=(\S*)", words.splitlines()[0] if words else ""))

    def processes(self):
        """Those that run with our configuration."""
        ours = [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]
        return [process for process in ours if environment_of(process).get("SLURM_CONF") == str(self.configuration)]

    def kill_all(self):
        for _ in range(50):
            left = self.processes()
            for process in left:
                send(process, signal.SIGKILL)
            if not left:
                return
            time.sleep(0.1)

    def stop(self):
        for daemon in reversed(list(self.daemons.values())):
            daemon.terminate()
        for daemon in self.daemons.values():
            try:
                daemon.wait(timeout=5)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        self.kill_all()


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def environment_of(process):
    try:
        words = pathlib.Path(f"/proc/{process}/environ").read_bytes().decode(errors="replace").split("\0")
    except OSError:  # gone, or nobody's
        return {}
    return dict(word.split("=", 1) for word in words if "=" in word)


def descendants(process):
    try:
        children = [int(word) for task in os.listdir(f"/proc/{process}/task")
                    for word in pathlib.Path(f"/proc/{process}/task/{task}/children").read_text().split()]
    except OSError:
        return []
    return children + [deeper for child in children for deeper in descendants(child)]


def send(process, number):
    try:
        os.kill(process, number)
    except ProcessLookupError:
        pass


def wait_for(what, seconds, ready):
    """Returns what `ready` returns as soon as that is true; ends the check when it is not within the time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = ready()
        if result:
            return result
        time.sleep(0.1)
    raise SystemExit(f"failed: waited {seconds} s for {what}")
