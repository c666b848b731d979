package hawser.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

/// CPU time used so far: by the whole machine, by its host (steal), by chosen processes.
record CpuClock(double busySeconds, double stealSeconds, double allSeconds, double processSeconds) {
  /// `USER_HZ`, which Linux fixes for its /proc files.
  static final double TICKS = 100;

  static CpuClock now(List<Long> pids) throws IOException {
    // cpu user nice system idle iowait irq softirq steal guest guest_nice; guest is in user
    String[] words = Files.readString(Path.of("/proc/stat")).split("\n", 2)[0].split(" +");
    long[] times = new long[8];
    for (int i = 0; i < times.length; i++) {
      times[i] = Long.parseLong(words[i + 1]);
    }
    long all = LongStream.of(times).sum();
    long busy = all - times[3] - times[4] - times[7];
    long ticks = 0;
    for (long pid : pids) {
      ticks += processTicks(pid);
    }
    return new CpuClock(busy / TICKS, times[7] / TICKS, all / TICKS, ticks / TICKS);
  }

  CpuClock since(CpuClock before) {
    return new CpuClock(
        busySeconds - before.busySeconds,
        stealSeconds - before.stealSeconds,
        allSeconds - before.allSeconds,
        processSeconds - before.processSeconds);
  }

  /// The share of the machine's time that its host gave to others.
  double stealShare() {
    return allSeconds > 0 ? stealSeconds / allSeconds : 0;
  }

  private static long processTicks(long pid) {
    return ProcessStat.of(pid).map(ProcessStat::ticks).orElse(0L);
  }
}
