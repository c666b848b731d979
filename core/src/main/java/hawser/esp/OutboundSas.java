package hawser.esp;

import hawser.net.Ip4;
import hawser.net.Ip6;
import hawser.net.Prefix;
import hawser.net.PrefixTable;
import hawser.net.TrafficSelector;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The SAs that a tunnel sends on, found by the selectors that a packet matches (RFC 4301 section
/// 5.1): the narrowest destination first, and among equals the SA that came last. Immutable.
public final class OutboundSas {
  public static final OutboundSas NONE = of(List.of());

  /// An SA with what it carries.
  public record Entry(List<TrafficSelector> local, List<TrafficSelector> remote, OutboundSa sa) {
    public Entry {
      local = List.copyOf(local);
      remote = List.copyOf(remote);
    }

    public Entry(TrafficSelector local, TrafficSelector remote, OutboundSa sa) {
      this(List.of(local), List.of(remote), sa);
    }

    private List<Prefix> destinations() {
      return remote.stream()
          .flatMap(selector -> selector.range().toPrefixes().stream())
          .distinct()
          .toList();
    }

    private boolean isSuccessorOf(Entry other) {
      return local.equals(other.local) && remote.equals(other.remote);
    }
  }

  private record Candidate(SelectorCheck selectors, OutboundSa sa) {}

  private final List<Entry> entries;
  private final PrefixTable<Candidate[]> byDestination;

  /// The only candidate, as most tunnels have it.
  private final @Nullable Candidate only;

  private OutboundSas(
      List<Entry> entries, PrefixTable<Candidate[]> byDestination, @Nullable Candidate only) {
    this.entries = entries;
    this.byDestination = byDestination;
    this.only = only;
  }

  /// @param entries the oldest first
  public static OutboundSas of(List<Entry> entries) {
    List<Prefix> prefixes =
        entries.stream().flatMap(e -> e.destinations().stream()).distinct().toList();
    Map<Prefix, Candidate[]> table = new LinkedHashMap<>();
    Map<Prefix, List<Candidate>> own = new LinkedHashMap<>();
    Candidate last = null;
    for (Entry entry : entries.reversed()) {
      Candidate candidate =
          new Candidate(SelectorCheck.outbound(entry.local(), entry.remote()), entry.sa());
      last = candidate;
      for (Prefix prefix : entry.destinations()) {
        own.computeIfAbsent(prefix, ignored -> new ArrayList<>()).add(candidate);
      }
    }
    for (Prefix prefix : prefixes) {
      table.put(prefix, covering(prefix, own));
    }
    return new OutboundSas(
        List.copyOf(entries), PrefixTable.of(table), entries.size() == 1 ? last : null);
  }

  /// The candidates of a network and of those around it, the narrowest first.
  private static Candidate[] covering(Prefix prefix, Map<Prefix, List<Candidate>> own) {
    List<Candidate> all = new ArrayList<>();
    for (int length = prefix.length(); length >= 0; length--) {
      List<Candidate> here = own.get(Prefix.of(prefix.address(), length));
      if (here != null) {
        all.addAll(here);
      }
    }
    return all.toArray(Candidate[]::new);
  }

  /// The SA for the packet at `ip`, whose IP header is whole; null when none carries it.
  public @Nullable OutboundSa find(MemorySegment m, long ip) {
    if (only != null) {
      return only.selectors.admits(m, ip) ? only.sa : null;
    }
    Candidate[] candidates =
        Ip4.version(m, ip) == 4
            ? byDestination.find4(Ip4.destination(m, ip))
            : byDestination.find6(Ip6.destinationHigh(m, ip), Ip6.destinationLow(m, ip));
    if (candidates != null) {
      for (Candidate candidate : candidates) {
        if (candidate.selectors.admits(m, ip)) {
          return candidate.sa;
        }
      }
    }
    return null;
  }

  /// These and one more, which takes the place of one with the same selectors; that is closed.
  public OutboundSas with(Entry next) {
    List<Entry> all = new ArrayList<>();
    for (Entry entry : entries) {
      if (next.isSuccessorOf(entry)) {
        entry.sa.close();
      } else {
        all.add(entry);
      }
    }
    all.add(next);
    return of(all);
  }

  /// These but the one with this SPI, which is closed.
  public OutboundSas without(int spi) {
    OutboundSa gone = find(spi);
    if (gone == null) {
      return this;
    }
    gone.close();
    return of(entries.stream().filter(entry -> entry.sa.spi() != spi).toList());
  }

  public @Nullable OutboundSa find(int spi) {
    for (Entry entry : entries) {
      if (entry.sa.spi() == spi) {
        return entry.sa;
      }
    }
    return null;
  }

  /// True when an SA should have been rekeyed because few sequence numbers are left.
  public boolean nearlyExhausted() {
    for (Entry entry : entries) {
      if (entry.sa.nearlyExhausted()) {
        return true;
      }
    }
    return false;
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }
}
