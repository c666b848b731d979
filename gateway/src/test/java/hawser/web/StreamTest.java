package hawser.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The event stream: who may listen, when that ends (H47), and that nothing is lost by a break.
class StreamTest {
  private static final String PATH = "/api/v2/monitor/web-ui/events";
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static final class Listener implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader reader;
    final int status;

    Listener(RawClient client, String lastId) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), client.port);
      socket.setSoTimeout(10_000);
      StringBuilder head = new StringBuilder("GET " + PATH + " HTTP/1.1\r\n");
      client.headers.forEach((n, v) -> head.append(n).append(": ").append(v).append("\r\n"));
      if (!lastId.isEmpty()) {
        head.append("Last-Event-ID: ").append(lastId).append("\r\n");
      }
      socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
      reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      status = Integer.parseInt(line().split(" ")[1]);
    }

    private String line() throws IOException {
      String line = reader.readLine();
      if (line == null) {
        throw new IOException("closed");
      }
      return line;
    }

    /// The next event as id, name, data; null at the end of the stream.
    String @Nullable [] event() throws IOException {
      String[] event = {"", "", ""};
      while (true) {
        String line = reader.readLine();
        if (line == null || line.equals("0")) {
          return null;
        }
        if (line.startsWith("id: ")) {
          event[0] = line.substring(4);
        } else if (line.startsWith("event: ")) {
          event[1] = line.substring(7);
        } else if (line.startsWith("data: ")) {
          event[2] = line.substring(6);
          return event;
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void beginsWithEverythingAndGoesOnWithWhatMoved() throws IOException {
    try (Listener listener = new Listener(server.admin(), "")) {
      assertEquals(200, listener.status);
      String[] all = next(listener);
      assertEquals("all", all[1]);
      assertTrue(all[2].contains("\"name\":\"server1_0\""), all[2]);
      assertTrue(all[2].contains("site 1.1.1.1 on 2 links"), all[2]);
      String[] tick = next(listener);
      assertEquals("tick", tick[1]);
      assertTrue(tick[2].contains("\"counters\":[["), tick[2]);
    }
  }

  @Test
  void aBrokenStreamGoesOnBehindTheLastEvent() throws IOException {
    RawClient admin = server.admin();
    String last;
    try (Listener listener = new Listener(admin, "")) {
      next(listener);
      last = next(listener)[0];
    }
    try (Listener listener = new Listener(admin, last)) {
      for (int i = 1; i <= 3; i++) {
        String[] event = next(listener);
        assertEquals("tick", event[1]);
        assertEquals(number(last) + i, number(event[0]), "no event is lost or sent twice");
      }
    }
    try (Listener listener = new Listener(admin, "another-run-17")) {
      assertEquals("all", next(listener)[1]);
    }
    try (Listener listener = new Listener(admin, last.replaceAll("-.*", "-99999999"))) {
      assertEquals("all", next(listener)[1]);
    }
  }

  /// H47
  @Test
  void noStreamWithoutALogin() throws IOException {
    String token = server.token("exporter");
    assertEquals(401, server.client().get(PATH).status());
    assertEquals(401, server.client().get(PATH + "?access_token=" + token).status());
    assertEquals(403, server.admin().with("Origin", "https://evil.example").get(PATH).status());
    assertEquals(403, server.admin().with("Sec-Fetch-Site", "cross-site").get(PATH).status());
    RawClient.Answer upgrade =
        server
            .client()
            .with("Upgrade", "websocket")
            .with("Sec-WebSocket-Key", "x")
            .get("/api/v2/monitor/web-ui/events");
    assertTrue(upgrade.status() == 400 || upgrade.status() == 401, upgrade.toString());
  }

  /// H47
  @Test
  void aStreamEndsWithinASecondOfItsLogin() throws IOException {
    endsAfter(
        "logout",
        admin -> assertEquals(200, admin.send("DELETE", "/api/v2/authentication", "").status()));
    endsAfter(
        "user deleted",
        admin -> server.configure(TestServer.BASE.replace("edit \"admin\"", "edit \"other\"")));
    server.configure(TestServer.BASE);
    endsAfter(
        "trusted hosts changed",
        admin ->
            server.configure(
                TestServer.BASE.replace(
                    "set accprofile \"super_admin\"\n        set password",
                    "set accprofile \"super_admin\"\n        set trusthost1 192.0.2.1 255.255.255.255\n"
                        + "        set password")));
    server.configure(TestServer.BASE);
    endsAfter(
        "profile taken away",
        admin ->
            server.configure(
                TestServer.BASE.replace(
                    "set accprofile \"super_admin\"\n        set password",
                    "set accprofile \"looker\"\n        set password")));
    server.configure(TestServer.BASE);
    endsAfter(
        "password changed",
        admin -> {
          String body =
              "{\"current\":\"" + TestServer.PASSWORD + "\",\"new\":\"quite another password\"}";
          assertEquals(200, admin.post("/api/v2/monitor/web-ui/password", body).status());
        });
  }

  private interface Step {
    void take(RawClient admin) throws IOException;
  }

  private void endsAfter(String what, Step step) throws IOException {
    RawClient admin = server.admin();
    try (Listener listener = new Listener(admin, "")) {
      next(listener);
      step.take(admin);
      long start = System.nanoTime();
      List<String> seen = new ArrayList<>();
      for (String[] event = listener.event(); event != null; event = listener.event()) {
        seen.add(event[1]);
        if (event[1].equals("ended")) {
          break;
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf("%s: the stream ended after %.2f s%n", what, seconds);
      assertTrue(seconds < 1.5, what + ": " + seconds + " s, " + seen);
      assertFalse(seen.size() > 3, seen.toString());
    }
  }

  private static String[] next(Listener listener) throws IOException {
    String[] event = listener.event();
    if (event == null) {
      throw new IOException("the stream ended");
    }
    return event;
  }

  private static long number(String id) {
    return Long.parseLong(id.substring(id.indexOf('-') + 1));
  }
}
