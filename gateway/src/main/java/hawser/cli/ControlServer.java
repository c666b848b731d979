package hawser.cli;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The control socket, mode 0600: a connection carries one command line in, and back a status line
/// and the command's output.
public final class ControlServer implements AutoCloseable {
  static final int LONGEST_COMMAND = 64 << 10;

  private final Path path;
  private final ServerSocketChannel channel;
  private final Commands commands;

  public ControlServer(Path path, Commands commands) throws IOException {
    this.path = path;
    this.commands = commands;
    Files.deleteIfExists(path);
    channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(UnixDomainSocketAddress.of(path));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    Thread.ofPlatform().daemon().name("control-socket").start(this::accept);
  }

  private void accept() {
    while (channel.isOpen()) {
      try {
        SocketChannel connection = channel.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      ByteBuffer buffer = ByteBuffer.allocate(LONGEST_COMMAND);
      while (buffer.hasRemaining() && connection.read(buffer) >= 0) {
        // until the client has said all
      }
      buffer.flip();
      Commands.Result result =
          commands.run(StandardCharsets.UTF_8.decode(buffer).toString().strip());
      ByteBuffer answer =
          ByteBuffer.wrap(
              (result.status() + "\n" + result.text()).getBytes(StandardCharsets.UTF_8));
      write(connection, answer);
      if (result.feed().isPresent()) {
        try (Feed feed = result.feed().get()) {
          feed(connection, feed);
        }
      }
    } catch (IOException e) {
      // the client went away: nothing to tell it
    }
  }

  /// A zero octet now and then shows whether the client is still there.
  private static void feed(SocketChannel connection, Feed feed) throws IOException {
    try {
      for (String lines = feed.next(); lines != null; lines = feed.next()) {
        String sent = lines.isEmpty() ? "\0" : lines;
        write(connection, ByteBuffer.wrap(sent.getBytes(StandardCharsets.UTF_8)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(SocketChannel connection, ByteBuffer octets) throws IOException {
    while (octets.hasRemaining()) {
      connection.write(octets);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(path);
  }
}
