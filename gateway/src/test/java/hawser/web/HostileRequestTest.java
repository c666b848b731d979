package hawser.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Requests that nobody honest sends: FortiOS's envelope comes back, and nothing is changed.
class HostileRequestTest {
  private static final String UP = "/api/v2/monitor/vpn/ipsec/tunnel_up";
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    assertEquals(List.of(), server.tunnels.acts, "something was changed");
    server.close();
  }

  /// H45
  @Test
  void whatAClientSaysOfItselfIsIgnored() throws IOException {
    for (Map.Entry<String, String> header :
        Map.of(
                "Forwarded", "for=127.0.0.1;proto=https",
                "X-Forwarded-For", "127.0.0.1",
                "X-Real-IP", "127.0.0.1",
                "X-Forwarded-User", "admin",
                "X-Original-URL", "/",
                "User-Agent", "Report Runner")
            .entrySet()) {
      assertEquals(
          401,
          server
              .client()
              .with(header.getKey(), header.getValue())
              .get("/api/v2/monitor/vpn/ipsec")
              .status(),
          header.toString());
    }
    assertEquals(
        401,
        server.client().with("User-Agent", "Node.js").get("/api/v2/cmdb/system/admin").status());
  }

  /// H46
  @Test
  void pathsThatTwoProgramsMayReadDifferentlyAreRefused() throws IOException {
    RawClient admin = server.admin();
    for (String path :
        List.of(
            "/..%2f",
            "/%2e%2e/",
            "/%2e%2e;/",
            "//",
            "//api/v2/monitor/vpn/ipsec",
            "/api//v2/monitor/vpn/ipsec",
            "/api/v2/monitor/vpn/ipsec;x=1",
            "/api/v2/monitor/vpn/ipsec%00",
            "/api\\v2",
            "/%5c",
            "/%252e%252e/",
            "/%c0%ae%c0%ae/",
            "/%c0%af",
            "/./api",
            "/api/../api/v2/monitor/vpn/ipsec",
            "/api/v2/monitor/vpn/ipsec/",
            "/%zz",
            "/%",
            "/api/v2/cmdb/firewall/address/%e2%28%a1",
            "/%0d%0aX:y",
            "/a".repeat(40),
            "/" + "a".repeat(3_000),
            "/api/v2/monitor/vpn/ipsec?a=%00%zz",
            "/api/v2/monitor/vpn/ipsec?a=1&a=2")) {
      int status = admin.get(path).status();
      assertTrue(status == 400 || status == 404 || status == 414, path + ": " + status);
    }
  }

  @Test
  void requestsThatBreakTheProtocolAreRefused() throws IOException {
    String host = "Host: 127.0.0.1\r\n";
    for (String request :
        List.of(
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil\r\n\r\n",
            "GET / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx",
            "POST /logincheck HTTP/1.1\r\n"
                + host
                + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "GET / HTTP/1.1\r\n" + host + "X: " + "a".repeat(10_000) + "\r\n\r\n",
            "GET / HTTP/1.1\r\n" + host + "A : b\r\n\r\n",
            "GET / HTTP/9.9\r\n" + host + "\r\n",
            "G\u0001T / HTTP/1.1\r\n" + host + "\r\n",
            "CONNECT evil:443 HTTP/1.1\r\n" + host + "\r\n")) {
      RawClient.Answer answer =
          server
              .client()
              .exchange(
                  request
                      .replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
                      .getBytes(StandardCharsets.ISO_8859_1));
      assertTrue(
          answer.status() >= 400 && answer.status() < 600, request + " -> " + answer.status());
    }
  }

  /// H48
  @Test
  void badBodiesGetTheEnvelopeWithTheOffendingField() throws IOException {
    RawClient admin = server.admin();
    refused(admin.post(UP, "{"), 400, "not JSON");
    refused(admin.post(UP, ""), 400, "");
    refused(admin.post(UP, "[]"), 400, "object");
    refused(admin.post(UP, "{\"p1name\":\"a\",\"p1name\":\"b\"}"), 400, "uplicate");
    refused(admin.post(UP, "{\"p1name\":5}"), 400, "\"field\":\"p1name\"");
    refused(admin.post(UP, "{\"p1name\":null}"), 400, "\"field\":\"p1name\"");
    refused(admin.post(UP, "{\"p2name\":\"x\"}"), 400, "\"field\":\"p1name\"");
    refused(admin.post(UP, "{\"p1name\":\"x\",\"__proto__\":{}}"), 400, "__proto__");
    refused(admin.post(UP, "{\"p1name\":\"x\",\"p2serial\":1e999}"), 400, "");
    refused(admin.post(UP, "{\"p1name\":\"x\",\"p2serial\":" + "9".repeat(60) + "}"), 400, "");
    refused(admin.post(UP, "[".repeat(10_000)), 400, "");
    refused(admin.post(UP, "{\"a\":".repeat(10_000)), 400, "");
    refused(admin.post(UP, "{\"p1name\":\"x\"} {}"), 400, "behind");
    refused(admin.post(UP, "{\"p1name\":\"\u00ff\u00fe\"}"), 400, "");
    refused(
        admin.with("Content-Type", "text/plain").send("POST", UP, "{\"p1name\":\"server1\"}"),
        415,
        "content-type");
    refused(admin.send("POST", UP, "{\"p1name\":\"server1\"}"), 415, "content-type");
    refused(
        admin.with("Content-Encoding", "gzip").post(UP, "\u001f\u008b bomb"), 415, "compressed");
  }

  /// H48
  @Test
  void longBodiesAreNotRead() throws IOException {
    RawClient admin = server.admin();
    RawClient.Answer declared =
        admin
            .with("Content-Type", "application/json")
            .with("Content-Length", "104857600")
            .with("Transfer-Encoding-None", "")
            .without("Transfer-Encoding-None")
            .send("POST", UP, "");
    refused(declared, 413, "octets");
    StringBuilder chunks = new StringBuilder();
    String chunk = "8000\r\n" + "a".repeat(0x8000) + "\r\n";
    for (int i = 0; i < 20; i++) {
      chunks.append(chunk);
    }
    refused(
        admin
            .with("Content-Type", "application/json")
            .with("Transfer-Encoding", "chunked")
            .send("POST", UP, chunks + "0\r\n\r\n"),
        413,
        "octets");
  }

  @Test
  void unknownThingsGetTheirDocumentedCode() throws IOException {
    RawClient admin = server.admin();
    refused(admin.get("/api/v2/cmdb/system/nothing"), 404, "\"http_status\":404");
    refused(admin.get("/api/v2/cmdb/system/ipsec-aggregate/nothing"), 404, "entry not found");
    refused(admin.get("/api/v2/monitor/vpn/nothing"), 404, "\"name\":\"nothing\"");
    refused(admin.get("/api/v2/monitor/vpn/ipsec?vdom=other"), 404, "vdom");
    refused(admin.get("/api/v2/monitor/vpn/ipsec?start=x"), 400, "\"field\":\"start\"");
    refused(admin.get("/api/v2/monitor/vpn/ipsec?filter=x"), 400, "\"field\":\"filter\"");
    refused(admin.get("/api/v2/cmdb/system/global?action=format-disk"), 400, "action");
    refused(admin.send("PUT", "/api/v2/cmdb/system/global", "{\"hostname\":\"x\"}"), 405, "method");
  }

  private static void refused(RawClient.Answer answer, int status, String part) {
    assertEquals(status, answer.status(), answer.toString());
    assertTrue(answer.body().contains("\"status\":\"error\""), answer.body());
    assertTrue(answer.body().contains("\"http_status\":" + status), answer.body());
    assertTrue(answer.body().contains(part), answer.body());
  }
}
