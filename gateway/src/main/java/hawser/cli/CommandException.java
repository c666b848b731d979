package hawser.cli;

import java.io.Serial;

/// A command failed; the message is what the administrator sees.
final class CommandException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  CommandException(String message) {
    super(message);
  }
}
