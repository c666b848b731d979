"""Writes Hawser's configuration for the cells, and walks through them; see README.md."""
import socket
import subprocess
import sys
import time

GROUPS = {
    "2": "modp1024", "5": "modp1536", "14": "modp2048", "15": "modp3072", "16": "modp4096", "17": "modp6144",
    "18": "modp8192", "19": "ecp256", "20": "ecp384", "21": "ecp521", "27": "ecp224bp", "28": "ecp256bp",
    "29": "ecp384bp", "30": "ecp512bp", "31": "x25519", "32": "x448",
}
LIMIT = 10  # seconds until a cell has failed


def cells(path):
    with open(path, encoding="ascii") as file:
        return [line.split() for line in file if line.strip()]


def config(table):
    lines = ["config vpn ipsec phase1-interface"]
    for i, (phase1, group, _, _) in enumerate(table):
        lines += [
            f'edit "c{i}"', 'set interface "wan"', "set peertype any", "set remote-gw 172.16.1.1", "set nattraversal forced",
            "set auto-negotiate disable", f"set proposal {phase1}", f"set dhgrp {group}", "set psksecret scenario-secret", "next",
        ]
    lines += ["end", "config vpn ipsec phase2-interface"]
    for i, (_, _, phase2, group) in enumerate(table):
        pfs = ["set pfs disable"] if group == "-" else [f"set dhgrp {group}"]
        lines += [
            f'edit "c{i}"', f'set phase1name "c{i}"', f"set proposal {phase2}", *pfs,
            "set src-subnet 10.5.0.1/32", f"set dst-subnet 192.168.9.{i + 101}/32", "next",
        ]
    lines += ["end", "config router static"]
    for i in range(len(table)):
        lines += [f"edit {i + 1}", f"set dst 192.168.9.{i + 101}/32", f'set device "c{i}"', "next"]
    lines += [
        "end", "config firewall policy", "edit 1", 'set srcintf "any"', 'set dstintf "any"', 'set srcaddr "all"',
        'set dstaddr "all"', "set action accept", 'set schedule "always"', 'set service "ALL"', "next", "end",
    ]
    return "\n".join(lines)


def swanctl_conf(i, cell):
    phase1, group, phase2, pfs = cell
    esp = phase2.replace("gcm", "gcm128") + ("" if pfs == "-" else "-" + GROUPS[pfs])
    return f"""connections {{
  cell {{
    version = 1
    local_addrs = 172.16.1.1
    remote_addrs = 172.16.1.2
    proposals = {phase1}-{GROUPS[group]}
    encap = yes
    local {{ auth = psk
      id = 172.16.1.1 }}
    remote {{ auth = psk
      id = 172.16.1.2 }}
    children {{
      net {{
        local_ts = 192.168.9.{i + 101}/32
        remote_ts = 10.5.0.1/32
        esp_proposals = {esp}
      }}
    }}
  }}
}}
secrets {{
  ike-any {{ secret = scenario-secret }}
}}
"""


class Lab:
    def __init__(self, work, run_id):
        self.work = work
        self.run_id = run_id

    def ask(self, command):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(f"{self.work}/spoke/control.sock")
            connection.sendall(command.encode())
            connection.shutdown(socket.SHUT_WR)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        status, text = answer.decode().split("\n", 1)
        if status != "0":
            raise RuntimeError(f"{command}: {text}")
        return text

    def within(self, namespace, *command):
        return subprocess.run(
            ["ip", "netns", "exec", f"{self.run_id}-{namespace}", *command], capture_output=True, text=True, check=False)

    def swan(self, *command):
        return self.within("hub", "swanctl", *command, "--uri", f"unix://{self.work}/vici")

    def load(self, i, cell):
        path = f"{self.work}/swanctl.conf"
        with open(path, "w", encoding="ascii") as file:
            file.write(swanctl_conf(i, cell))
        done = self.swan("--load-all", "--file", path)
        if done.returncode:
            raise RuntimeError(done.stderr)
        self.within("hub", "ip", "addr", "replace", f"192.168.9.{i + 101}/32", "dev", "lo")

    def ping(self, i):
        return self.within("spoke", "ping", "-q", "-c1", "-W1", "-I", "10.5.0.1", f"192.168.9.{i + 101}").returncode == 0


def agreed(lab, i, cell):
    """Whether both phases have exactly the algorithms of the cell."""
    phase1, _, phase2, _ = cell
    gateway = lab.ask(f"diagnose vpn ike gateway list name c{i}")
    tunnel = lab.ask(f"diagnose vpn tunnel list name c{i}")
    if "gcm" in phase2:
        esp, bits, ah = "aes-gcm", int(phase2[3:6]) + 32, "null"
    else:
        cipher, ah = phase2.split("-")
        esp, bits = "aes", int(cipher[3:])
    return (
        f"proposal: {phase1}\n" in gateway and "status: established" in gateway
        and f"esp={esp} key={bits // 8} " in tunnel and f"ah={ah} " in tunnel)


def cell(lab, i, combination, role):
    start = time.monotonic()
    if role == "initiator":
        lab.ask(f"execute vpn ipsec tunnel up c{i}")
    else:
        lab.swan("--initiate", "--child", "net", "--timeout", "8")
    up = False
    while not up and time.monotonic() < start + LIMIT:
        up = agreed(lab, i, combination) and lab.ping(i)
        if not up:
            time.sleep(0.05)
    took = time.monotonic() - start
    end = "diagnose vpn ike gateway flush name" if role == "responder" else "execute vpn ipsec tunnel down"
    lab.ask(f"{end} c{i}")
    return up, took


def run(table, lab):
    failed = 0
    for i, combination in enumerate(table):
        lab.load(i, combination)
        for role in ("responder", "initiator"):  # what was brought down by hand answers nobody
            up, took = cell(lab, i, combination, role)
            failed += not up
            print(f"{'ok    ' if up else 'FAILED'} {role:9} {' '.join(combination):36} {took:5.2f} s", flush=True)
    print(f"{2 * len(table) - failed} of {2 * len(table)} cells")
    return 1 if failed else 0


if __name__ == "__main__":
    rows = cells(sys.argv[2])
    if sys.argv[1] == "config":
        print(config(rows))
    else:
        sys.exit(run(rows, Lab(sys.argv[3], sys.argv[4])))
