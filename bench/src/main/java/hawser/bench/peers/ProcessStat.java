package hawser.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What `/proc/PID/stat` says: parent, and time used in user space and in the kernel.
record ProcessStat(long pid, long parent, long ticks) {
  /// Empty when the process has ended.
  static Optional<ProcessStat> of(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
      // The name in parentheses may hold spaces. After it: state, parent, ..., utime, stime.
      String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = Long.parseLong(words[11]) + Long.parseLong(words[12]);
      return Optional.of(new ProcessStat(pid, Long.parseLong(words[1]), ticks));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
