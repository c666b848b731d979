package hawser.gateway;

import hawser.bytes.Octets;
import hawser.esp.Drop;
import hawser.esp.DropCounters;
import hawser.esp.InboundSa;
import hawser.esp.MssClamp;
import hawser.ike.Datagram;
import hawser.ike.Path;
import hawser.linux.UdpSocket;
import hawser.net.AddressSet;
import hawser.net.Batch;
import hawser.net.Endpoint;
import hawser.net.Net;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way in: packets of a socket are decrypted where they were received, joined to super-packets
/// of their flows and written to the TUN device of their tunnel; IKE goes to the control loop.
/// Owned by a worker.
@SuppressWarnings("ReferenceEquality") // a receiver is who it is
final class Ingress {
  /// A datagram with joined packets has up to 64 KB.
  static final int WIDE_SLOTS = 8;

  private static final int WIDE_STRIDE = 1 << 16;

  /// Room for a packet of 9,000 octets with all headers.
  static final int NARROW_SLOTS = 64;

  private static final int NARROW_STRIDE = 9_216;

  private static final long REPORT_GAP_NANOS = 5_000_000;

  private record Receiver(InboundSa sa, Carrier carrier) {}

  private final Worker worker;
  private final Workers workers;
  private final Worker.IkeReceiver ike;
  private final DropCounters drops;
  private final Batch wide;
  private final Batch narrow;
  private final SpiTable<Receiver> inbound = new SpiTable<>();
  private final @Nullable Receiver[] receivers;
  private final boolean[] authentic;
  private final List<Outlet> touched = new ArrayList<>();
  private final List<Outlet> holding = new ArrayList<>();

  private AddressSet own = AddressSet.EMPTY;
  private long reported = System.nanoTime() - REPORT_GAP_NANOS;

  Ingress(Arena arena, Worker worker, Workers workers, Worker.IkeReceiver ike, DropCounters drops) {
    this.worker = worker;
    this.workers = workers;
    this.ike = ike;
    this.drops = drops;
    int most = WIDE_SLOTS * Batch.MOST_PER_SLOT;
    this.wide = new Batch(arena, WIDE_SLOTS, WIDE_STRIDE, most);
    this.narrow = new Batch(arena, NARROW_SLOTS, NARROW_STRIDE, NARROW_SLOTS);
    this.receivers = new @Nullable Receiver[most];
    this.authentic = new boolean[most];
  }

  void ownAddresses(AddressSet addresses) {
    own = addresses;
  }

  void install(InboundSa sa, Carrier carrier) {
    inbound.put(sa.spi(), new Receiver(sa, carrier));
  }

  void remove(int spi) {
    Receiver receiver = inbound.find(spi);
    if (receiver != null) {
      inbound.remove(spi);
      receiver.sa.close();
    }
  }

  @Nullable InboundSa find(int spi) {
    Receiver receiver = inbound.find(spi);
    return receiver == null ? null : receiver.sa;
  }

  /// Port 500: IKE alone.
  void fromIke(Port port) {
    narrow.clear();
    port.ike.receive(narrow);
    for (int i = 0; i < narrow.count; i++) {
      hand(narrow, port, port.ike, i);
    }
  }

  /// Port 4500 carries IKE behind four zero octets, ESP, and keepalives of one octet (RFC 3948).
  /// Returns how many packets came one by one.
  int fromNatted(Sockets sockets) {
    wide.clear();
    sockets.natted().receive(wide);
    for (int i = 0; i < wide.count; i++) {
      receivers[i] = null;
      boolean marked = wide.length[i] >= 4 && Net.i32(wide.memory, wide.offset[i]) == 0;
      if (!marked && wide.length[i] >= Datagram.LEAST_ESP) {
        begin(wide, sockets.port(), i);
      } else {
        hand(wide, sockets.port(), sockets.natted(), i);
      }
    }
    complete(wide);
    return wide.count > wide.filled ? 0 : wide.count;
  }

  /// IP protocol 50. Returns how many packets came.
  int fromEsp(Sockets sockets) {
    narrow.clear();
    sockets.esp().receive(narrow);
    for (int i = 0; i < narrow.count; i++) {
      receivers[i] = null;
      if (narrow.length[i] >= Datagram.LEAST_ESP) {
        begin(narrow, sockets.port(), i);
      } else {
        drops.count(Drop.TRUNCATED);
      }
    }
    complete(narrow);
    return narrow.count;
  }

  /// A packet that came to another worker.
  void stray(Port port, Batch packet) {
    receivers[0] = null;
    begin(packet, port, 0);
    complete(packet);
  }

  /// Nanoseconds until [#expire] has something to do, negative for never.
  long patience(long now) {
    long least = -1;
    for (int i = 0; i < holding.size(); i++) {
      long left = Math.max(holding.get(i).deadline() - now, 0);
      least = least < 0 ? left : Math.min(least, left);
    }
    return least;
  }

  /// Gives up gaps that stayed open too long.
  void expire(long now) {
    for (int i = holding.size() - 1; i >= 0; i--) {
      Outlet outlet = holding.get(i);
      if (now - outlet.deadline() >= 0) {
        outlet.expire(now);
      }
      if (!outlet.isHolding()) {
        holding.remove(i);
      }
    }
  }

  private void begin(Batch batch, Port port, int i) {
    int at = batch.offset[i];
    int spi = Net.i32(batch.memory, at);
    Receiver receiver = spi == 0 ? null : inbound.find(spi);
    if (receiver == null) {
      unknown(batch, port, i, spi);
      return;
    }
    try {
      int verdict = receiver.sa.begin(batch.memory, at, batch.length[i], authentic, i);
      if (verdict < 0) {
        drops.count(verdict);
      } else {
        receivers[i] = receiver;
      }
    } catch (RuntimeException e) {
      worker.faulted(e);
    }
  }

  /// The kernel brings packets to the owner of their SA, but it may have joined them to those of
  /// another SA of the same peer.
  private void unknown(Batch batch, Port port, int i, int spi) {
    Worker owner = workers.owner(spi);
    if (owner == worker) {
      drops.count(Drop.UNKNOWN_SPI);
      reportUnknown(batch, port, i);
    } else if (!owner.takeStray(port, batch, i)) {
      drops.count(Drop.WRONG_WORKER);
    }
  }

  private void complete(Batch batch) {
    Receiver finished = null;
    for (int i = 0; i < batch.count; i++) {
      Receiver receiver = receivers[i];
      if (receiver != null && receiver != finished) {
        receiver.sa.finish();
        finished = receiver;
      }
    }
    long now = System.nanoTime();
    for (int i = 0; i < batch.count; i++) {
      Receiver receiver = receivers[i];
      if (receiver != null) {
        try {
          deliver(batch, i, receiver, now);
        } catch (RuntimeException e) {
          worker.faulted(e);
        }
      }
    }
    for (int i = 0; i < touched.size(); i++) {
      Outlet outlet = touched.get(i);
      outlet.flush();
      outlet.touched = false;
      if (outlet.isHolding() && !holding.contains(outlet)) {
        holding.add(outlet);
      }
    }
    touched.clear();
  }

  private void deliver(Batch batch, int i, Receiver receiver, long now) {
    InboundSa sa = receiver.sa;
    int at = batch.offset[i];
    int length =
        sa.complete(batch.memory, at, batch.length[i], batch.trafficClass(i), authentic[i]);
    if (length < 0) {
      drops.count(length);
      return;
    }
    long inner = (long) at + sa.innerOffset();
    if (own.hasSource(batch.memory, inner)) {
      drops.count(Drop.SELECTOR); // whatever the selectors say, it is not the peer's address
      return;
    }
    Carrier carrier = receiver.carrier;
    carrier.received(batch.length[i], now);
    Outlet outlet = carrier.outlet;
    if (outlet != null) {
      MssClamp.clamp(batch.memory, inner, length, carrier.flowMtu);
      outlet.deliver(batch.memory, inner, length, now);
      if (!outlet.touched) {
        outlet.touched = true;
        touched.add(outlet);
      }
    }
  }

  private void hand(Batch batch, Port port, UdpSocket socket, int i) {
    ike.message(port, new Path(socket.local(), batch.peer(i)), octets(batch, i));
  }

  /// A flood of strange packets must not become a flood of objects.
  private void reportUnknown(Batch batch, Port port, int i) {
    long now = System.nanoTime();
    if (now - reported < REPORT_GAP_NANOS) {
      return;
    }
    reported = now;
    Endpoint peer = batch.peer(i);
    boolean raw = peer.port() == 0;
    Endpoint remote = raw ? new Endpoint(peer.address(), Path.IKE_PORT) : peer;
    Path path = new Path(raw ? port.ike.local() : port.natted(), remote);
    ike.unknownSpi(port, path, octets(batch, i));
  }

  private static Octets octets(Batch batch, int i) {
    return Octets.of(
        batch.memory.asSlice(batch.offset[i], batch.length[i]).toArray(ValueLayout.JAVA_BYTE));
  }
}
