package hawser.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// `hawser outside-port`: the demo of an ordinary user runs in a network of its own, loopback
/// included, where no browser is. This stays outside and leads a port to the demo's socket, which
/// is a file. It ends with the demo's directory.
public final class OutsidePort {
  /// Where the port is written, for the demo to print it.
  static final String PORT_FILE = "outside-port";

  /// The demo's end.
  static final String SOCKET = "front";

  private OutsidePort() {}

  /// `PORT DIRECTORY`; port 0 takes a free one.
  public static int run(List<String> words) throws IOException {
    if (words.size() != 2) {
      System.err.println("usage: hawser outside-port PORT DIRECTORY");
      return 64;
    }
    Path directory = Path.of(words.get(1));
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(words.get(0))));
    Files.writeString(directory.resolve(PORT_FILE), String.valueOf(server.socket().getLocalPort()));
    Thread.ofPlatform()
        .daemon()
        .start(() ->
            Relay.serve(
                server,
                () -> {
                  SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                  boolean connected =
                      channel.connect(UnixDomainSocketAddress.of(directory.resolve(SOCKET)));
                  return connected ? channel : refuse(channel);
                }));
    var launcher = ProcessHandle.current().parent();
    while (Files.isDirectory(directory) && ProcessHandle.current().parent().equals(launcher)) {
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    }
    return 0;
  }

  private static SocketChannel refuse(SocketChannel channel) throws IOException {
    channel.close();
    throw new IOException("the demo does not answer");
  }
}
