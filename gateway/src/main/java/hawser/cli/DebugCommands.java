package hawser.cli;

import hawser.gateway.Debugging;
import hawser.gateway.IkeTrace;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// `diagnose debug ...` and `diagnose vpn ike log filter ...`.
final class DebugCommands {
  private final Debugging debugging;

  DebugCommands(Debugging debugging) {
    this.debugging = debugging;
  }

  /// `diagnose debug application ike LEVEL`; without a level it is shown.
  String application(List<String> arguments) throws CommandException {
    if (arguments.isEmpty()) {
      return "ike debug level is " + debugging.trace().level() + "\n";
    }
    try {
      debugging.trace().level(Integer.parseInt(arguments.getFirst()));
    } catch (NumberFormatException e) {
      throw new CommandException("command parse error before '" + arguments.getFirst() + "'");
    }
    return "";
  }

  String timestamp(List<String> arguments) throws CommandException {
    switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
      case "enable" -> debugging.trace().timestamps(true);
      case "disable" -> debugging.trace().timestamps(false);
      default -> throw new CommandException("incomplete command in the end: enable or disable");
    }
    return "";
  }

  /// Lines until `diagnose debug disable`, or until the client goes away.
  Feed enable() throws CommandException {
    IkeTrace trace = debugging.trace();
    BlockingQueue<String> queue =
        trace
            .listen()
            .orElseThrow(() -> new CommandException("too many consoles show debug output"));
    return new Feed() {
      @Override
      public @Nullable String next() throws InterruptedException {
        String line = queue.poll(2, TimeUnit.SECONDS);
        return line != null ? line : trace.isListening(queue) ? "" : null;
      }

      @Override
      public void close() {
        trace.leave(queue);
      }
    };
  }

  String disable() {
    debugging.trace().leaveAll();
    return "";
  }

  String reset() {
    debugging.trace().level(0);
    debugging.trace().timestamps(false);
    debugging.clearFilter();
    return disable();
  }

  /// `diagnose vpn ike log filter [list | clear | PART VALUE]`.
  String filter(List<String> arguments) throws CommandException {
    String part = arguments.isEmpty() ? "list" : arguments.getFirst();
    Optional<String> value =
        arguments.size() > 1 ? Optional.of(arguments.get(1)) : Optional.empty();
    if (part.equals("list")) {
      return debugging.filterList();
    }
    if (part.equals("clear")) {
      debugging.clearFilter();
      return "";
    }
    if (value.isEmpty() || !debugging.filter(part, value.get())) {
      throw new CommandException(
          "command parse error before '"
              + part
              + "'\n\nvalid: list, clear, name, rem-addr4, loc-addr4");
    }
    return "";
  }
}
