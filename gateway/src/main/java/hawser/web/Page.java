package hawser.web;

import hawser.bytes.Octets;
import hawser.rest.Reply;
import hawser.rest.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/// The dashboard's files: a fixed list, read once from the jar; no file system is behind it.
final class Page {
  private record File(String path, String resource, String type) {}

  private static final List<File> FILES =
      List.of(
          new File("/", "index.html", "text/html; charset=utf-8"),
          new File("/app.js", "app.js", "text/javascript; charset=utf-8"),
          new File("/app.css", "app.css", "text/css; charset=utf-8"),
          new File("/icon.svg", "icon.svg", "image/svg+xml"));

  private Page() {}

  static List<Route> routes() {
    return FILES.stream().map(Page::route).toList();
  }

  private static Route route(File file) {
    byte[] content = read(file.resource);
    Octets plain = Octets.of(content);
    Octets zipped = Octets.of(gzip(content));
    String tag = '"' + hash(content) + '"';
    return Route.of(
        "GET",
        file.path,
        new Route.Open(),
        (exchange, nobody) -> {
          if (exchange.header("if-none-match").orElse("").equals(tag)) {
            return new Reply.Whole(304, file.type, Octets.EMPTY, List.of()).with("ETag", tag);
          }
          boolean zip = exchange.header("accept-encoding").orElse("").contains("gzip");
          Reply.Whole reply =
              new Reply.Whole(200, file.type, zip ? zipped : plain, List.of())
                  .with("ETag", tag)
                  .with("Vary", "Accept-Encoding");
          return zip ? reply.with("Content-Encoding", "gzip") : reply;
        });
  }

  private static byte[] read(String name) {
    try (InputStream in = Objects.requireNonNull(Page.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static String hash(byte[] content) {
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(sum, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
