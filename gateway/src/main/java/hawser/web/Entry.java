package hawser.web;

import hawser.bytes.Octets;
import hawser.net.IpAddress;
import hawser.rest.Api;
import hawser.rest.Envelope;
import hawser.rest.Exchange;
import hawser.rest.Reply;
import hawser.rest.RestException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Where Jetty hands a request over: it becomes an [Exchange], and its [Reply] is written, each
/// with the headers that keep browsers from doing anything unasked.
final class Entry extends Handler.Abstract {
  private static final int LARGEST_BODY = 256 << 10;

  private final Api api;
  private final Envelope envelope;
  private final Streams streams;

  Entry(Api api, Envelope envelope, Streams streams) {
    this.api = api;
    this.envelope = envelope;
    this.streams = streams;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Reply reply = answer(request);
    headers(request, response.getHeaders());
    switch (reply) {
      case Reply.Whole whole -> write(request, response, whole, callback);
      case Reply.Events events -> streams.serve(events, address(request), response, callback);
    }
    return true;
  }

  private Reply answer(Request request) throws IOException {
    String method = request.getMethod();
    Optional<List<String>> path = Paths.segments(request.getHttpURI().getPath());
    String rawQuery = request.getHttpURI().getQuery();
    Optional<Map<String, String>> query = Paths.query(rawQuery == null ? "" : rawQuery);
    if (path.isEmpty() || query.isEmpty()) {
      return envelope.error(
          method,
          List.of(),
          new RestException(400, -1, "", "this path or query is not acceptable"));
    }
    String encoding = request.getHeaders().get("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      return envelope.error(
          method,
          path.get(),
          new RestException(415, -1, "content-encoding", "compressed bodies are not taken"));
    }
    Optional<byte[]> body = body(request);
    if (body.isEmpty()) {
      return envelope.error(
          method,
          path.get(),
          new RestException(413, -1, "", "a body has at most " + LARGEST_BODY + " octets"));
    }
    return api.answer(
        new Exchange(
            method,
            path.get(),
            query.get(),
            fields(request.getHeaders()),
            Octets.of(body.get()),
            address(request),
            request.isSecure()));
  }

  /// Not read at all when it is declared too long.
  private static Optional<byte[]> body(Request request) throws IOException {
    if (request.getLength() > LARGEST_BODY) {
      return Optional.empty();
    }
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] octets = in.readNBytes(LARGEST_BODY + 1);
      return octets.length > LARGEST_BODY ? Optional.empty() : Optional.of(octets);
    }
  }

  private static void write(
      Request request, Response response, Reply.Whole reply, Callback callback) {
    response.setStatus(reply.status());
    HttpFields.Mutable headers = response.getHeaders();
    headers.put("Content-Type", reply.type());
    reply.headers().forEach(header -> headers.add(header.name(), header.value()));
    if (reply.status() == 413) {
      headers.put("Connection", "close");
    }
    boolean head = request.getMethod().equals("HEAD");
    headers.put("Content-Length", reply.body().length());
    response.write(
        true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(reply.body().toArray()), callback);
  }

  static void headers(Request request, HttpFields.Mutable headers) {
    headers.put(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    headers.put(
        "Cache-Control",
        request.getHttpURI().getPath().startsWith("/api") ? "no-store" : "no-cache");
    if (request.isSecure()) {
      headers.put("Strict-Transport-Security", "max-age=31536000");
    }
  }

  private static Map<String, List<String>> fields(HttpFields headers) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (HttpField field : headers) {
      String value = field.getValue();
      fields
          .computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(value == null ? "" : value);
    }
    return fields;
  }

  static IpAddress address(Request request) {
    SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
    return remote instanceof InetSocketAddress inet
        ? IpAddress.ofBytes(inet.getAddress().getAddress())
        : IpAddress.ANY4;
  }
}
