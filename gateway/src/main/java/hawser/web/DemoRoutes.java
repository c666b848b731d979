package hawser.web;

import hawser.bytes.Octets;
import hawser.config.AccessProfile.Access;
import hawser.config.AccessProfile.Group;
import hawser.rest.Exchange;
import hawser.rest.Reply;
import hawser.rest.RestException;
import hawser.rest.Route;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// The demo's *pull the cable* switches. The demo, which built the links, does it; this asks it
/// over the socket `cables` of the directory they share. Only a demo has these routes.
public final class DemoRoutes {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");
  private static final int LONGEST_ANSWER = 16 << 10;

  private final Path socket;

  public DemoRoutes(Path directory) {
    this.socket = directory.resolve("cables");
  }

  public List<Route> routes() {
    return List.of(
        Route.of(
            "GET",
            "/api/v2/monitor/web-ui/cables",
            new Route.Granted(Group.VPN, Access.READ),
            (exchange, principal) -> ask("list")),
        Route.of(
            "POST",
            "/api/v2/monitor/web-ui/cables/pull",
            new Route.Granted(Group.NETWORK, Access.READ_WRITE),
            (exchange, principal) -> ask("pull " + cable(exchange))),
        Route.of(
            "POST",
            "/api/v2/monitor/web-ui/cables/plug",
            new Route.Granted(Group.NETWORK, Access.READ_WRITE),
            (exchange, principal) -> ask("plug " + cable(exchange))));
  }

  private static String cable(Exchange exchange) throws RestException {
    String name = exchange.query().getOrDefault("name", "");
    if (!NAME.matcher(name).matches()) {
      throw new RestException(400, -651, "name", "there is no such cable");
    }
    return name;
  }

  private Reply ask(String question) throws RestException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      boolean connected = channel.connect(UnixDomainSocketAddress.of(socket));
      if (!connected) {
        throw new IOException("not connected");
      }
      ByteBuffer line = ByteBuffer.wrap((question + "\n").getBytes(StandardCharsets.US_ASCII));
      while (line.hasRemaining()) {
        channel.write(line);
      }
      channel.shutdownOutput();
      ByteBuffer answer = ByteBuffer.allocate(LONGEST_ANSWER);
      while (answer.hasRemaining() && channel.read(answer) >= 0) {
        // until it has said all
      }
      byte[] json = new byte[answer.flip().remaining()];
      answer.get(json);
      return new Reply.Whole(
          json.length == 0 ? 404 : 200, "application/json", Octets.of(json), List.of());
    } catch (IOException e) {
      throw new RestException(503, -1, "", "the demo does not answer");
    }
  }
}
