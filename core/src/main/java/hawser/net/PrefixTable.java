package hawser.net;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Longest-prefix match. Immutable; a lookup probes one sorted array per prefix length in use,
/// longest first, and allocates nothing.
public final class PrefixTable<V> {
  private final Level[] v4;
  private final Level[] v6;

  private PrefixTable(Level[] v4, Level[] v6) {
    this.v4 = v4;
    this.v6 = v6;
  }

  public static <V> PrefixTable<V> of(Map<Prefix, V> entries) {
    return new PrefixTable<>(levels(entries, Family.IPV4), levels(entries, Family.IPV6));
  }

  /// The value of the longest network that holds the address, or null.
  @SuppressWarnings("unchecked")
  public @Nullable V find(Family family, long high, long low) {
    for (Level level : family == Family.IPV4 ? v4 : v6) {
      Object value = level.find(high, low);
      if (value != null) {
        return (V) value;
      }
    }
    return null;
  }

  public @Nullable V find4(int address) {
    return find(Family.IPV4, 0, address & 0xffffffffL);
  }

  public @Nullable V find6(long high, long low) {
    return find(Family.IPV6, high, low);
  }

  private static Level[] levels(Map<Prefix, ?> entries, Family family) {
    int[] lengths =
        entries.keySet().stream()
            .filter(prefix -> prefix.family() == family)
            .mapToInt(Prefix::length)
            .distinct()
            .sorted()
            .toArray();
    Level[] levels = new Level[lengths.length];
    for (int i = 0; i < lengths.length; i++) {
      int length = lengths[lengths.length - 1 - i];
      List<? extends Map.Entry<Prefix, ?>> ofLength =
          entries.entrySet().stream()
              .filter(e -> e.getKey().family() == family && e.getKey().length() == length)
              .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
              .toList();
      levels[i] = new Level(family, length, ofLength);
    }
    return levels;
  }

  /// The networks of one length, sorted.
  private static final class Level {
    private final long maskHigh;
    private final long maskLow;
    private final long[] highs;
    private final long[] lows;
    private final Object[] values;

    Level(Family family, int length, List<? extends Map.Entry<Prefix, ?>> entries) {
      IpAddress mask =
          Prefix.of(family == Family.IPV4 ? IpAddress.ofV4(-1) : IpAddress.ofV6(-1, -1), length)
              .address();
      maskHigh = mask.high();
      maskLow = mask.low();
      highs = entries.stream().mapToLong(e -> e.getKey().address().high()).toArray();
      lows = entries.stream().mapToLong(e -> e.getKey().address().low()).toArray();
      values = entries.stream().map(Map.Entry::getValue).toArray();
    }

    @Nullable Object find(long addressHigh, long addressLow) {
      long high = addressHigh & maskHigh;
      long low = addressLow & maskLow;
      int from = 0;
      int to = highs.length - 1;
      while (from <= to) {
        int middle = from + to >>> 1;
        int order = Long.compareUnsigned(highs[middle], high);
        if (order == 0) {
          order = Long.compareUnsigned(lows[middle], low);
        }
        if (order == 0) {
          return values[middle];
        }
        if (order < 0) {
          from = middle + 1;
        } else {
          to = middle - 1;
        }
      }
      return null;
    }
  }
}
