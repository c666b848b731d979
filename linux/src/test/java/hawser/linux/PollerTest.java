package hawser.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.net.Batch;
import hawser.net.Endpoint;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PollerTest {
  private static final Endpoint ANY_PORT = new Endpoint(Namespace.LOOPBACK, 0);
  private static final long LONG = 30_000_000_000L;

  @Test
  void a_wake_up_from_another_thread_ends_the_wait_without_a_token() throws Exception {
    try (Poller poller = Poller.open()) {
      long start = System.nanoTime();
      Thread waker = Thread.ofPlatform().start(poller::wake);
      assertEquals(0, poller.await(LONG, new int[4]));
      assertTrue(System.nanoTime() - start < LONG / 2, "not woken");
      assertTrue(waker.join(Duration.ofSeconds(5)));
      assertWaitsFullTime(poller);
    }
  }

  @Test
  void readable_descriptors_are_reported_by_token_until_they_are_drained() throws Exception {
    try (Poller poller = Poller.open();
        UdpSocket first = UdpSocket.open(ANY_PORT, Optional.empty());
        UdpSocket second = UdpSocket.open(ANY_PORT, Optional.empty())) {
      poller.add(first.fd(), 5);
      poller.add(second.fd(), -6);
      first.send(second.local(), new byte[] {1});
      int[] tokens = new int[4];
      assertEquals(1, poller.await(LONG, tokens));
      assertEquals(-6, tokens[0]);
      assertEquals(1, poller.await(-1, tokens));

      poller.wake();
      int[] single = new int[1];
      assertEquals(1, poller.await(LONG, single));
      assertEquals(-6, single[0]);

      Batch batch = Namespace.batch(1, 100);
      assertEquals(1, second.receive(batch));
      assertWaitsFullTime(poller);

      poller.remove(second.fd());
      first.send(second.local(), new byte[] {1});
      assertWaitsFullTime(poller);
    }
  }

  @Test
  void a_closed_poller_ignores_wake_ups_and_takes_no_descriptors() throws Exception {
    Poller poller = Poller.open();
    poller.close();
    poller.wake();
    OsException e = assertThrows(OsException.class, () -> poller.add(0, 1));
    assertEquals("epoll_ctl add 0: Bad file descriptor", e.getMessage());
  }

  private static void assertWaitsFullTime(Poller poller) {
    long start = System.nanoTime();
    assertEquals(0, poller.await(1_500_000, new int[4]));
    assertTrue(System.nanoTime() - start >= 1_500_000, "came back early");
  }
}
