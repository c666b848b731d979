package hawser.rest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The stream of server-sent events, made once a second for all who listen: what changed, and the
/// counters. A listener that lost its connection goes on behind the last event it had; when that is
/// too long ago it begins anew with everything.
public final class Events implements java.util.function.Consumer<Sampler.Seen> {
  private static final int KEPT = 120;

  /// An event with its place in the stream, in the form of the wire.
  public static final class Event {
    private final long number;
    private final byte[] wire;

    private Event(long number, byte[] wire) {
      this.number = number;
      this.wire = wire;
    }

    public long number() {
      return number;
    }
  }

  /// Events as they go over the wire; not to be changed, for all listeners get the same octets.
  public static byte[] wire(List<Event> events) {
    if (events.size() == 1) {
      return events.getFirst().wire;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    events.forEach(event -> all.writeBytes(event.wire));
    return all.toByteArray();
  }

  private final String epoch = Long.toString(System.nanoTime() ^ System.currentTimeMillis(), 36);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final Event[] ring = new Event[KEPT];
  private final Map<Integer, TunnelState> shapes = new HashMap<>();
  private final Map<Integer, long[]> counters = new HashMap<>();
  private long last;

  /// Adds a second. Only the sampler's thread calls this.
  @Override
  public void accept(Sampler.Seen seen) {
    Snapshot now = seen.sample().snapshot();
    List<Object> changed = new ArrayList<>();
    List<Object> counts = new ArrayList<>();
    Map<Integer, TunnelState> here = new HashMap<>();
    for (TunnelState tunnel : now.tunnels()) {
      TunnelState shape = tunnel.shape();
      here.put(tunnel.serial(), shape);
      if (!shape.equals(shapes.get(tunnel.serial()))) {
        changed.add(row(tunnel));
      }
      long[] count = {tunnel.rxBytes(), tunnel.txBytes(), tunnel.rxPackets(), tunnel.txPackets()};
      if (!Arrays.equals(count, counters.put(tunnel.serial(), count))) {
        counts.add(List.of(tunnel.serial(), count[0], count[1], count[2], count[3]));
      }
    }
    List<Integer> gone = shapes.keySet().stream().filter(s -> !here.containsKey(s)).toList();
    counters.keySet().removeAll(gone);
    shapes.clear();
    shapes.putAll(here);
    Map<String, Object> event = Json.object("t", now.time().toEpochMilli());
    if (!changed.isEmpty()) {
      event.put("changed", changed);
    }
    if (!gone.isEmpty()) {
      event.put("gone", gone);
    }
    event.put("counters", counts);
    event.put("ropes", ropes(seen));
    lock.lock();
    try {
      last++;
      ring[(int) (last % KEPT)] = new Event(last, wire("tick", last, event));
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Everything, as the first event of a stream.
  public Event all(Sampler.Seen seen) {
    long number;
    lock.lock();
    try {
      number = last;
    } finally {
      lock.unlock();
    }
    Snapshot now = seen.sample().snapshot();
    return new Event(
        number,
        wire(
            "all",
            number,
            Json.object(
                "t", now.time().toEpochMilli(),
                "tunnels", now.tunnels().stream().map(Events::row).toList(),
                "ropes", ropes(seen))));
  }

  /// The number to go on behind; empty when the stream must begin anew.
  public Optional<Long> resume(String lastEventId) {
    String[] parts = lastEventId.split("-");
    if (parts.length != 2 || !parts[0].equals(epoch)) {
      return Optional.empty();
    }
    try {
      long number = Long.parseLong(parts[1]);
      lock.lock();
      try {
        return number <= last && last - number < KEPT - 1 ? Optional.of(number) : Optional.empty();
      } finally {
        lock.unlock();
      }
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /// Waits up to a while for an event behind a number; returns the number of the last one.
  public long await(long number, long waitMillis) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(waitMillis);
    lock.lock();
    try {
      while (last <= number && left > 0) {
        left = more.awaitNanos(left);
      }
      return last;
    } finally {
      lock.unlock();
    }
  }

  /// The events behind a number; empty when they are no longer kept and the listener must begin
  /// anew.
  public Optional<List<Event>> behind(long number) {
    lock.lock();
    try {
      if (last - number >= KEPT) {
        return Optional.empty();
      }
      List<Event> events = new ArrayList<>();
      for (long n = number + 1; n <= last; n++) {
        events.add(ring[(int) (n % KEPT)]);
      }
      return Optional.of(events);
    } finally {
      lock.unlock();
    }
  }

  private static List<Object> ropes(Sampler.Seen seen) {
    List<Object> ropes = new ArrayList<>();
    for (Ropes.Rope rope : seen.ropes()) {
      List<Object> lost = new ArrayList<>();
      rope.locations()
          .forEach(location ->
              location
                  .lost()
                  .forEach(one ->
                      lost.add(
                          Json.object(
                              "location",
                              location.id(),
                              "name",
                              one.name(),
                              "link",
                              one.link(),
                              "interface",
                              one.interfaceName(),
                              "seen",
                              one.seen().toEpochMilli()))));
      ropes.add(
          Json.object(
              "name", rope.aggregate().name(),
              "algorithm", rope.aggregate().algorithm(),
              "members", rope.aggregate().members(),
              "state", rope.up() == 0 ? "down" : rope.lost() > 0 ? "degraded" : "whole",
              "sentence", Ropes.sentence(rope, seen.sample().snapshot().time()),
              "lost", lost));
    }
    return ropes;
  }

  private static Map<String, Object> row(TunnelState tunnel) {
    List<Object> selectors = new ArrayList<>();
    for (TunnelState.Selector selector : tunnel.selectors()) {
      selectors.add(
          Json.object(
              "name",
              selector.phase2(),
              "src",
              selector.source(),
              "dst",
              selector.destination(),
              "expires",
              selector.expires().map(Instant::toEpochMilli).orElse(0L)));
    }
    return Json.object(
        "id", tunnel.serial(),
        "name", tunnel.name(),
        "kind", tunnel.kind().name().toLowerCase(java.util.Locale.ROOT),
        "parent", tunnel.parent(),
        "interface", tunnel.interfaceName(),
        "carrier", tunnel.hasCarrier(),
        "remote", tunnel.remote(),
        "peer", tunnel.peer(),
        "location", tunnel.location(),
        "aggregate", tunnel.aggregate(),
        "weight", tunnel.weight(),
        "held", tunnel.administrativelyDown(),
        "since", tunnel.since().map(Instant::toEpochMilli).orElse(0L),
        "connections", tunnel.connections(),
        "selectors", selectors,
        "c", List.of(tunnel.rxBytes(), tunnel.txBytes(), tunnel.rxPackets(), tunnel.txPackets()));
  }

  private byte[] wire(String name, long number, Object data) {
    byte[] head =
        ("id: " + epoch + "-" + number + "\nevent: " + name + "\ndata: ")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] json = Json.write(data);
    byte[] wire = Arrays.copyOf(head, head.length + json.length + 2);
    System.arraycopy(json, 0, wire, head.length, json.length);
    wire[wire.length - 2] = '\n';
    wire[wire.length - 1] = '\n';
    return wire;
  }
}
