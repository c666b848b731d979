package hawser.linux;

import java.io.IOException;

/// A system call failed. The message names the call, its object and the reason: `bind
/// 172.16.200.4:500: Address already in use`.
public final class OsException extends IOException {
  private static final long serialVersionUID = 1;

  private final String call;
  private final int errno;
  private final String text;

  OsException(String call, int errno, String text) {
    this.call = call;
    this.errno = errno;
    this.text = text;
  }

  OsException(String call, int errno) {
    this(call, errno, Errno.text(errno));
  }

  /// What was tried, with its object: `bind 172.16.200.4:500`.
  public String call() {
    return call;
  }

  /// The error number (see [Errno]), 0 when a library gave only a text.
  public int errno() {
    return errno;
  }

  @Override
  public String getMessage() {
    return call + ": " + text;
  }
}
