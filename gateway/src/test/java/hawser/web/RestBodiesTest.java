package hawser.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.rest.Json;
import hawser.rest.JsonException;
import hawser.rest.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The JSON that FortiOS's clients read.
class RestBodiesTest {
  private TestServer server;
  private RawClient token;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
    token = server.client().with("Authorization", "Bearer " + server.token("exporter"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void childrenComeBeforeTheirParentWithFortiosNames() throws Exception {
    Map<?, ?> answer = object(token.get("/api/v2/monitor/vpn/ipsec"));
    assertEquals("success", answer.get("status"));
    assertEquals("vpn", answer.get("path"));
    assertEquals("ipsec", answer.get("name"));
    assertEquals("root", answer.get("vdom"));
    assertTrue(String.valueOf(answer.get("version")).matches("v7\\.\\d+\\.\\d+"));
    List<?> results = assertInstanceOf(List.class, answer.get("results"));
    assertEquals(
        List.of("server1_0", "server1_1", "server1", "server2_0", "server2"),
        results.stream().map(row -> map(row).get("name")).toList());
    Map<?, ?> site = map(results.get(0));
    assertEquals("server1", site.get("parent"));
    assertEquals("automatic", site.get("type"), "a site with a location is not skipped");
    assertTrue(Math.abs(number(site.get("creation_time")) - 54) <= 2);
    Map<?, ?> proxy = first(site.get("proxyid"));
    assertEquals("up", proxy.get("status"));
    assertEquals(site.get("incoming_bytes"), proxy.get("incoming_bytes"));
    Map<?, ?> destination = first(proxy.get("proxy_dst"));
    assertEquals("10.1.100.0-10.1.100.255", destination.get("subnet"));
    assertEquals("dialup", map(results.get(1)).get("type"));
    Map<?, ?> template = map(results.get(2));
    assertEquals("", template.get("type"));
    assertEquals("over mgmt1", template.get("comments"));
    assertEquals("0.0.0.0", template.get("rgwy"));
    assertEquals(List.of(), template.get("proxyid"));
  }

  @Test
  void allVdomsAreAnArrayWithSerialsThatDoNotRepeat() throws Exception {
    List<?> all = assertInstanceOf(List.class, json(token.get("/api/v2/monitor/vpn/ipsec?vdom=*")));
    Map<?, ?> root = (Map<?, ?>) all.getFirst();
    assertEquals("root", root.get("vdom"));
    List<String> labels = new ArrayList<>();
    for (Object row : list(root.get("results"))) {
      for (Object proxy : list(map(row).get("proxyid"))) {
        Map<?, ?> p = (Map<?, ?>) proxy;
        labels.add(p.get("p2name") + "/" + p.get("p2serial") + "/" + map(row).get("name"));
      }
    }
    assertEquals(3, labels.size());
    assertEquals(3, labels.stream().distinct().count());
  }

  @Test
  void membersStandByLocationWithShareAndSentence() throws Exception {
    Map<?, ?> answer = object(token.get("/api/v2/monitor/system/ipsec-aggregate"));
    Map<?, ?> rope = first(answer.get("results"));
    assertEquals("round-robin", rope.get("algorithm"));
    assertEquals("whole", rope.get("state"));
    assertEquals(
        "server is whole: site 1.1.1.1 on 2 links, peer server1_1 on 1 link.",
        rope.get("sentence"));
    Map<?, ?> location = first(rope.get("locations"));
    assertEquals("1.1.1.1", location.get("location"));
    assertEquals(2, list(location.get("members")).size());
  }

  @Test
  void actionsReachTheTunnelTheyName() throws Exception {
    RawClient admin = server.admin();
    for (String what : List.of("tunnel_up", "tunnel_down", "tunnel_reset_stats")) {
      assertEquals(
          200,
          admin.post("/api/v2/monitor/vpn/ipsec/" + what, "{\"p1name\":\"server1_0\"}").status());
    }
    assertEquals(
        List.of("UP server1_0", "DOWN server1_0", "RESET_STATISTICS server1_0"),
        server.tunnels.acts);
    assertEquals(
        404, admin.post("/api/v2/monitor/vpn/ipsec/tunnel_up", "{\"p1name\":\"none\"}").status());
  }

  @Test
  void aPhase2IsActedOnAlone() throws Exception {
    RawClient admin = server.admin();
    String up = "/api/v2/monitor/vpn/ipsec/tunnel_up";
    assertEquals(
        200,
        admin
            .post(up, "{\"p1name\":\"server1_0\",\"p2name\":\"server1\",\"p2serial\":1}")
            .status());
    RawClient.Answer wrong = admin.post(up, "{\"p1name\":\"server1_0\",\"p2name\":\"none\"}");
    assertEquals(404, wrong.status());
    assertTrue(wrong.body().contains("\"field\":\"p2name\""), wrong.body());
    assertEquals(List.of("UP server1_0 server1", "UP server1_0 none"), server.tunnels.acts);
  }

  @Test
  void configurationIsShownAsItWasSet() throws Exception {
    Map<?, ?> list = object(token.get("/api/v2/cmdb/vpn.ipsec/phase1-interface"));
    Map<?, ?> first = first(list.get("results"));
    assertEquals("server1", first.get("q_origin_key"));
    assertEquals("aes128-sha256", first.get("proposal"));
    assertEquals("ENC XXXX", first.get("psksecret"));
    assertEquals(86_400L, first.get("keylife"));
    Map<?, ?> one = object(token.get("/api/v2/cmdb/system/ipsec-aggregate/server?vdom=root"));
    Map<?, ?> aggregate = first(one.get("results"));
    assertEquals(
        List.of(Map.of("tunnel-name", "server1", "q_origin_key", "server1")),
        aggregate.get("member"));
    Map<?, ?> global = object(token.get("/api/v2/cmdb/system/global"));
    assertEquals("HUB", map(global.get("results")).get("hostname"));
    Map<?, ?> some =
        object(token.get("/api/v2/cmdb/system/admin?format=name%7Caccprofile&filter=name==admin"));
    assertEquals(
        List.of(Map.of("q_origin_key", "admin", "name", "admin", "accprofile", "super_admin")),
        some.get("results"));
    Map<?, ?> schema = object(token.get("/api/v2/cmdb/system/ipsec-aggregate?action=schema"));
    assertEquals("name", map(schema.get("results")).get("mkey"));
    Map<?, ?> hosts = object(token.get("/api/v2/cmdb/system/api-user/exporter/trusthost/1"));
    assertEquals("127.0.0.1 255.255.255.255", first(hosts.get("results")).get("ipv4-trusthost"));
  }

  /// A password, PSK, session key or token is in no reply, page or stream.
  @Test
  void noSecretIsInAnyAnswer() throws Exception {
    RawClient admin = server.admin();
    String token = server.token("exporter");
    String looker = "another-canary-password";
    int asked = 0;
    for (Route route : server.server.routes()) {
      String path = "/" + String.join("/", route.path());
      boolean plain = route.method().equals("GET") && !path.equals("/logout");
      if (!plain || path.endsWith("/events")) {
        continue;
      }
      for (String asks :
          List.of(path, path.replace("/*", "/admin"), path.replace("*", "server1"))) {
        String body = admin.get(asks + "?action=&with_meta=1").body();
        asked++;
        for (String secret :
            List.of(
                TestServer.PASSWORD,
                TestServer.PSK,
                looker,
                token,
                admin.sessionId(),
                "argon2",
                "PRIVATE KEY")) {
          assertFalse(body.contains(secret), asks);
        }
      }
    }
    assertTrue(asked > 60, "asked " + asked);
    System.out.println("secrets: " + asked + " answers hold none");
  }

  private static Map<?, ?> object(RawClient.Answer answer) throws JsonException {
    return assertInstanceOf(Map.class, json(answer));
  }

  private static Object json(RawClient.Answer answer) throws JsonException {
    assertEquals(200, answer.status(), answer.body());
    Object value = Json.read(answer.body().getBytes(StandardCharsets.UTF_8));
    if (value == null) {
      throw new AssertionError("null");
    }
    return value;
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return assertInstanceOf(Map.class, value);
  }

  private static List<?> list(@Nullable Object value) {
    return assertInstanceOf(List.class, value);
  }

  private static Map<?, ?> first(@Nullable Object list) {
    return map(list(list).getFirst());
  }

  private static long number(@Nullable Object value) {
    return value instanceof Long number ? number : -1;
  }
}
