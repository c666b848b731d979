package hawser.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.net.IpAddress;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `admin-https-redirect`: HTTP leads to HTTPS and to nothing else.
class RedirectTest {
  private TestServer server;
  private RawClient http;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(TestServer.BASE + "config system global\n set admin-sport 8443\nend\n");
    http = new RawClient(server.server.listenForRedirect(IpAddress.parse("127.0.0.1"), 0));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aPageIsFoundAtTheSameAddressByHttps() throws IOException {
    RawClient.Answer page = http.get("/api/v2/monitor/system/status?access_token=x");
    assertEquals(302, page.status());
    assertEquals(
        List.of("https://127.0.0.1:8443/api/v2/monitor/system/status"),
        page.headers().get("location"));
    assertEquals("", page.body());
    assertFalse(page.headers().containsKey("set-cookie"));
  }

  @Test
  void whereItLeadsIsNotForTheRequestToSay() throws IOException {
    for (RawClient client :
        List.of(http.with("Host", "evil.example"), http.with("X-Forwarded-Host", "evil.example"))) {
      assertEquals(List.of("https://127.0.0.1:8443/"), client.get("/").headers().get("location"));
    }
    for (String path : List.of("//evil.example", "/%0d%0aSet-Cookie:a=b", "/..%2f", "/\\evil")) {
      RawClient.Answer answer = http.get(path);
      assertTrue(
          answer.status() == 400
              || List.of("https://127.0.0.1:8443/").equals(answer.headers().get("location")),
          path + " -> " + answer);
    }
  }

  @Test
  void nothingIsTakenInTheClear() throws IOException {
    for (String path : List.of("/logincheck", "/api/v2/authentication")) {
      String body = "username=admin&secretkey=" + TestServer.PASSWORD;
      RawClient.Answer answer = http.send("POST", path, body);
      assertEquals(403, answer.status(), path);
      assertEquals("", answer.body());
    }
    assertEquals(List.of(), server.journal, "no login was tried");
  }
}
