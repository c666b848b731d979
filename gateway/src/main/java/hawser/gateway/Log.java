package hawser.gateway;

import java.io.PrintStream;

/// Events, one line each on standard error, with the `<n>` priority prefix that journald reads.
///
/// Text of peers is escaped here, once, at the sink; secrets have no text form at all.
public final class Log {
  private static final PrintStream OUT = System.err;

  private Log() {}

  public static void info(String message) {
    write(6, message);
  }

  public static void warn(String message) {
    write(4, message);
  }

  public static void error(String message) {
    write(3, message);
  }

  private static void write(int priority, String message) {
    OUT.println("<" + priority + ">" + escape(message));
  }

  /// Replaces control characters, so that a peer's words cannot forge a line or steer a terminal.
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c >= 0x7f && c < 0xa0) {
        escaped.append(String.format("\\x%02x", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
