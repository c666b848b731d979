package hawser.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.net.Batch;
import hawser.net.Burst;
import hawser.net.Endpoint;
import hawser.net.IpAddress;
import hawser.net.Net;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

final class SocketTest {
  private static final Endpoint ANY_PORT = new Endpoint(Namespace.LOOPBACK, 0);
  private static final Endpoint ANY_PORT6 = new Endpoint(IpAddress.parse("::1"), 0);

  @RootTest
  void a_hundred_datagrams_keep_order_octets_and_traffic_class() throws Throwable {
    Namespace.run(() -> sendsHundred(ANY_PORT));
  }

  @RootTest
  void ipv6_sockets_do_the_same() throws Throwable {
    Namespace.run(() -> sendsHundred(ANY_PORT6));
  }

  private static void sendsHundred(Endpoint any) throws OsException {
    try (UdpSocket left = UdpSocket.open(any, Optional.of("lo"));
        UdpSocket right = UdpSocket.open(any, Optional.empty())) {
      send(left, 100, right.local());

      Batch in = Namespace.batch(128, 200);
      Namespace.await(right.fd(), 100, () -> right.receive(in));
      for (int i = 0; i < 100; i++) {
        assertEquals(in.start(i), in.offset[i]);
        assertEquals(20 + i, in.length[i]);
        assertEquals(i, Net.u16(in.memory, in.offset[i]));
        assertEquals((i << 2) & 0xff, in.trafficClass(i));
        assertEquals(left.local(), in.peer(i));
      }
      assertEquals(0, right.truncated());
      assertEquals(0, right.receiveErrors());
      assertEquals(0, left.sendErrors());
      assertEquals(0, right.receive(in));
    }
  }

  @Test
  void a_datagram_longer_than_a_slot_is_dropped_and_the_others_stay() throws Exception {
    try (UdpSocket left = UdpSocket.open(ANY_PORT, Optional.empty());
        UdpSocket right = UdpSocket.open(ANY_PORT, Optional.empty())) {
      Burst out = burst(right.local());
      for (int i = 0; i < 4; i++) {
        append(out, i, i == 1 ? 400 : 20 + i);
      }
      left.queue(out);
      assertEquals(0, left.flush());
      Batch in = Namespace.batch(8, 200);
      Namespace.await(right.fd(), 3, () -> right.receive(in));
      assertEquals(1, right.truncated());
      int[] survivors = {0, 2, 3};
      for (int i = 0; i < 3; i++) {
        assertEquals(in.start(survivors[i]), in.offset[i]);
        assertEquals(survivors[i], Net.u16(in.memory, in.offset[i]));
        assertEquals(survivors[i] << 2, in.trafficClass(i));
      }
    }
  }

  @Test
  void a_burst_that_fails_does_not_stop_the_others() throws Exception {
    try (UdpSocket left = UdpSocket.open(ANY_PORT, Optional.empty());
        UdpSocket right = UdpSocket.open(ANY_PORT, Optional.empty())) {
      Endpoint[] peers = {
        right.local(), new Endpoint(Namespace.LOOPBACK, 0), ANY_PORT6, right.local()
      };
      for (int i = 0; i < peers.length; i++) {
        Burst out = burst(peers[i]);
        append(out, i, 20);
        left.queue(out);
      }
      assertEquals(2, left.flush());
      assertEquals(2, left.sendErrors());
      Batch in = Namespace.batch(8, 200);
      Namespace.await(right.fd(), 2, () -> right.receive(in));
      assertEquals(0, Net.u16(in.memory, in.offset[0]));
      assertEquals(3, Net.u16(in.memory, in.offset[1]));
    }
  }

  @RootTest
  void runs_of_equal_packets_are_joined_on_the_way_and_parted_again() throws Throwable {
    Namespace.run(() -> {
      try (UdpSocket left = UdpSocket.open(ANY_PORT, Optional.empty());
          UdpSocket right = UdpSocket.open(ANY_PORT, Optional.empty())) {
        assertTrue(right.joinReceived());
        Burst out = burst(right.local());
        for (int i = 0; i < 200; i++) {
          append(out, i, 1400, 0);
        }
        append(out, 200, 100, 0);
        assertEquals(5, out.runs, "46 packets of 1400 octets in each run of 64 KB");
        left.queue(out);
        assertEquals(0, left.flush());
        Batch in = Namespace.batch(16, 1 << 16);
        Namespace.await(right.fd(), 201, () -> right.receive(in));
        assertEquals(5, in.filled, "one datagram a run");
        for (int i = 0; i <= 200; i++) {
          assertEquals(i == 200 ? 100 : 1400, in.length[i]);
          assertEquals(i, Net.u16(in.memory, in.offset[i]));
        }
      }
    });
  }

  @RootTest
  void a_run_whose_packets_exceed_the_mtu_goes_out_in_fragments() throws Throwable {
    Namespace.run(() -> {
      try (Netlink netlink = Netlink.open()) {
        netlink.setMtu(1, 600);
      }
      try (UdpSocket left = UdpSocket.open(ANY_PORT, Optional.empty());
          UdpSocket right = UdpSocket.open(ANY_PORT, Optional.empty())) {
        Burst out = burst(right.local());
        for (int i = 0; i < 10; i++) {
          append(out, i, 1000, 0);
        }
        left.queue(out);
        assertEquals(0, left.flush());
        Batch in = Namespace.batch(16, 1500);
        Namespace.await(right.fd(), 10, () -> right.receive(in));
        for (int i = 0; i < 10; i++) {
          assertEquals(1000, in.length[i]);
          assertEquals(i, Net.u16(in.memory, in.offset[i]));
        }
      }
    });
  }

  @Test
  void a_full_batch_leaves_the_rest_for_the_next_read() throws Exception {
    try (UdpSocket left = UdpSocket.open(ANY_PORT, Optional.empty());
        UdpSocket right = UdpSocket.open(ANY_PORT, Optional.empty())) {
      send(left, 2, right.local());
      Batch in = Namespace.batch(1, 200);
      Namespace.await(right.fd(), 1, () -> right.receive(in));
      assertEquals(0, Net.u16(in.memory, in.offset[0]));
      assertEquals(0, right.receive(in));
      in.clear();
      assertEquals(1, right.receive(in));
      assertEquals(1, Net.u16(in.memory, in.offset[0]));
    }
  }

  @Test
  void a_single_datagram_arrives_or_says_why_not() throws Exception {
    try (UdpSocket left = UdpSocket.open(ANY_PORT, Optional.empty());
        UdpSocket right = UdpSocket.open(ANY_PORT, Optional.empty())) {
      byte[] message = {0, 0, 0, 0, 42};
      left.send(right.local(), message);
      Batch in = Namespace.batch(1, 200);
      Namespace.await(right.fd(), 1, () -> right.receive(in));
      assertArrayEquals(
          message, in.memory.asSlice(in.offset[0], in.length[0]).toArray(ValueLayout.JAVA_BYTE));

      Endpoint nowhere = new Endpoint(IpAddress.parse("127.0.0.1"), 0);
      OsException e = assertThrows(OsException.class, () -> left.send(nowhere, message));
      assertEquals("send to 127.0.0.1:0: Invalid argument", e.getMessage());
    }
  }

  @RootTest
  void with_df_set_a_packet_above_the_mtu_is_refused_and_without_it_is_cut() throws Throwable {
    Namespace.run(() -> {
      try (Netlink netlink = Netlink.open()) {
        netlink.setMtu(1, 600);
      }
      try (UdpSocket left = UdpSocket.open(ANY_PORT, Optional.empty());
          UdpSocket right = UdpSocket.open(ANY_PORT, Optional.empty())) {
        byte[] message = new byte[1000];
        left.send(right.local(), message);
        left.setDontFragment(DontFragment.SET);
        OsException e = assertThrows(OsException.class, () -> left.send(right.local(), message));
        assertEquals(Errno.EMSGSIZE, e.errno());
        Batch in = Namespace.batch(4, 1500);
        Namespace.await(right.fd(), 1, () -> right.receive(in));
        assertEquals(1000, in.length[0]);
      }
    });
  }

  @RootTest
  void raw_esp_arrives_behind_its_ip_header() throws Throwable {
    Namespace.run(() -> {
      IpAddress second = IpAddress.parse("127.0.0.2");
      try (RawEspSocket left = RawEspSocket.open(Namespace.LOOPBACK, Optional.of("lo"));
          RawEspSocket right = RawEspSocket.open(second, Optional.empty())) {
        Burst out = burst(new Endpoint(second, 0));
        for (int i = 0; i < 10; i++) {
          append(out, i, i == 4 ? 190 : 20 + i);
        }
        left.queue(out);
        assertEquals(0, left.flush());
        Batch in = Namespace.batch(16, 200);
        Namespace.await(right.fd(), 9, () -> right.receive(in));
        assertEquals(1, right.truncated());
        for (int i = 0; i < 9; i++) {
          int number = i < 4 ? i : i + 1;
          assertEquals(in.start(number) + 20, in.offset[i]);
          assertEquals(20 + number, in.length[i]);
          assertEquals(number, Net.u16(in.memory, in.offset[i]));
          assertEquals(number << 2, in.trafficClass(i));
          assertEquals(new Endpoint(Namespace.LOOPBACK, 0), in.peer(i));
        }
        assertEquals(0, left.receive(in));
      }
    });
  }

  @RootTest
  void esp_that_is_longer_than_the_device_takes_is_cut_by_the_kernel() throws Throwable {
    Namespace.run(() -> {
      try (Netlink netlink = Netlink.open()) {
        netlink.setMtu(1, 1500);
      }
      try (RawEspSocket socket = RawEspSocket.open(Namespace.LOOPBACK, Optional.of("lo"))) {
        Burst out = burst(new Endpoint(Namespace.LOOPBACK, 0));
        append(out, 1, 1_400);
        append(out, 2, 4_000);
        append(out, 3, 1_480);
        socket.queue(out);
        assertEquals(0, socket.flush());
        Batch in = Namespace.batch(16, 8_000);
        Namespace.await(socket.fd(), 3, () -> socket.receive(in));
        int[] lengths = {1_400, 4_000, 1_480};
        for (int i = 0; i < 3; i++) {
          assertEquals(lengths[i], in.length[i]);
          assertEquals(i + 1, Net.u16(in.memory, in.offset[i]));
          assertEquals(i + 1 << 2, in.trafficClass(i));
        }
      }
    });
  }

  @RootTest
  void each_socket_of_a_group_gets_the_spis_that_are_its_own() throws Throwable {
    Namespace.run(() -> {
      for (int count : new int[] {1, 2, 3, 4}) {
        List<UdpSocket> group = UdpSocket.openGroup(ANY_PORT, Optional.of("lo"), count);
        try (UdpSocket sender = UdpSocket.open(ANY_PORT, Optional.of("lo"))) {
          sender.queue(spis(group.getFirst().local()));
          assertEquals(0, sender.flush());
          for (int i = 0; i < count; i++) {
            UdpSocket socket = group.get(i);
            expectOwn(socket.fd(), socket::receive, i, count);
          }
          sender.send(group.getFirst().local(), new byte[] {0, 0, 0, 0, 7}); // IKE
          sender.send(group.getFirst().local(), new byte[] {(byte) 0xff}); // a keepalive
          Batch in = Namespace.batch(8, 200);
          Namespace.await(group.getFirst().fd(), 2, () -> group.getFirst().receive(in));
        } finally {
          group.forEach(UdpSocket::close);
        }
      }
    });
  }

  @RootTest
  void each_raw_socket_of_a_group_keeps_the_spis_that_are_its_own() throws Throwable {
    Namespace.run(() -> {
      IpAddress second = IpAddress.parse("127.0.0.2");
      for (int count : new int[] {1, 2, 3, 4}) {
        List<RawEspSocket> group = RawEspSocket.openGroup(second, Optional.empty(), count);
        try (RawEspSocket sender = RawEspSocket.open(Namespace.LOOPBACK, Optional.of("lo"))) {
          sender.queue(spis(new Endpoint(second, 0)));
          assertEquals(0, sender.flush());
          for (int i = 0; i < count; i++) {
            RawEspSocket socket = group.get(i);
            expectOwn(socket.fd(), socket::receive, i, count);
          }
        } finally {
          group.forEach(RawEspSocket::close);
        }
      }
    });
  }

  private static final int FIRST_SPI = 0x8000_0100; // as a signed number it would be negative

  /// Twelve packets with SPIs in a row.
  private static Burst spis(Endpoint to) {
    Burst out = burst(to);
    for (int i = 0; i < 12; i++) {
      int at = out.reserve(40);
      Net.put32(out.memory, at, FIRST_SPI + i);
      out.append(40, i << 2);
    }
    return out;
  }

  private static void expectOwn(int fd, ToIntFunction<Batch> receive, int index, int count)
      throws OsException {
    Batch in = Namespace.batch(16, 200);
    Namespace.await(fd, 12 / count, () -> receive.applyAsInt(in));
    for (int i = 0; i < in.count; i++) {
      int spi = Net.i32(in.memory, in.offset[i]);
      assertEquals(index, Integer.remainderUnsigned(spi, count));
    }
    assertEquals(0, receive.applyAsInt(in));
  }

  @Test
  void raw_esp_is_for_ipv4() {
    OsException e =
        assertThrows(
            OsException.class, () -> RawEspSocket.open(ANY_PORT6.address(), Optional.empty()));
    assertEquals("bind ESP ::1: Address family not supported by protocol", e.getMessage());
  }

  /// Sends `count` packets; packet `i` has 20 + i octets.
  private static void send(UdpSocket from, int count, Endpoint to) {
    Burst out = burst(to);
    for (int i = 0; i < count; i++) {
      append(out, i, 20 + i);
    }
    from.queue(out);
    assertEquals(0, from.flush());
  }

  private static Burst burst(Endpoint to) {
    Burst burst = new Burst(Arena.ofAuto(), 1 << 19, 256);
    burst.begin(to.address(), to.port());
    return burst;
  }

  /// A packet that starts with its number and has it as DSCP.
  private static void append(Burst burst, int number, int length) {
    append(burst, number, length, number << 2);
  }

  private static void append(Burst burst, int number, int length, int trafficClass) {
    int at = burst.reserve(length);
    Net.put16(burst.memory, at, number);
    burst.append(length, trafficClass);
  }
}
