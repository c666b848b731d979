package hawser.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// An HTTP client that sends exactly what a test says, also what no proper client would.
final class RawClient {
  record Answer(int status, Map<String, List<String>> headers, String body) {}

  final int port;
  final Map<String, String> headers = new LinkedHashMap<>();

  RawClient(int port) {
    this.port = port;
    headers.put("Host", "127.0.0.1:" + port);
  }

  RawClient with(String name, String value) {
    RawClient other = new RawClient(port);
    other.headers.putAll(headers);
    other.headers.put(name, value);
    return other;
  }

  RawClient without(String name) {
    RawClient other = new RawClient(port);
    other.headers.clear();
    other.headers.putAll(headers);
    other.headers.remove(name);
    return other;
  }

  Answer get(String path) throws IOException {
    return send("GET", path, "");
  }

  Answer post(String path, String json) throws IOException {
    return with("Content-Type", "application/json").send("POST", path, json);
  }

  /// Logs in by cookie; this client keeps the cookie and the CSRF token.
  Answer login(String user, String password) throws IOException {
    Answer answer =
        post(
            "/api/v2/authentication",
            "{\"username\":\"" + user + "\",\"secretkey\":\"" + password + "\"}");
    keep(answer);
    return answer;
  }

  void keep(Answer answer) {
    for (String cookie : answer.headers().getOrDefault("set-cookie", List.of())) {
      String pair = cookie.split(";")[0];
      if (pair.startsWith("APSCOOKIE_")) {
        headers.put("Cookie", pair);
      } else if (pair.startsWith("ccsrftoken")) {
        headers.put("X-CSRFTOKEN", pair.substring(pair.indexOf('=') + 1).replace("\"", ""));
      }
    }
  }

  String sessionId() {
    String cookie = headers.getOrDefault("Cookie", "");
    return cookie.substring(cookie.indexOf('=') + 1).replace("\"", "");
  }

  Answer send(String method, String path, String body) throws IOException {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (!body.isEmpty() && !headers.containsKey("Transfer-Encoding")) {
      head.append("Content-Length: ")
          .append(body.getBytes(StandardCharsets.ISO_8859_1).length)
          .append("\r\n");
    }
    head.append("Connection: close\r\n\r\n");
    return exchange((head + body).getBytes(StandardCharsets.ISO_8859_1));
  }

  Answer exchange(byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      try {
        socket.getOutputStream().write(request);
        socket.getOutputStream().flush();
      } catch (IOException e) {
        // refused before all was sent: the answer is there
      }
      return parse(read(socket.getInputStream()));
    }
  }

  /// What arrives until the other end is done; a reset after the answer is an end as well.
  private static byte[] read(InputStream in) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[8_192];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        all.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // reset
    }
    return all.toByteArray();
  }

  private static Answer parse(byte[] octets) throws IOException {
    String text = new String(octets, StandardCharsets.UTF_8);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IOException("no answer: " + text);
    }
    String[] lines = text.substring(0, end).split("\r\n");
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers
          .computeIfAbsent(
              lines[i].substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(lines[i].substring(colon + 1).strip());
    }
    return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers, text.substring(end + 4));
  }
}
