"""Signs up, makes a team, listens, sends a line and a file. Python 3.9, nothing else."""
import base64, json, os, secrets, socket, ssl, struct, sys
import urllib.error, urllib.parse, urllib.request

URL = os.environ.get("NATTER_URL", "http://127.0.0.1:8080")


def ask(method, path, body=None, token=None, key=None):
    """One request to /v1: its JSON, or an exception that says what was wrong."""
    request = urllib.request.Request(URL + path, method=method)
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", "Bearer " + token)
    if key:
        request.add_header("Idempotency-Key", key)
    sent = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(request, sent, timeout=20) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        problem = json.load(error)
        raise SystemExit(f"{method} {path}: {error.code} {problem['code']}: {problem['detail']}")


class Socket:
    """A websocket (RFC 6455) that sends and receives JSON."""

    def __init__(self, url):
        at = urllib.parse.urlsplit(url)
        secure = at.scheme == "https"
        stream = socket.create_connection((at.hostname, at.port or (443 if secure else 80)), 20)
        if secure:
            stream = ssl.create_default_context().wrap_socket(stream, server_hostname=at.hostname)
        self.stream, self.file = stream, stream.makefile("rb")
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        lines = ["GET /ws HTTP/1.1", "Host: " + at.netloc, "Connection: Upgrade",
                 "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + key]
        stream.sendall("\r\n".join([*lines, "", ""]).encode())
        if b" 101 " not in self.file.readline():
            raise SystemExit("The socket was refused.")
        while self.file.readline() != b"\r\n":
            pass

    def send(self, frame, opcode=1):
        data = frame if isinstance(frame, bytes) else json.dumps(frame).encode()
        size = len(data)
        head = bytes([0x80 | opcode, 0x80 | min(size, 126)])
        if size > 125:
            head += struct.pack("!H", size)
        mask = secrets.token_bytes(4)
        self.stream.sendall(head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data)))

    def receive(self):
        """The next frame, or None when the socket was closed."""
        while head := self.file.read(2):
            opcode, size = head[0] & 15, head[1]
            if size == 126:
                (size,) = struct.unpack("!H", self.file.read(2))
            elif size == 127:
                (size,) = struct.unpack("!Q", self.file.read(8))
            data = self.file.read(size)
            if opcode == 9:  # a ping wants its pong
                self.send(data, 10)
            elif opcode == 1:
                return json.loads(data)
            elif opcode == 8:
                return None
        return None


# 1. An account, and a token that is good for 15 minutes.
name = "ada-" + secrets.token_hex(6)
account = {"name": "Ada", "email": name + "@example.com", "password": secrets.token_urlsafe(18)}
token = ask("POST", "/v1/auth/signup", account)["token"]

# 2. A team. Sent again with the same Idempotency-Key it would be the same team.
team = ask("POST", "/v1/teams", {"name": "Garden"}, token, key="team-" + name)["data"]["id"]
print("team", team)

# 3. The socket. caught_up says that whatever comes from now on is new.
ws = Socket(URL)
ws.send({"op": "hello", "token": token})
while (frame := ws.receive()) and frame["op"] != "caught_up":
    pass

# 4. A line to everybody in the team. Its seq is its place in the team's log.
messages = f"/v1/channels/{team}/messages"
line = {"to": "*", "type": "text", "data": "The roses need water."}
ask("POST", messages, line, token, key="line-" + name)

# 5. A file: ask for an address, put the bytes there, send its id.
with open(__file__, "rb") as this:
    content = this.read()
wish = {"name": "talk.py", "content_type": "text/plain", "size": len(content), "channel_id": team}
file = ask("POST", "/v1/attachments", wish, token)["data"]
upload = file["upload"]
put = urllib.request.Request(upload["url"], content, upload["headers"], method=upload["method"])
urllib.request.urlopen(put, timeout=20).close()
ask("POST", messages, {"to": "*", "type": "file", "data": file["id"]}, token)

# 6. Both come over the socket, as to everybody else in the team.
heard = 0
while heard < 2 and (frame := ws.receive()):
    if frame["op"] == "message":
        heard += 1
        print("heard", frame["data"])
ws.send(b"", 8)
sys.exit(0 if heard == 2 else "The socket closed early.")
