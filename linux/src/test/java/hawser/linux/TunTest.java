package hawser.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hawser.net.Batch;
import hawser.net.Ip4;
import hawser.net.Net;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

final class TunTest {
  private static final int UDP = 8;

  @RootTest
  void a_datagram_into_the_route_is_read_and_its_answer_delivered() throws Throwable {
    Namespace.run(() -> {
      Sysctl.write("net.ipv6.conf.default.disable_ipv6", "1");
      try (Netlink netlink = Netlink.open();
          Tun tun = Tun.open("hw0");
          DatagramSocket socket = new DatagramSocket(new InetSocketAddress("0.0.0.0", 0))) {
        Namespace.configure(netlink, tun, "10.0.0.1", "10.9.0.0/16");
        byte[] ping = "ping".getBytes(StandardCharsets.US_ASCII);
        socket.send(new DatagramPacket(ping, 4, new InetSocketAddress("10.9.0.7", 7000)));

        Batch batch = Namespace.batch(4, 1500);
        Namespace.await(tun.fd(), 1, () -> tun.read(batch));
        assertEquals(batch.slot(0), batch.offset[0]);
        assertEquals(Ip4.MIN_HEADER + UDP + 4, batch.length[0]);
        assertEquals(Ip4.PROTOCOL_UDP, Ip4.protocol(batch.memory, batch.offset[0]));
        assertEquals(0, tun.read(batch));

        echo(batch.memory, batch.offset[0]);
        assertEquals(batch.length[0], tun.write(batch.memory, batch.offset[0], batch.length[0]));
        DatagramPacket answer = new DatagramPacket(new byte[100], 100);
        socket.setSoTimeout(5000);
        socket.receive(answer);
        assertEquals(new InetSocketAddress("10.9.0.7", 7000), answer.getSocketAddress());
        assertArrayEquals(ping, Arrays.copyOf(answer.getData(), answer.getLength()));
      }
    });
  }

  @RootTest
  void packets_wait_until_there_is_room_and_too_long_ones_are_dropped() throws Throwable {
    Namespace.run(() -> {
      Sysctl.write("net.ipv6.conf.default.disable_ipv6", "1");
      try (Netlink netlink = Netlink.open();
          Tun tun = Tun.open("hw0");
          DatagramSocket socket = new DatagramSocket(new InetSocketAddress("0.0.0.0", 0))) {
        Namespace.configure(netlink, tun, "10.0.0.1", "10.9.0.0/16");
        for (int length : new int[] {10, 500, 20, 30}) {
          socket.send(
              new DatagramPacket(
                  new byte[length], length, new InetSocketAddress("10.9.0.7", 7000)));
        }
        Batch batch = Namespace.batch(2, 200);
        assertEquals(2, tun.read(batch));
        assertEquals(38, batch.length[0]);
        assertEquals(48, batch.length[1]);
        assertEquals(batch.slot(1), batch.offset[1]);
        assertEquals(1, tun.readErrors());
        assertEquals(0, tun.read(batch));
        batch.clear();
        assertEquals(1, tun.read(batch));
        assertEquals(58, batch.length[0]);
      }
    });
  }

  @RootTest
  void a_refused_write_gives_the_error_number() throws Throwable {
    Namespace.run(() -> {
      try (Tun tun = Tun.open("hw0")) {
        Batch batch = Namespace.batch(1, 200);
        assertEquals(-Errno.EINVAL, tun.write(batch.memory, batch.slot(0), 40));
        Net.put8(batch.memory, batch.slot(0), 0x45);
        assertEquals(-Errno.EIO, tun.write(batch.memory, batch.slot(0), 40));
        assertEquals(-Errno.EFAULT, tun.write(batch.memory, batch.slot(0), 4000));
        assertEquals(-Errno.EFAULT, tun.write(MemorySegment.ofArray(new byte[40]), 0, 40));
      }
    });
  }

  @RootTest
  void a_name_that_is_taken_or_too_long_is_refused() throws Throwable {
    Namespace.run(() -> {
      try (Tun tun = Tun.open("hw0")) {
        OsException taken = assertThrows(OsException.class, () -> Tun.open(tun.name()));
        assertEquals("create TUN hw0: Device or resource busy", taken.getMessage());
        OsException longName = assertThrows(OsException.class, () -> Tun.open("abcdefghijklmnop"));
        assertEquals(Errno.EINVAL, longName.errno());
      }
    });
  }

  /// Turns the packet round; without a UDP checksum.
  private static void echo(MemorySegment m, int ip) {
    int source = Ip4.source(m, ip);
    Net.put32(m, ip + 12, Ip4.destination(m, ip));
    Net.put32(m, ip + 16, source);
    Ip4.writeChecksum(m, ip);
    int udp = ip + Ip4.MIN_HEADER;
    int port = Net.u16(m, udp);
    Net.put16(m, udp, Net.u16(m, udp + 2));
    Net.put16(m, udp + 2, port);
    Net.put16(m, udp + 6, 0);
  }
}
