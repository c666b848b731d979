package hawser.bench.dialup;

import hawser.ike.Path;
import hawser.net.Endpoint;
import hawser.net.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/// A caller's socket: on port 500 of its address, and from the moment that the session floats on
/// 4500, where messages have the non-ESP marker in front (RFC 3948 section 2.2).
final class Line implements AutoCloseable {
  private static final int MARKER = 4;

  private final IpAddress address;
  private final Selector selector;
  private final int caller;
  private DatagramChannel channel;
  private int port = Path.IKE_PORT;

  /// @param caller attached to the selector's key
  Line(IpAddress address, Selector selector, int caller) throws IOException {
    this.address = address;
    this.selector = selector;
    this.caller = caller;
    this.channel = open();
  }

  /// The port that it is on now.
  int port() {
    return port;
  }

  void send(Path path, byte[] message) throws IOException {
    if (path.local().port() != port) {
      channel.close();
      port = path.local().port();
      channel = open();
    }
    int marker = port == Path.NAT_PORT ? MARKER : 0;
    ByteBuffer datagram = ByteBuffer.allocate(marker + message.length);
    datagram.put(marker, message);
    int _ = channel.send(datagram, socketAddress(path.remote()));
  }

  /// The next IKE message; null when none waits. What is none is skipped.
  byte @Nullable [] receive(ByteBuffer buffer) throws IOException {
    int marker = port == Path.NAT_PORT ? MARKER : 0;
    while (channel.receive(buffer.clear()) != null) {
      buffer.flip();
      if (buffer.remaining() > marker && (marker == 0 || buffer.getInt(0) == 0)) {
        byte[] message = new byte[buffer.remaining() - marker];
        buffer.get(marker, message);
        return message;
      }
    }
    return null;
  }

  private DatagramChannel open() throws IOException {
    DatagramChannel next = DatagramChannel.open();
    next.bind(socketAddress(new Endpoint(address, port)));
    next.configureBlocking(false);
    next.register(selector, SelectionKey.OP_READ, caller);
    return next;
  }

  private static InetSocketAddress socketAddress(Endpoint endpoint) throws IOException {
    return new InetSocketAddress(
        InetAddress.getByAddress(endpoint.address().toBytes()), endpoint.port());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
