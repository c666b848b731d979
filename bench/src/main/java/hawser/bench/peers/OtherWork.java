package hawser.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// The CPU time of every program on the machine that is neither ours nor a kernel thread, so that a
/// build next door does not pass for a slow gateway.
record OtherWork(Map<Long, Long> ticks) {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(400);

  /// In cores.
  private static final double QUIET = 0.05;

  private static final long KERNEL_THREADS = 2;

  static OtherWork now() throws IOException {
    Map<Long, ProcessStat> all = new HashMap<>();
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        ProcessStat.of(pid).ifPresent(stat -> all.put(pid, stat));
      }
    }
    Map<Long, Long> ticks = new HashMap<>();
    all.forEach((pid, stat) -> {
      if (!descends(all, pid, KERNEL_THREADS)
          && !descends(all, pid, ProcessHandle.current().pid())) {
        ticks.put(pid, stat.ticks());
      }
    });
    return new OtherWork(ticks);
  }

  /// Waits for a moment in which nobody else works, but not for long.
  static void awaitQuiet() throws IOException {
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    double share = 1;
    while (share > QUIET && System.nanoTime() < end) {
      OtherWork before = now();
      LockSupport.parkNanos(LOOK.toNanos());
      share = now().secondsSince(before) / LOOK.toMillis() * 1000;
    }
  }

  private static boolean descends(Map<Long, ProcessStat> all, long pid, long ancestor) {
    long at = pid;
    for (ProcessStat stat = all.get(at); at != ancestor && stat != null; stat = all.get(at)) {
      at = stat.parent();
    }
    return at == ancestor;
  }

  /// CPU seconds since an earlier look; what began and ended in between is not seen.
  double secondsSince(OtherWork before) {
    long more = 0;
    for (Map.Entry<Long, Long> entry : ticks.entrySet()) {
      more += Math.max(0, entry.getValue() - before.ticks.getOrDefault(entry.getKey(), 0L));
    }
    return more / CpuClock.TICKS;
  }
}
