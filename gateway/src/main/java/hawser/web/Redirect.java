package hawser.web;

import hawser.admin.Authority;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// What comes by HTTP where only HTTPS is served (`admin-https-redirect`): a page is found there,
/// anything else is refused, for what it carried was already read by others. Where it leads to is
/// the address that was asked, whatever the request says of its host.
final class Redirect extends Handler.Wrapper {
  static final String CONNECTOR = "redirect";

  private final Authority authority;

  Redirect(Authority authority, Handler behind) {
    super(behind);
    this.authority = authority;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String name = request.getConnectionMetaData().getConnector().getName();
    if (!CONNECTOR.equals(name)) {
      return super.handle(request, response, callback);
    }
    Entry.headers(request, response.getHeaders());
    String method = request.getMethod();
    if (method.equals("GET") || method.equals("HEAD")) {
      response.setStatus(302);
      response.getHeaders().put("Location", "https://" + place(request) + path(request));
    } else {
      response.setStatus(403);
    }
    response.write(true, ByteBuffer.allocate(0), callback);
    return true;
  }

  private String place(Request request) {
    SocketAddress local = request.getConnectionMetaData().getLocalSocketAddress();
    String host =
        local instanceof InetSocketAddress inet ? inet.getAddress().getHostAddress() : "127.0.0.1";
    int port = authority.settings().httpsPort();
    return (host.contains(":") ? "[" + host + "]" : host) + (port == 443 ? "" : ":" + port);
  }

  /// Repeated only when it is one that would be served.
  private static String path(Request request) {
    String raw = request.getHttpURI().getPath();
    Optional<List<String>> segments = Paths.segments(raw == null ? "/" : raw);
    return segments.isPresent() && raw != null ? raw : "/";
  }
}
