package hawser.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Sends commands to a daemon's control socket.
public final class ControlClient {
  private final Path socket;

  /// A client of the daemon with this state directory.
  public ControlClient(Path state) {
    this.socket = state.resolve("control.sock");
  }

  /// Runs one command.
  ///
  /// @throws IOException when no daemon listens
  public Commands.Result run(String command) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer request = ByteBuffer.wrap(command.getBytes(StandardCharsets.UTF_8));
      while (request.hasRemaining()) {
        channel.write(request);
      }
      channel.shutdownOutput();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      ByteBuffer buffer = ByteBuffer.allocate(8192);
      while (channel.read(buffer) >= 0) {
        answer.write(buffer.array(), buffer.arrayOffset(), buffer.position());
        buffer.clear();
      }
      String text = answer.toString(StandardCharsets.UTF_8);
      int end = text.indexOf('\n');
      if (end < 0) {
        throw new IOException("the daemon closed the connection");
      }
      return new Commands.Result(Integer.parseInt(text.substring(0, end)), text.substring(end + 1));
    }
  }
}
