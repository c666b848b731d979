package hawser.cli;

import org.jspecify.annotations.Nullable;

/// Output that goes on after a command, such as debug lines.
public interface Feed extends AutoCloseable {
  /// The next lines; empty when there were none for a while, null at the end.
  @Nullable String next() throws InterruptedException;

  @Override
  void close();
}
