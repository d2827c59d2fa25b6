# SPDX-License-Identifier: GPL-2.0-only
"""Real servers for the lab's machines, and their clients.

`start_*` starts a server in a machine and returns when it listens. Its files live
in the lab's directory. A client is an Attempt (lab.py): it succeeds only if the
server answered with what it should.
"""

import glob
import os
import pwd
import shlex
import signal

from lab import Attempt, LabError, poll, run, tool, wait_for

# A client gives up after this; whether something got through is decided before.
CLIENT_LIMIT = "80"


def directory(lab, machine, name, user=None):
    """A new directory for a server's files; its owner, if not root, is user."""
    path = os.path.join(lab.directory, f"{machine.label}-{name}")
    os.makedirs(path)
    if user:
        account = pwd.getpwnam(user)
        os.chown(path, account.pw_uid, account.pw_gid)
    return path


def write(path, text, mode=0o644):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)
    return path


def start(lab, machine, port, *argv, **options):
    """Start a server and wait until it listens on the port."""
    process = lab.start(*argv, namespace=machine, **options)

    def up():
        if process.poll() is not None:
            raise LabError(f"{argv[0]} ended with {process.returncode}: {lab.log()[-1500:]}")
        return machine.listens(port)

    wait_for(f"{argv[0]} on port {port} of {machine.label}", up)
    return process


# --- web ---

def certificate(lab):
    """A self-signed certificate for all web servers of the lab; (certificate, key)."""
    cert, key = (os.path.join(lab.directory, name) for name in ("web.crt", "web.key"))
    if not os.path.exists(cert):
        argv = (tool("openssl", "openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=lab",
                "-addext", "subjectAltName=DNS:lab", "-keyout", key, "-out", cert)
        try:
            run(*argv)
        except LabError as error:
            # Once in some hundred guests of User-mode Linux it died of SIGILL. It is no test of it.
            lab.tap.diagnose(f"again: {error}")
            run(*argv)
    return cert, key


def start_web(lab, machine, files=None, rate=0):
    """nginx on 80 and 443, IPv4 and IPv6. `/` says who it is; files: {name: bytes}.

    rate: bytes per second and connection; 0: as fast as can be.
    """
    path = directory(lab, machine, "web")
    cert, key = certificate(lab)
    root = os.path.join(path, "root")
    os.makedirs(root)
    write(os.path.join(root, "index.html"), f"this is {machine.label}\n")
    for name, content in (files or {}).items():
        with open(os.path.join(root, name), "wb") as file:
            file.write(content)
    conf = write(os.path.join(path, "nginx.conf"), f"""
daemon off;
worker_processes 1;
pid {path}/pid;
error_log stderr;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {path}/body;
    proxy_temp_path {path}/proxy;
    fastcgi_temp_path {path}/fastcgi;
    uwsgi_temp_path {path}/uwsgi;
    scgi_temp_path {path}/scgi;
    server {{
        listen 80;
        listen [::]:80;
        listen 443 ssl;
        listen [::]:443 ssl;
        ssl_certificate {cert};
        ssl_certificate_key {key};
        root {root};
        limit_rate {rate};
    }}
}}
""")
    start(lab, machine, 443, tool("nginx", "nginx-light"), "-c", conf, "-p", path,
          "-e", "stderr")


def host(addr):
    return f"[{addr}]" if ":" in addr else addr


def http(lab, client, server, addr=None, port=80):
    """Fetch the front page with curl, over http or (port 443) https."""
    addr = addr or server.addr
    scheme = "https" if port == 443 else "http"
    cert, _ = certificate(lab)
    return Attempt(client, f"{scheme} to {server.label} {addr}", ("tcp", addr, port),
                   [tool("curl", "curl"), "-sS", "-m", CLIENT_LIMIT, "--cacert", cert,
                    "--connect-to", f"lab:{port}:{host(addr)}:{port}", f"{scheme}://lab:{port}/"],
                   expect=f"this is {server.label}")


# --- ssh ---

def start_ssh(lab, machine):
    """sshd on 22 that lets root in with the lab's key."""
    path = directory(lab, machine, "ssh")
    for key in ("host", "user"):
        run(tool("ssh-keygen", "openssh-client"), "-q", "-t", "ed25519", "-N", "",
            "-f", os.path.join(path, key))
    os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
    conf = write(os.path.join(path, "sshd_config"), f"""
Port 22
HostKey {path}/host
AuthorizedKeysFile {path}/user.pub
PidFile none
StrictModes no
UsePAM no
UseDNS no
PermitRootLogin yes
PasswordAuthentication no
""")
    start(lab, machine, 22, tool("sshd", "openssh-server"), "-D", "-e", "-f", conf)


def ssh(lab, client, server, addr=None):
    """Log in and run a command there."""
    addr = addr or server.addr
    key = os.path.join(lab.directory, f"{server.label}-ssh", "user")
    return Attempt(client, f"ssh to {server.label} {addr}", ("tcp", addr, 22),
                   [tool("ssh", "openssh-client"), "-F", "none", "-i", key, "-o", "BatchMode=yes",
                    "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
                    "-o", f"ConnectTimeout={CLIENT_LIMIT}", "-o", "LogLevel=ERROR",
                    f"root@{addr}", "echo", "inside", server.label],
                   expect=f"inside {server.label}")


# --- any other TCP service ---

def start_listener(lab, machine, port, text):
    """A listener that greets with a text: for services that Debian has no server of."""
    greet = f"echo {shlex.quote(text)}"
    start(lab, machine, port, tool("socat", "socat"),
          f"TCP6-LISTEN:{port},ipv6only=0,reuseaddr,fork", f"SYSTEM:{greet}")


def greeting(client, server, port, text, addr=None):
    """Connect to a listener and read its greeting."""
    addr = addr or server.addr
    family = "TCP6" if ":" in addr else "TCP4"
    return Attempt(client, f"{text} to {server.label} {addr}:{port}", ("tcp", addr, port),
                   [tool("socat", "socat"), "-u",
                    f"{family}:{host(addr)}:{port},connect-timeout={CLIENT_LIMIT}", "-"],
                   expect=text)


# --- ftp ---

def start_ftp(lab, machine, files, rate=0):
    """vsftpd for anonymous downloads of files, {name: bytes}; rate: bytes per second."""
    path = directory(lab, machine, "ftp")
    root = os.path.join(path, "root")
    os.makedirs(root)
    for name, content in files.items():
        with open(os.path.join(root, name), "wb") as file:
            file.write(content)
    os.makedirs(os.path.join(path, "empty"))
    conf = write(os.path.join(path, "vsftpd.conf"), f"""
listen=NO
listen_ipv6=YES
background=NO
anonymous_enable=YES
local_enable=NO
anon_root={root}
anon_max_rate={rate}
connect_from_port_20=YES
secure_chroot_dir={path}/empty
xferlog_enable=NO
""")
    start(lab, machine, 21, tool("vsftpd", "vsftpd"), conf)


FTP_MODES = {
    "control": ["-I"],
    "EPSV": ["--ftp-pasv"],
    "PASV": ["--ftp-pasv", "--disable-epsv"],
    "EPRT": ["--ftp-port", "-"],
    "PORT": ["--ftp-port", "-", "--disable-eprt"],
}


def ftp(client, server, name, mode, expect="", addr=None, more=()):
    """Fetch a file by FTP, passive (EPSV, PASV) or active (EPRT, PORT).

    expect: the file's SHA-256 in hexadecimal. Mode control: log in, ask for
    the size, transfer nothing.
    """
    addr = addr or server.addr
    curl = [tool("curl", "curl"), "-sS", "-m", CLIENT_LIMIT, *FTP_MODES[mode], *more,
            f"ftp://{host(addr)}/{name}"]
    argv = curl
    if mode == "control":
        expect = "Content-Length"
    else:
        argv = ["/bin/sh", "-c", f"{shlex.join(curl)} | sha256sum"]
    return Attempt(client, f"ftp ({mode}) from {server.label} {addr}", ("tcp", addr, 21),
                   argv, expect=expect)


# --- databases ---

def start_postgresql(lab, machine):
    """PostgreSQL on 5432, open to everybody whom the network lets in."""
    path = directory(lab, machine, "postgresql", "postgres")
    binaries = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    if not binaries:
        raise LabError("initdb is missing (Debian package postgresql)")
    become = [tool("setpriv", "util-linux"), "--reuid", "postgres", "--regid", "postgres",
              "--clear-groups"]
    data = os.path.join(path, "data")
    run(*become, f"{binaries[-1]}/initdb", "-D", data, "-A", "trust", "-N", "--no-instructions",
        "--locale", "C", "-E", "UTF8")
    with open(os.path.join(data, "pg_hba.conf"), "a", encoding="ascii") as file:
        file.write("host all all all trust\n")
    start(lab, machine, 5432, *become, f"{binaries[-1]}/postgres", "-D", data, "-h", "*",
          "-k", path, "-c", "fsync=off", "-c", "shared_buffers=4MB",
          "-c", "max_connections=20", how=signal.SIGINT)
    # It listens before it serves: wait until a query in its own machine is answered.
    local = Attempt(machine, "", None, [tool("psql", "postgresql-client"), "-h", path, "-U",
                                        "postgres", "-c", "select 1"])
    wait_for("postgresql to answer", lambda: answers(local))


def answers(attempt):
    attempt.start()
    poll(lambda: attempt.result() is not None)
    return attempt.stop()


def psql(client, server):
    return Attempt(client, f"psql to {server.label}", ("tcp", server.addr, 5432),
                   [tool("psql", "postgresql-client"), "-h", server.addr, "-U", "postgres",
                    "-At", "-c", "select 'forty' || '-two'"], expect="forty-two")


def start_redis(lab, machine):
    path = directory(lab, machine, "redis")
    start(lab, machine, 6379, tool("redis-server", "redis-server"), "--port", "6379",
          "--bind", "*", "-::*", "--protected-mode", "no", "--save", "", "--dir", path)


def redis(client, server):
    return Attempt(client, f"redis-cli to {server.label}", ("tcp", server.addr, 6379),
                   [tool("redis-cli", "redis-tools"), "-h", server.addr, "echo", "forty-two"],
                   expect="forty-two")


def start_mariadb(lab, machine):
    """MariaDB on 3306 without grant tables: the network alone decides who gets in."""
    path = directory(lab, machine, "mariadb", "mysql")
    start(lab, machine, 3306, tool("mariadbd", "mariadb-server"), "--no-defaults",
          "--user=mysql", f"--datadir={path}", f"--socket={path}/socket",
          f"--pid-file={path}/pid", "--skip-grant-tables", "--skip-innodb",
          "--default-storage-engine=Aria", "--bind-address=*", "--port=3306",
          "--skip-log-bin", "--aria-log-dir-path=" + path)


def mysql(client, server):
    return Attempt(client, f"mysql to {server.label}", ("tcp", server.addr, 3306),
                   [tool("mariadb", "mariadb-client"), "--no-defaults", "-h", server.addr,
                    f"--connect-timeout={CLIENT_LIMIT}", "-N", "-e",
                    "select concat('forty', '-two')"], expect="forty-two")


# --- ping ---

def ping(client, server, addr=None):
    """One echo request, answered."""
    addr = addr or server.addr
    protocol = "icmpv6" if ":" in addr else "icmp"
    return Attempt(client, f"ping to {server.label} {addr}", (protocol, addr, None),
                   [tool("ping", "iputils-ping"), "-n", "-c", "1", "-W", CLIENT_LIMIT, addr],
                   expect="1 received")
