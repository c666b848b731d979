package hawser.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hawser.net.Batch;
import hawser.net.Endpoint;
import hawser.net.IpAddress;
import hawser.net.Net;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
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
      Batch out = numbered(100, 200, right.local());
      assertEquals(100, left.send(out, 0, 100));

      Batch in = Namespace.batch(128, 200);
      Namespace.await(right.fd(), 100, () -> right.receive(in));
      for (int i = 0; i < 100; i++) {
        assertEquals(in.slot(i), in.offset[i]);
        assertEquals(20 + i, in.length[i]);
        assertEquals(i, Net.u16(in.memory, in.offset[i]));
        assertEquals((byte) (i << 2), in.trafficClass[i]);
        assertEquals(left.local(), new Endpoint(in.peerAddress(i), in.peerPort[i]));
      }
      assertEquals(0, right.truncated());
      assertEquals(0, right.receiveErrors());
      assertEquals(0, left.sendErrors());
      assertEquals(0, right.receive(in));
    }
  }

  @Test
  void a_datagram_longer_than_a_slot_is_dropped_and_the_next_ones_move_up() throws Exception {
    try (UdpSocket left = UdpSocket.open(ANY_PORT, Optional.empty());
        UdpSocket right = UdpSocket.open(ANY_PORT, Optional.empty())) {
      Batch out = numbered(4, 500, right.local());
      out.length[1] = 400;
      assertEquals(4, left.send(out, 0, 4));
      Batch in = Namespace.batch(8, 200);
      Namespace.await(right.fd(), 3, () -> right.receive(in));
      assertEquals(1, right.truncated());
      int[] survivors = {0, 2, 3};
      for (int i = 0; i < 3; i++) {
        assertEquals(in.slot(i), in.offset[i]);
        assertEquals(survivors[i], Net.u16(in.memory, in.offset[i]));
        assertEquals((byte) (survivors[i] << 2), in.trafficClass[i]);
      }
    }
  }

  @Test
  void a_packet_that_fails_does_not_stop_the_others() throws Exception {
    try (UdpSocket left = UdpSocket.open(ANY_PORT, Optional.empty());
        UdpSocket right = UdpSocket.open(ANY_PORT, Optional.empty())) {
      Batch out = numbered(5, 200, right.local());
      out.peerPort[1] = 0; // EINVAL
      out.peer(3, ANY_PORT6.address(), 4500);
      assertEquals(3, left.send(out, 0, 5));
      assertEquals(2, left.sendErrors());
      Batch in = Namespace.batch(8, 200);
      Namespace.await(right.fd(), 3, () -> right.receive(in));
      assertEquals(0, Net.u16(in.memory, in.offset[0]));
      assertEquals(2, Net.u16(in.memory, in.offset[1]));
      assertEquals(4, Net.u16(in.memory, in.offset[2]));
    }
  }

  @Test
  void a_full_batch_leaves_the_rest_for_the_next_read() throws Exception {
    try (UdpSocket left = UdpSocket.open(ANY_PORT, Optional.empty());
        UdpSocket right = UdpSocket.open(ANY_PORT, Optional.empty())) {
      assertEquals(2, left.send(numbered(5, 200, right.local()), 3, 5));
      Batch in = Namespace.batch(1, 200);
      Namespace.await(right.fd(), 1, () -> right.receive(in));
      assertEquals(3, Net.u16(in.memory, in.offset[0]));
      assertEquals(0, right.receive(in));
      in.clear();
      assertEquals(1, right.receive(in));
      assertEquals(4, Net.u16(in.memory, in.offset[0]));
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
        Batch out = numbered(10, 200, new Endpoint(second, 0));
        out.length[4] = 190;
        assertEquals(10, left.send(out, 0, 10));
        Batch in = Namespace.batch(16, 200);
        Namespace.await(right.fd(), 9, () -> right.receive(in));
        assertEquals(1, right.truncated());
        for (int i = 0; i < 9; i++) {
          int number = i < 4 ? i : i + 1;
          assertEquals(in.slot(i) + 20, in.offset[i]);
          assertEquals(20 + number, in.length[i]);
          assertEquals(number, Net.u16(in.memory, in.offset[i]));
          assertEquals((byte) (number << 2), in.trafficClass[i]);
          assertEquals(Namespace.LOOPBACK, in.peerAddress(i));
          assertEquals(0, in.peerPort[i]);
        }
        assertEquals(0, left.receive(in));
      }
    });
  }

  @Test
  void raw_esp_is_for_ipv4() {
    OsException e =
        assertThrows(
            OsException.class, () -> RawEspSocket.open(ANY_PORT6.address(), Optional.empty()));
    assertEquals("bind ESP ::1: Address family not supported by protocol", e.getMessage());
  }

  /// Packet `i` has 20 + i octets, starts with its number and has it as DSCP.
  private static Batch numbered(int count, int room, Endpoint to) {
    Batch batch = Namespace.batch(count, room);
    for (int i = 0; i < count; i++) {
      batch.offset[i] = batch.slot(i);
      batch.length[i] = 20 + i;
      batch.trafficClass[i] = (byte) (i << 2);
      batch.peer(i, to.address(), to.port());
      Net.put16(batch.memory, batch.offset[i], i);
    }
    batch.count = count;
    return batch;
  }
}
