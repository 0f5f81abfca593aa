"""vendor.py HTTPS_PORT HTTP_PORT SMTPS_PORT CERTIFICATE KEY LOG: answers as Mailgun does, and as an SMTP server."""

import http.server
import socketserver
import ssl
import sys
import threading

https_port, http_port, smtps_port, certificate, key, log = sys.argv[1:]
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(certificate, key)


def note(what):
    with open(log, "a") as file:
        file.write(what + "\n")


class Mailgun(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        # A proxy must not add anything to a request in its tunnel, and must not see the credentials of the other side.
        note("http " + self.path + (" LEAKED" if "Proxy-Authorization" in self.headers else ""))
        body = b'{"id":"<1@example.com>","message":"Queued. Thank you."}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Relay(socketserver.StreamRequestHandler):
    def handle(self):
        say = lambda text: self.wfile.write(text.encode() + b"\r\n")
        say("220 localhost")
        data = False
        for line in self.rfile:
            line = line.rstrip(b"\r\n")
            if data:
                if line == b".":
                    data = False
                    note("smtp")
                    say("250 queued")
            elif line == b"DATA":
                data = True
                say("354 go")
            elif line == b"QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")


class Server(http.server.ThreadingHTTPServer):
    def __init__(self, port, handler, secure):
        super().__init__(("127.0.0.1", int(port)), handler)
        self.secure = secure

    def finish_request(self, request, address):
        # In the connection's own thread, so that a handshake that never comes blocks no other.
        if self.secure:
            request = tls.wrap_socket(request, server_side=True)
        self.RequestHandlerClass(request, address, self)

    def handle_error(self, request, address):
        pass


for port, handler, secure in ((https_port, Mailgun, True), (http_port, Mailgun, False), (smtps_port, Relay, True)):
    threading.Thread(target=Server(port, handler, secure).serve_forever).start()
