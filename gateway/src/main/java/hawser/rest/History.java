package hawser.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The last five minutes of the members' rates, so that a graph need not begin empty. Holds at most
/// 512 tunnels, which is 2.5 MB.
public final class History {
  static final int SECONDS = 300;
  private static final int MOST = 512;

  private static final class Line {
    final String name;
    final long[] in = new long[SECONDS];
    final long[] out = new long[SECONDS];
    long lastSeen;

    Line(String name) {
      this.name = name;
    }
  }

  private final Map<Integer, Line> lines = new LinkedHashMap<>();
  private final long[] times = new long[SECONDS];
  private long count;

  /// Adds a second.
  public synchronized void add(Sample sample) {
    int slot = (int) (count % SECONDS);
    times[slot] = sample.snapshot().time().toEpochMilli();
    lines
        .values()
        .forEach(line -> {
          line.in[slot] = 0;
          line.out[slot] = 0;
        });
    for (TunnelState tunnel : sample.snapshot().tunnels()) {
      Line line = lines.get(tunnel.serial());
      boolean member = !tunnel.aggregate().isEmpty() && tunnel.kind() != TunnelState.Kind.TEMPLATE;
      if (line == null && member && lines.size() < MOST) {
        line = new Line(tunnel.name());
        lines.put(tunnel.serial(), line);
      }
      if (line != null) {
        Sample.Rate rate = sample.rate(tunnel);
        line.in[slot] = rate.in();
        line.out[slot] = rate.out();
        line.lastSeen = count;
      }
    }
    lines.values().removeIf(line -> count - line.lastSeen > SECONDS);
    count++;
  }

  synchronized Map<String, Object> toJson() {
    int length = (int) Math.min(count, SECONDS);
    List<Object> members = new ArrayList<>();
    lines.forEach((serial, line) ->
        members.add(
            Json.object(
                "serial",
                serial,
                "name",
                line.name,
                "in",
                ordered(line.in, length),
                "out",
                ordered(line.out, length))));
    return Json.object("times", ordered(times, length), "members", members);
  }

  private List<Long> ordered(long[] ring, int length) {
    List<Long> values = new ArrayList<>(length);
    for (long i = count - length; i < count; i++) {
      values.add(ring[(int) (i % SECONDS)]);
    }
    return values;
  }
}
