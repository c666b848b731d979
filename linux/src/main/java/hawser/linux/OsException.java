package hawser.linux;

import java.io.IOException;
import java.io.Serial;

/// A system call failed: what was tried, the error number and the system's words for it.
public final class OsException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final int errno;

  OsException(String what, int errno) {
    super(what + ": " + Libc.errorText(errno));
    this.errno = errno;
  }

  OsException(String message) {
    super(message);
    this.errno = 0;
  }

  /// The number of `errno.h`, or 0 when the failure has none.
  public int errno() {
    return errno;
  }
}
