package hawser.gateway;

import hawser.bytes.Octets;
import hawser.esp.Drop;
import hawser.esp.DropCounters;
import hawser.esp.Engine;
import hawser.esp.InboundSa;
import hawser.ike.Path;
import hawser.linux.OsException;
import hawser.linux.Poller;
import hawser.net.AddressSet;
import hawser.net.Batch;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Moves packets: from TUN devices through outbound SAs to sockets ([Egress]), and back
/// ([Ingress]). One thread, run to completion, a batch at a time; nothing is locked and no packet
/// is an object.
///
/// Commands from other threads run here between batches. [Workers] says what belongs to which
/// worker.
final class Worker implements AutoCloseable {
  /// Takes off the worker's hands what is not for an SA.
  interface IkeReceiver {
    /// A datagram as it came, on port 4500 with its marker.
    void message(Port port, Path path, Octets datagram);

    /// ESP came with an SPI that no SA has; only some of those packets, when they are many.
    void unknownSpi(Port port, Path path, Octets datagram);
  }

  /// Packets of this worker that others may have received and that wait for it.
  private static final int MOST_STRAYS = 256;

  final int index;
  private final Engine engine;
  private final Poller poller;
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final DropCounters drops = new DropCounters();
  private final Egress egress;
  private final Ingress ingress;
  private final AtomicInteger strays = new AtomicInteger();
  private final int[] ready = new int[64];
  private final List<@Nullable Source> sources = new ArrayList<>();
  private final List<Source> paused = new ArrayList<>();
  private final Thread thread;
  private long failures;
  private boolean stopping;

  /// @param engine made for this worker
  Worker(int index, Workers workers, IkeReceiver ike, Engine engine) throws OsException {
    this.index = index;
    this.engine = engine;
    Arena arena = Arena.ofAuto();
    this.egress = new Egress(arena, this, drops);
    this.ingress = new Ingress(arena, this, workers, ike, drops);
    this.poller = Poller.open();
    this.thread = Thread.ofPlatform().name("w" + index).unstarted(this::run);
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
    return await(ask(question));
  }

  /// Runs a question on the worker's thread, soon.
  <T> CompletableFuture<T> ask(Callable<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    post(() -> {
      try {
        answer.complete(question.call());
      } catch (Exception e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the worker did not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// Takes a packet of an SA of this worker that came to another one: copies it and deals with it
  /// soon. False when too many wait. Any thread.
  boolean takeStray(Port port, Batch batch, int i) {
    if (strays.incrementAndGet() > MOST_STRAYS) {
      int _ = strays.decrementAndGet();
      return false;
    }
    Batch copy = batch.copyOf(i);
    post(() -> {
      int _ = strays.decrementAndGet();
      ingress.stray(port, copy);
    });
    return true;
  }

  // Commands; all run on the worker's thread.

  void addPort(Port port) {
    Sockets sockets = port.sockets(this);
    if (index == 0) {
      add(port, port.ike.fd(), () -> ingress.fromIke(port));
    }
    add(port, sockets.natted().fd(), Ingress.WIDE_SLOTS, () -> ingress.fromNatted(sockets));
    add(port, sockets.esp().fd(), Ingress.NARROW_SLOTS, () -> ingress.fromEsp(sockets));
  }

  void removePort(Port port) {
    forget(port);
  }

  void addDevice(TunDevice device) {
    Outlet outlet = device.of(this);
    add(outlet, outlet.tun.fd(), () -> egress.serve(outlet));
  }

  void removeDevice(TunDevice device) {
    forget(device.of(this));
  }

  /// The addresses of this host, which no packet of a peer may come from.
  void ownAddresses(AddressSet own) {
    ingress.ownAddresses(own);
  }

  void install(InboundSa sa, Carrier carrier) {
    ingress.install(sa, carrier);
  }

  void removeInbound(int spi) {
    ingress.remove(spi);
  }

  @Nullable InboundSa inbound(int spi) {
    return ingress.find(spi);
  }

  /// What makes the ciphers of this worker's SAs; any thread.
  Engine engine() {
    return engine;
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
      long patience = patience(System.nanoTime());
      int count = poller.await(patience, ready);
      for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
        guarded(command);
      }
      for (int i = 0; i < count; i++) {
        Source source = sources.get(ready[i]);
        if (source != null && serve(source)) {
          unwatch(source);
          paused.add(source);
        }
      }
      if (patience >= 0) {
        ingress.expire(System.nanoTime());
        servePaused(System.nanoTime());
      }
    }
  }

  /// Nanoseconds until the clock says that there is something to do, negative for never.
  private long patience(long now) {
    long least = ingress.patience(now);
    for (int i = 0; i < paused.size(); i++) {
      long left = Math.max(paused.get(i).due() - now, 0);
      least = least < 0 ? left : Math.min(least, left);
    }
    return least;
  }

  private void servePaused(long now) {
    for (int i = paused.size() - 1; i >= 0; i--) {
      Source source = paused.get(i);
      if (now - source.due() >= 0 && !serve(source)) {
        paused.remove(i);
        watch(source);
      }
    }
  }

  /// True when the source is to be looked at by the clock. A fault of one source does not end the
  /// thread.
  private boolean serve(Source source) {
    try {
      source.serve(System.nanoTime());
    } catch (RuntimeException e) {
      failed(e);
    }
    return source.isPaused();
  }

  /// One bad command never ends the thread.
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  /// A fault while one packet was handled: the others go on.
  void faulted(RuntimeException e) {
    drops.count(Drop.FAULT);
    failed(e);
  }

  private void failed(RuntimeException e) {
    if (failures++ < 10) {
      Log.error("worker: " + e);
      e.printStackTrace();
    }
  }

  private void add(Object owner, int fd, Runnable work) {
    IntSupplier unpaced =
        () -> {
          work.run();
          return 0;
        };
    add(owner, fd, 1, unpaced);
  }

  private void add(Object owner, int fd, int most, IntSupplier work) {
    int token = sources.indexOf(null);
    if (token < 0) {
      token = sources.size();
      sources.add(null);
    }
    Source source = new Source(owner, fd, token, most, work, System.nanoTime());
    sources.set(token, source);
    watch(source);
  }

  @SuppressWarnings("ReferenceEquality") // an owner is who it is
  private void forget(Object owner) {
    for (int i = 0; i < sources.size(); i++) {
      Source source = sources.get(i);
      if (source != null && source.owner == owner) {
        if (!paused.remove(source)) {
          unwatch(source);
        }
        sources.set(i, null);
      }
    }
  }

  private void watch(Source source) {
    try {
      poller.add(source.fd, source.token);
    } catch (OsException e) {
      throw new IllegalStateException(e);
    }
  }

  private void unwatch(Source source) {
    try {
      poller.remove(source.fd);
    } catch (OsException e) {
      throw new IllegalStateException(e);
    }
  }
}
