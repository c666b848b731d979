package hawser.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.admin.Authority;
import hawser.admin.Session;
import hawser.net.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Passwords, sessions, tokens.
class LoginTest {
  private static final String SESSION = "/api/v2/monitor/web-ui/session";
  private static final String PASSWORD = "/api/v2/monitor/web-ui/password";
  private static final String IPSEC = "/api/v2/monitor/vpn/ipsec";
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theFirstLoginNeedsTheOneTimePasswordAndForcesANewOne() throws IOException {
    String configuration = "config system global\nset hostname HUB\nend\n";
    try (TestServer fresh = new TestServer("config system admin\nedit x\nnext\nend\n")) {
      String once = fresh.configure(configuration);
      assertTrue(once.matches("[a-z0-9]{5}(-[a-z0-9]{5}){3}"), "a one-time password");
      assertEquals("", fresh.configure(configuration), "it is shown once");
      for (String guess : List.of("", "admin", "password", "hawser", "fortinet")) {
        assertNotEquals(200, fresh.client().login("admin", guess).status());
      }
      fresh.pass(Duration.ofMinutes(2));
      RawClient admin = fresh.client();
      RawClient.Answer login = admin.login("admin", once);
      assertTrue(login.body().contains("\"must_change_password\":true"), login.body());
      assertEquals(403, admin.get(IPSEC).status(), "nothing before the change");
      assertEquals(403, admin.get("/api/v2/cmdb/system/admin").status());
      assertEquals(200, admin.get(SESSION).status());
      for (String bad :
          List.of("short", "password1", "adminadmin", "12345678", "aaaaaaaaaaaa", once)) {
        RawClient.Answer refused =
            admin.post(PASSWORD, "{\"current\":\"" + once + "\",\"new\":\"" + bad + "\"}");
        assertEquals(400, refused.status(), bad);
      }
      RawClient.Answer changed =
          admin.post(PASSWORD, "{\"current\":\"" + once + "\",\"new\":\"a rope of many strands\"}");
      assertEquals(200, changed.status(), changed.body());
      assertEquals(401, admin.get(IPSEC).status(), "the old session has ended");
      admin.keep(changed);
      assertEquals(200, admin.get(IPSEC).status());
      assertEquals(401, fresh.client().login("admin", once).status(), "it was good once");
      assertEquals(200, fresh.client().login("admin", "a rope of many strands").status());
      String kept = Files.readString(fresh.directory.resolve("admins"));
      assertTrue(kept.contains("$argon2id$v=19$m=19456,t=2,p=1$"), "Argon2id");
      assertFalse(kept.contains("strands"));
    }
  }

  @Test
  void aChangedPasswordOutlivesARestartUntilTheConfigurationSaysAnotherOne() throws IOException {
    RawClient admin = server.admin();
    String body = "{\"current\":\"" + TestServer.PASSWORD + "\",\"new\":\"changed in the page\"}";
    assertEquals(200, admin.post(PASSWORD, body).status());
    assertEquals("", server.configure(TestServer.BASE));
    assertEquals(200, server.client().login("admin", "changed in the page").status());
    assertEquals(401, server.client().login("admin", TestServer.PASSWORD).status());
    server.configure(TestServer.BASE.replace(TestServer.PASSWORD, "set-by-configuration"));
    assertEquals(200, server.client().login("admin", "set-by-configuration").status());
    assertEquals(401, server.client().login("admin", "changed in the page").status());
  }

  /// H49
  @Test
  void aThousandWrongLoginsAreLockedOutPerSourceAndUser() throws Exception {
    List<Callable<Integer>> attempts = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      attempts.add(() -> server.client().login("admin", "wrong").status());
    }
    int checked = 0;
    try (var threads = Executors.newFixedThreadPool(16)) {
      for (Future<Integer> answer : threads.invokeAll(attempts)) {
        checked += answer.get() == 401 ? 1 : 0;
        assertTrue(answer.get() == 401 || answer.get() == 429, "status " + answer.get());
      }
    }
    assertEquals(3, checked, "no more than the threshold were looked at, parallel or not");
    assertEquals(429, server.client().login("admin", TestServer.PASSWORD).status(), "locked");
    assertEquals(200, server.client().login("looker", "another-canary-password").status());
    server.pass(Duration.ofSeconds(61));
    assertEquals(200, server.client().login("admin", TestServer.PASSWORD).status());
  }

  /// H49
  @Test
  void manyNamesFromOneSourceAreLockedOutAsWell() throws IOException {
    int looked = 0;
    for (int i = 0; i < 60; i++) {
      looked += server.client().login("name" + i, "wrong").status() == 401 ? 1 : 0;
    }
    assertEquals(30, looked);
  }

  /// H49
  @Test
  void timeDoesNotTellWhichNamesExist() throws IOException {
    server.client().login("warm-up", "wrong");
    long[] known = new long[9];
    long[] unknown = new long[9];
    for (int i = 0; i < 9; i++) {
      long start = System.nanoTime();
      assertEquals(401, server.client().login("admin", "wrong").status());
      known[i] = System.nanoTime() - start;
      start = System.nanoTime();
      assertEquals(401, server.client().login("nobody", "wrong").status());
      unknown[i] = System.nanoTime() - start;
      server.pass(Duration.ofMinutes(2));
    }
    double ratio = (double) least(known) / least(unknown);
    System.out.printf(
        "a wrong login takes %.1f ms for a known name, %.1f ms for an unknown one%n",
        least(known) / 1e6, least(unknown) / 1e6);
    assertTrue(ratio > 0.5 && ratio < 2, "ratio " + ratio);
  }

  /// H49
  @Test
  void aCookieFromBeforeTheLoginIsWorthNothing() throws IOException {
    RawClient victim =
        server.client().with("Cookie", "APSCOOKIE_" + server.port + "=\"chosen-by-another\"");
    victim.login("admin", TestServer.PASSWORD);
    assertNotEquals("chosen-by-another", victim.sessionId());
    assertEquals(
        401,
        server
            .client()
            .with("Cookie", "APSCOOKIE_" + server.port + "=\"chosen-by-another\"")
            .get(IPSEC)
            .status());
    String first = victim.sessionId();
    victim.login("admin", TestServer.PASSWORD);
    assertNotEquals(first, victim.sessionId(), "each login has a new id");
  }

  @Test
  void sessionsEndWhenIdleAtLogoutAndAfterTwelveHours() throws IOException {
    RawClient idle = server.admin();
    server.pass(Duration.ofMinutes(4));
    assertEquals(200, idle.get(SESSION).status());
    server.pass(Duration.ofMinutes(4));
    assertEquals(200, idle.get(IPSEC).status(), "somebody was there meanwhile");
    server.pass(Duration.ofMinutes(2));
    assertEquals(401, idle.get(IPSEC).status());
    RawClient out = server.admin();
    assertEquals(200, out.send("DELETE", "/api/v2/authentication", "").status());
    assertEquals(401, out.get(IPSEC).status());
    RawClient old = server.admin();
    for (int i = 0; i < 240; i++) {
      server.pass(Duration.ofMinutes(3));
      old.get(SESSION);
    }
    assertEquals(401, old.get(SESSION).status(), "twelve hours are enough");
  }

  @Test
  void tokensAreKeptAsHashesAndBoundToTheirPlace() throws IOException {
    String token = server.token("exporter");
    RawClient client = server.client().with("Authorization", "Bearer " + token);
    assertEquals(200, client.get(IPSEC).status());
    assertEquals(403, client.post(IPSEC + "/tunnel_up", "{\"p1name\":\"server1\"}").status());
    assertFalse(Files.readString(server.directory.resolve("api-keys")).contains(token));
    assertEquals(401, server.client().get(IPSEC + "?access_token=" + token).status());
    server.configure(
        TestServer.BASE.replace(
            "set hostname \"HUB\"", "set hostname \"HUB\"\nset rest-api-key-url-query enable"));
    assertEquals(200, server.client().get(IPSEC + "?access_token=" + token).status());
    String next = server.token("exporter");
    assertEquals(401, client.get(IPSEC).status(), "a new key replaces the old one");
    assertEquals(200, server.client().with("Authorization", "Bearer " + next).get(IPSEC).status());
    assertEquals(List.of(), server.tunnels.acts);
  }

  @Test
  void anAdministratorIsOnlyLetInFromTrustedHosts() throws IOException {
    RawClient inside = server.admin();
    server.configure(
        TestServer.BASE.replace(
            "set accprofile \"super_admin\"\n        set password",
            "set accprofile \"super_admin\"\n        set trusthost1 192.0.2.0 255.255.255.0\n"
                + "        set password"));
    assertEquals(401, server.client().login("admin", TestServer.PASSWORD).status());
    assertEquals(401, inside.get(IPSEC).status(), "a login from before is over");
  }

  @Test
  void trustedHostsAreOfBothFamilies() throws IOException {
    server.configure(
        TestServer.BASE.replace(
                "set accprofile \"looker\"",
                "set accprofile \"looker\"\nset ip6-trusthost1 2001:db8::/32")
            + """
            config system api-user
                edit "six"
                    set accprofile "super_admin"
                    config trusthost
                        edit 1
                            set type ipv6-trusthost
                            set ipv6-trusthost 2001:db8::/32
                        next
                    end
                next
            end
            """);
    String token = server.token("six");
    Map<String, Boolean> sources =
        Map.of(
            "2001:db8::5", true,
            "2001:db9::5", false,
            "::1", false,
            "127.0.0.1", false,
            "32.1.13.184", false); // the same bits as 2001:db8
    sources.forEach((source, here) -> {
      IpAddress address = IpAddress.parse(source);
      assertEquals(here, server.authority.token(token, address).isPresent(), source);
      assertEquals(
          here,
          server.authority.login("looker", "another-canary-password", address, Session.Kind.BROWSER)
              instanceof Authority.Granted,
          source);
    });
  }

  @Test
  void theJournalNamesWhoAndNoSecret() throws IOException {
    server.client().login("admin", "a wrong password");
    server.client().login("my password in the wrong field", "x");
    RawClient admin = server.admin();
    admin.post(IPSEC + "/tunnel_down", "{\"p1name\":\"server1_0\"}");
    String token = server.token("exporter");
    assertEquals(
        List.of(
            "login of 'admin' from 127.0.0.1 refused",
            "login of an unknown name from 127.0.0.1 refused",
            "'admin' logged in from 127.0.0.1",
            "'admin' from 127.0.0.1: server1_0 DOWN",
            "a new key for API user 'exporter'"),
        server.journal);
    assertFalse(server.journal.toString().contains(token));
  }

  private static long least(long[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }
}
