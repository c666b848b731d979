package hawser.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.rest.Route;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Every route of the server's own table under every reason to refuse it.
class SecurityMatrixTest {
  private final TestServer server = start();

  private static TestServer start() {
    try {
      return new TestServer();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void everyRouteIsRefusedForEveryReason() throws IOException {
    RawClient expired = server.admin();
    server.pass(Duration.ofMinutes(6));
    RawClient admin = server.admin();
    RawClient looker = server.client();
    looker.login("looker", "another-canary-password");
    String elsewhere = server.token("elsewhere");
    List<String> wrong = new ArrayList<>();
    Map<String, Integer> cells = new LinkedHashMap<>();
    for (Route route : server.server.routes()) {
      Map<String, RawClient> reasons = new LinkedHashMap<>();
      boolean open = route.protection() instanceof Route.Open;
      boolean password = route.protection() instanceof Route.ByPassword;
      reasons.put("wrong host", admin.with("Host", "rebound.example:" + server.port));
      reasons.put("foreign origin", admin.with("Origin", "https://evil.example"));
      reasons.put("null origin", admin.with("Origin", "null"));
      if (!open) {
        reasons.put("another site", admin.with("Sec-Fetch-Site", "cross-site"));
      }
      if (!open && !password) {
        reasons.put("no login", server.client());
        reasons.put("expired session", expired);
        reasons.put("wrong token", server.client().with("Authorization", "Bearer wrong"));
        reasons.put(
            "wrong token beside a good cookie", admin.with("Authorization", "Bearer wrong"));
        reasons.put(
            "token from another place",
            server.client().with("Authorization", "Bearer " + elsewhere));
        reasons.put(
            "forwarded for loopback",
            server.client().with("X-Forwarded-For", "127.0.0.1").with("X-Real-IP", "127.0.0.1"));
        // A page of another site can make a browser send the cookie, but not this header.
        reasons.put(
            "missing CSRF",
            route.method().equals("GET")
                ? admin.without("X-CSRFTOKEN").with("Sec-Fetch-Site", "cross-site")
                : admin.without("X-CSRFTOKEN"));
        if (!route.method().equals("GET")) {
          reasons.put("wrong CSRF", admin.with("X-CSRFTOKEN", "wrong"));
        }
      }
      if (route.protection() instanceof Route.Granted granted
          && !(granted.group() == hawser.config.AccessProfile.Group.VPN
              && granted.access() == hawser.config.AccessProfile.Access.READ)) {
        reasons.put("profile without the right", looker);
      }
      String path = "/" + String.join("/", route.path()).replace("*", "x");
      for (Map.Entry<String, RawClient> reason : reasons.entrySet()) {
        String body = route.method().equals("POST") ? "{}" : "";
        RawClient.Answer answer =
            reason
                .getValue()
                .with("Content-Type", "application/json")
                .send(route.method(), path, body);
        cells.merge(reason.getKey(), 1, Integer::sum);
        boolean refused =
            (answer.status() == 401 || answer.status() == 403)
                && answer.body().contains("\"status\":\"error\"")
                && !answer.body().contains("\"results\"");
        if (!refused) {
          wrong.add(route.method() + " " + path + ", " + reason.getKey() + ": " + answer.status());
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertEquals(List.of(), server.tunnels.acts);
    int sum = cells.values().stream().mapToInt(Integer::intValue).sum();
    System.out.println(
        "security matrix: "
            + server.server.routes().size()
            + " routes, "
            + sum
            + " cells, all refused: "
            + cells);
    assertTrue(sum > 250, "the table of routes was not found");
    assertEquals(
        200, admin.get("/api/v2/monitor/vpn/ipsec").status(), "the good login must still work");
  }

  @Test
  void theTableIsTheOnlyWayIn() throws IOException {
    RawClient admin = server.admin();
    for (String path :
        List.of(
            "/api",
            "/api/v2",
            "/api/v2/monitor",
            "/api/v2/cmdb",
            "/api/v2/cmdb/system",
            "/api/v1/monitor/vpn/ipsec",
            "/WEB-INF/web.xml",
            "/app.js.map",
            "/index.html",
            "/api/v2/cmdb/system/nothing",
            "/api/v2/monitor/vpn/ipsec/tunnel_up/x")) {
      assertEquals(404, admin.get(path).status(), path);
    }
    assertEquals(405, admin.send("PUT", "/api/v2/monitor/vpn/ipsec", "").status());
    assertEquals(405, admin.send("DELETE", "/api/v2/cmdb/system/global", "").status());
    assertEquals(405, admin.get("/api/v2/monitor/vpn/ipsec/tunnel_up").status());
    assertFalse(admin.get("/").headers().containsKey("server"));
  }

  @Test
  void everyAnswerCarriesTheHeadersThatBindBrowsers() throws IOException {
    for (RawClient.Answer answer :
        List.of(
            server.client().get("/"),
            server.client().get("/api/v2/monitor/vpn/ipsec"),
            server.client().get("/..%2f"))) {
      String policy =
          answer.headers().getOrDefault("content-security-policy", List.of("")).getFirst();
      assertTrue(policy.contains("default-src 'none'"), policy);
      assertTrue(policy.contains("frame-ancestors 'none'"), policy);
      assertFalse(policy.contains("unsafe"), policy);
      assertEquals(List.of("nosniff"), answer.headers().get("x-content-type-options"));
      assertEquals(List.of("DENY"), answer.headers().get("x-frame-options"));
    }
    String page = server.client().get("/").body();
    assertFalse(page.matches("(?s).*<script(?![^>]*\\bsrc=).*"), "an inline script");
    assertFalse(page.contains("style="), "an inline style");
    assertFalse(page.matches("(?s).*(src|href)=\"(https?:)?//.*"), "another origin");
  }
}
