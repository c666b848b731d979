package hawser.gateway;

import hawser.bytes.Octets;
import hawser.esp.Drop;
import hawser.esp.DropCounters;
import hawser.esp.InboundSa;
import hawser.esp.MssClamp;
import hawser.esp.OutboundSa;
import hawser.ike.Encapsulation;
import hawser.ike.Path;
import hawser.linux.OsException;
import hawser.linux.Poller;
import hawser.linux.Tun;
import hawser.linux.UdpSocket;
import hawser.net.Batch;
import hawser.net.Endpoint;
import hawser.net.Ip4;
import hawser.net.Ip6;
import hawser.net.Net;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Moves packets: from TUN devices through outbound SAs to sockets, and back. One thread, run to
/// completion, a batch at a time; nothing is locked and no packet is an object.
///
/// Commands from other threads run here between batches.
final class Worker implements AutoCloseable {
  private static final int SLOTS = 128;

  /// Room for a packet of 9,000 octets with all headers.
  private static final int STRIDE = 9_216;

  private static final int TAILROOM = 128;

  /// Takes IKE messages off the worker's hands.
  interface IkeReceiver {
    void message(Port port, Path path, Octets message);

    /// ESP came with an SPI that no SA has.
    void unknownSpi(Port port, Path path, int spi);
  }

  private enum Kind {
    TUN,
    IKE,
    NATTED,
    ESP
  }

  private record Source(Kind kind, @Nullable Outlet outlet, @Nullable Port port) {}

  private record Receiver(InboundSa sa, Carrier carrier) {}

  private final Poller poller;
  private final IkeReceiver ike;
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final Arena arena = Arena.ofShared();
  private final Batch in = new Batch(arena, SLOTS, STRIDE);
  private final Batch outUdp = new Batch(arena, SLOTS, STRIDE);
  private final Batch outRaw = new Batch(arena, SLOTS, STRIDE);
  private final int[] ready = new int[64];
  private final List<@Nullable Source> sources = new ArrayList<>();
  private final SpiTable<Receiver> inbound = new SpiTable<>();
  private final DropCounters drops = new DropCounters();
  private final Thread thread;
  private long failures;
  private boolean stopping;
  private @Nullable Port outPort;

  Worker(IkeReceiver ike) throws OsException {
    this.ike = ike;
    this.poller = Poller.open();
    this.thread = Thread.ofPlatform().name("w0").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Runs a command on the worker's thread, soon.
  void post(Runnable command) {
    commands.add(command);
    poller.wake();
  }

  /// Runs a question on the worker's thread and waits for its answer.
  <T> T call(Callable<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    post(() -> {
      try {
        answer.complete(question.call());
      } catch (Exception e) {
        answer.completeExceptionally(e);
      }
    });
    try {
      return answer.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the worker did not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  // Commands; all run on the worker's thread.

  void addPort(Port port) {
    add(new Source(Kind.IKE, null, port), port.ike.fd());
    add(new Source(Kind.NATTED, null, port), port.natted.fd());
    add(new Source(Kind.ESP, null, port), port.esp.fd());
  }

  void removePort(Port port) {
    unwatch(port.ike.fd());
    unwatch(port.natted.fd());
    unwatch(port.esp.fd());
    sources.replaceAll(source -> source != null && source.port == port ? null : source);
    port.close();
  }

  void addOutlet(Outlet outlet) {
    add(new Source(Kind.TUN, outlet, null), outlet.tun.fd());
  }

  void removeOutlet(Outlet outlet) {
    unwatch(outlet.tun.fd());
    sources.replaceAll(source -> source != null && source.outlet == outlet ? null : source);
    outlet.tun.close();
  }

  void install(InboundSa sa, Carrier carrier) {
    inbound.put(sa.spi(), new Receiver(sa, carrier));
  }

  void removeInbound(int spi) {
    Receiver receiver = inbound.find(spi);
    if (receiver != null) {
      inbound.remove(spi);
      receiver.sa.close();
    }
  }

  @Nullable InboundSa inbound(int spi) {
    Receiver receiver = inbound.find(spi);
    return receiver == null ? null : receiver.sa;
  }

  DropCounters drops() {
    return drops;
  }

  @Override
  public void close() {
    post(() -> stopping = true);
    try {
      thread.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // The duty cycle.

  private void run() {
    while (!stopping) {
      int count = poller.await(-1, ready);
      for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
        guarded(command);
      }
      for (int i = 0; i < count; i++) {
        Source source = sources.get(ready[i]);
        if (source != null) {
          serve(source);
        }
      }
    }
  }

  private void serve(Source source) {
    in.clear();
    try {
      switch (source.kind) {
        case TUN -> fromTun(source.outlet);
        case IKE -> fromIke(source.port);
        case NATTED -> fromNatted(source.port);
        case ESP -> fromEsp(source.port);
      }
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  /// One bad packet or command never ends the thread.
  private void guarded(Runnable command) {
    try {
      command.run();
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private void failed(RuntimeException e) {
    if (failures++ < 10) {
      Log.error("worker: " + e);
      e.printStackTrace();
    }
  }

  private void fromTun(@Nullable Outlet outlet) {
    if (outlet == null) {
      return;
    }
    outlet.tun.read(in);
    long now = System.nanoTime();
    for (int i = 0; i < in.count; i++) {
      int offset = in.offset[i];
      int length = in.length[i];
      if (!isWhole(offset, length)) {
        drops.count(Drop.BAD_INNER);
        continue;
      }
      Carrier carrier = outlet.rope.pick(in.memory, offset, length);
      if (carrier == null) {
        drops.count(outlet.rope.groups().isEmpty() ? Drop.NO_MEMBER : Drop.NO_ROUTE);
        continue;
      }
      OutboundSa sa = carrier.outbound;
      if (sa == null) {
        drops.count(Drop.NO_MEMBER);
        continue;
      }
      seal(carrier, sa, offset, length, now);
    }
    flush();
  }

  private void seal(Carrier carrier, OutboundSa sa, int offset, int length, long now) {
    if (outPort != carrier.port) {
      flush();
      outPort = carrier.port;
    }
    Batch out = carrier.encapsulation == Encapsulation.UDP ? outUdp : outRaw;
    if (out.isFull()) {
      flush();
      outPort = carrier.port;
    }
    if (sa.sealedLength(length) > out.room() - TAILROOM) {
      drops.count(Drop.TOO_BIG);
      return;
    }
    MssClamp.clamp(in.memory, offset, length, carrier.mtu);
    int at = out.slot(out.count);
    int sealed = sa.seal(in.memory, offset, length, out.memory, at);
    if (sealed < 0) {
      drops.count(sealed);
      return;
    }
    int index = out.count++;
    out.offset[index] = at;
    out.length[index] = sealed;
    out.trafficClass[index] = (byte) OutboundSa.outerTrafficClass(in.memory, offset);
    Endpoint remote = carrier.remote;
    out.peer(index, remote.address(), out == outUdp ? remote.port() : 0);
    carrier.sent(length, now);
  }

  private void flush() {
    Port port = outPort;
    if (port != null) {
      notSent(outUdp.count - port.natted.send(outUdp, 0, outUdp.count));
      notSent(outRaw.count - port.esp.send(outRaw, 0, outRaw.count));
    }
    outUdp.clear();
    outRaw.clear();
    outPort = null;
  }

  private void notSent(int packets) {
    for (int i = 0; i < packets; i++) {
      drops.count(Drop.NOT_SENT);
    }
  }

  private boolean isWhole(int offset, int length) {
    if (length < Ip4.MIN_HEADER) {
      return false;
    }
    int version = Ip4.version(in.memory, offset);
    return version == 4
        ? Ip4.headerLength(in.memory, offset) >= Ip4.MIN_HEADER
            && Ip4.headerLength(in.memory, offset) <= length
        : version == 6 && length >= Ip6.HEADER;
  }

  private void fromIke(@Nullable Port port) {
    if (port == null) {
      return;
    }
    port.ike.receive(in);
    for (int i = 0; i < in.count; i++) {
      hand(port, port.ike, i, 0);
    }
  }

  /// Port 4500 carries IKE behind four zero octets, ESP, and keepalives of one octet (RFC 3948).
  private void fromNatted(@Nullable Port port) {
    if (port == null) {
      return;
    }
    port.natted.receive(in);
    long now = System.nanoTime();
    for (int i = 0; i < in.count; i++) {
      boolean marked = in.length[i] >= 4 && Net.i32(in.memory, in.offset[i]) == 0;
      if (marked) {
        hand(port, port.natted, i, 4);
      } else if (in.length[i] >= 8) {
        open(port, i, now);
      } else if (in.length[i] <= 1) {
        hand(port, port.natted, i, 0);
      } else {
        drops.count(Drop.TRUNCATED);
      }
    }
  }

  private void fromEsp(@Nullable Port port) {
    if (port == null) {
      return;
    }
    port.esp.receive(in);
    long now = System.nanoTime();
    for (int i = 0; i < in.count; i++) {
      if (in.length[i] >= 8) {
        open(port, i, now);
      } else {
        drops.count(Drop.TRUNCATED);
      }
    }
  }

  private void hand(Port port, UdpSocket socket, int i, int skip) {
    byte[] message =
        in.memory
            .asSlice(in.offset[i] + skip, Math.max(in.length[i] - skip, 0))
            .toArray(ValueLayout.JAVA_BYTE);
    ike.message(port, path(socket, i), Octets.of(message));
  }

  private Path path(UdpSocket socket, int i) {
    return new Path(socket.local(), new Endpoint(in.peerAddress(i), in.peerPort[i]));
  }

  private void open(Port port, int i, long now) {
    int at = in.offset[i];
    int spi = Net.i32(in.memory, at);
    Receiver receiver = spi == 0 ? null : inbound.find(spi);
    if (receiver == null) {
      drops.count(Drop.UNKNOWN_SPI);
      UdpSocket socket = in.peerPort[i] == 0 ? port.ike : port.natted;
      int remotePort = in.peerPort[i] == 0 ? Path.IKE_PORT : in.peerPort[i];
      ike.unknownSpi(
          port, new Path(socket.local(), new Endpoint(in.peerAddress(i), remotePort)), spi);
      return;
    }
    int length = receiver.sa.open(in.memory, at, in.length[i], in.trafficClass[i] & 0xff);
    if (length < 0) {
      drops.count(length);
      return;
    }
    Carrier carrier = receiver.carrier;
    carrier.received(in.length[i], now);
    Outlet outlet = carrier.outlet;
    if (outlet != null) {
      int inner = at + receiver.sa.innerOffset();
      MssClamp.clamp(in.memory, inner, length, carrier.mtu);
      Tun tun = outlet.tun;
      if (tun.write(in.memory, inner, length) < 0) {
        drops.count(Drop.NOT_SENT);
      }
    }
  }

  private void unwatch(int fd) {
    try {
      poller.remove(fd);
    } catch (OsException e) {
      throw new IllegalStateException(e);
    }
  }

  private void add(Source source, int fd) {
    int token = sources.indexOf(null);
    if (token < 0) {
      token = sources.size();
      sources.add(source);
    } else {
      sources.set(token, source);
    }
    try {
      poller.add(fd, token);
    } catch (OsException e) {
      throw new IllegalStateException(e);
    }
  }
}
