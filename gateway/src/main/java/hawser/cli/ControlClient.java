package hawser.cli;

import java.io.IOException;
import java.io.Reader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Sends commands to a daemon's control socket.
public final class ControlClient {
  private final Path socket;

  /// A client of the daemon with this state directory.
  public ControlClient(Path state) {
    this.socket = state.resolve("control.sock");
  }

  /// Runs one command and returns all that it prints.
  ///
  /// @throws IOException when no daemon listens
  public Commands.Result run(String command) throws IOException {
    StringBuilder text = new StringBuilder();
    int status = run(command, text::append);
    return new Commands.Result(status, text.toString());
  }

  /// Runs one command and hands on what it prints as it comes. Returns its status.
  ///
  /// @throws IOException when no daemon listens
  public int run(String command, Consumer<String> output) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer request = ByteBuffer.wrap(command.getBytes(StandardCharsets.UTF_8));
      while (request.hasRemaining()) {
        channel.write(request);
      }
      channel.shutdownOutput();
      Reader reader = Channels.newReader(channel, StandardCharsets.UTF_8);
      StringBuilder status = new StringBuilder();
      for (int c = reader.read(); c != '\n'; c = reader.read()) {
        if (c < 0) {
          throw new IOException("the daemon closed the connection");
        }
        status.append((char) c);
      }
      char[] buffer = new char[8192];
      for (int length = reader.read(buffer); length >= 0; length = reader.read(buffer)) {
        output.accept(new String(buffer, 0, length).replace("\0", ""));
      }
      return Integer.parseInt(status.toString());
    }
  }
}
