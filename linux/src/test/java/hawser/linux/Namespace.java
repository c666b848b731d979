package hawser.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.net.Batch;
import hawser.net.IpAddress;
import hawser.net.Prefix;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.function.Executable;

/// A fresh network namespace on a thread of its own, with lo up.
final class Namespace {
  static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");

  private Namespace() {}

  @SuppressWarnings("unused") // named by RootTest
  static boolean isRoot() throws Exception {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  static void run(Executable body) throws Throwable {
    FutureTask<Optional<Throwable>> task =
        new FutureTask<>(() -> {
          try {
            NetworkNamespace.unshare();
            try (Netlink netlink = Netlink.open()) {
              netlink.setUp(1);
            }
            body.execute();
            return Optional.empty();
          } catch (Throwable t) {
            return Optional.of(t);
          }
        });
    Thread thread = Thread.ofPlatform().daemon().name("namespace").start(task);
    try {
      Optional<Throwable> failure = task.get(30, TimeUnit.SECONDS);
      if (failure.isPresent()) {
        throw failure.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
    assertTrue(thread.join(Duration.ofSeconds(5)));
  }

  static Batch batch(int slots, int stride) {
    return new Batch(Arena.ofAuto(), slots, stride, slots * Batch.MOST_PER_SLOT);
  }

  /// The index of the device, up, with an address and a route through it.
  static int configure(Netlink netlink, Tun tun, String address, String route) throws OsException {
    int index =
        netlink.links().stream()
            .filter(link -> link.name().equals(tun.name()))
            .findFirst()
            .orElseThrow()
            .index();
    netlink.addAddress(index, IpAddress.parse(address), 32, Optional.empty());
    netlink.setUp(index);
    netlink.replaceRoute(RouteEntry.over(Prefix.parse(route), index, 0));
    return index;
  }

  /// Calls `read` as often as the descriptor is readable, until so many came in all.
  static void await(int fd, int wanted, IntSupplier read) throws OsException {
    try (Poller poller = Poller.open()) {
      poller.add(fd, 1);
      int got = 0;
      int[] tokens = new int[1];
      while (got < wanted) {
        assertEquals(1, poller.await(5_000_000_000L, tokens), "nothing came, after " + got);
        got += read.getAsInt();
      }
      assertEquals(wanted, got);
    }
  }
}
