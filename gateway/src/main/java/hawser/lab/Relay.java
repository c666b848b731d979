package hawser.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// Joins connections: whatever one end says, the other hears, until one goes away.
final class Relay {
  private static final int CHUNK = 16 << 10;

  private Relay() {}

  /// Where the other end of a connection comes from.
  interface Dialler {
    SocketChannel dial() throws IOException;
  }

  /// Serves until the server is closed.
  static void serve(ServerSocketChannel server, Dialler dialler) {
    while (server.isOpen()) {
      try {
        SocketChannel here = server.accept();
        Thread.ofVirtual().start(() -> join(here, dialler));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void join(SocketChannel here, Dialler dialler) {
    try (here;
        SocketChannel there = dialler.dial()) {
      Thread back = Thread.ofVirtual().start(() -> copy(there, here));
      copy(here, there);
      back.join();
    } catch (IOException e) {
      // One end went away: so does the other.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      close(from);
      close(to);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // it is closed then
    }
  }
}
