package hawser.gateway;

import hawser.bytes.Octets;
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

  /// What to do when a descriptor is readable, and whose it is.
  private record Source(Object owner, Runnable serve) {}

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
  private final Thread thread;
  private long failures;
  private boolean stopping;

  /// @param engine made for this worker
  Worker(int index, Workers workers, IkeReceiver ike, Engine engine) throws OsException {
    this.index = index;
    this.engine = engine;
    Arena arena = Arena.ofAuto();
    this.egress = new Egress(arena, drops);
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
      add(new Source(port, () -> ingress.fromIke(port)), port.ike.fd());
    }
    add(new Source(port, () -> ingress.fromNatted(sockets)), sockets.natted().fd());
    add(new Source(port, () -> ingress.fromEsp(sockets)), sockets.esp().fd());
  }

  void removePort(Port port) {
    Sockets sockets = port.sockets(this);
    unwatch(sockets.natted().fd());
    unwatch(sockets.esp().fd());
    if (index == 0) {
      unwatch(port.ike.fd());
    }
    forget(port);
  }

  void addDevice(TunDevice device) {
    Outlet outlet = device.of(this);
    add(new Source(outlet, () -> egress.serve(outlet)), outlet.tun.fd());
  }

  void removeDevice(TunDevice device) {
    Outlet outlet = device.of(this);
    unwatch(outlet.tun.fd());
    forget(outlet);
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
      long patience = ingress.patience(System.nanoTime());
      int count = poller.await(patience, ready);
      for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
        guarded(command);
      }
      for (int i = 0; i < count; i++) {
        Source source = sources.get(ready[i]);
        if (source != null) {
          guarded(source.serve);
        }
      }
      if (patience >= 0) {
        ingress.expire(System.nanoTime());
      }
    }
  }

  /// One bad packet or command never ends the thread.
  private void guarded(Runnable task) {
    try {
      task.run();
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

  @SuppressWarnings("ReferenceEquality") // an owner is who it is
  private void forget(Object owner) {
    sources.replaceAll(source -> source != null && source.owner == owner ? null : source);
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
