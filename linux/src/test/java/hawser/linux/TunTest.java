package hawser.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.net.Checksum;
import hawser.net.Ip4;
import hawser.net.Net;
import hawser.offload.Coalescer;
import hawser.offload.Gather;
import hawser.offload.Segmenter;
import hawser.offload.VnetHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

final class TunTest {
  private static final int UDP = 8;

  private final MemorySegment frame = Arena.ofAuto().allocate(Tun.MOST_FRAME);

  private int read(Tun tun) {
    return tun.read(frame, 0, Tun.MOST_FRAME);
  }

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

        int packet = Ip4.MIN_HEADER + UDP + 4;
        Namespace.await(tun.fd(), VnetHeader.LENGTH + packet, () -> read(tun));
        assertEquals(Ip4.PROTOCOL_UDP, Ip4.protocol(frame, VnetHeader.LENGTH));
        assertEquals(0, read(tun));

        echo(frame, VnetHeader.LENGTH);
        VnetHeader.writePlain(frame, 0);
        Gather gather = new Gather(2);
        gather.add(frame, 0, VnetHeader.LENGTH);
        gather.add(frame, VnetHeader.LENGTH, packet);
        assertEquals(VnetHeader.LENGTH + packet, tun.write(gather));
        DatagramPacket answer = new DatagramPacket(new byte[100], 100);
        socket.setSoTimeout(5000);
        socket.receive(answer);
        assertEquals(new InetSocketAddress("10.9.0.7", 7000), answer.getSocketAddress());
        assertArrayEquals(ping, Arrays.copyOf(answer.getData(), answer.getLength()));
      }
    });
  }

  /// The kernel remembers for a flow from which queue it came, both ways.
  @RootTest
  void a_flow_is_read_from_the_queue_that_its_packets_were_written_to() throws Throwable {
    Namespace.run(() -> {
      Sysctl.write("net.ipv6.conf.default.disable_ipv6", "1");
      List<Tun> queues = Tun.openQueues("hw%d", 3);
      try (Netlink netlink = Netlink.open();
          DatagramSocket socket = new DatagramSocket(new InetSocketAddress("0.0.0.0", 0))) {
        Namespace.configure(netlink, queues.getFirst(), "10.0.0.1", "10.9.0.0/16");
        byte[] ping = "ping".getBytes(StandardCharsets.US_ASCII);
        InetSocketAddress peer = new InetSocketAddress("10.9.0.7", 7000);
        int packet = Ip4.MIN_HEADER + UDP + 4;
        socket.send(new DatagramPacket(ping, 4, peer));
        assertEquals(VnetHeader.LENGTH + packet, awaitAny(queues));
        echo(frame, VnetHeader.LENGTH);
        VnetHeader.writePlain(frame, 0);
        Gather gather = new Gather(1);
        gather.add(frame, 0, VnetHeader.LENGTH + packet);
        for (Tun queue : List.of(queues.get(1), queues.get(2), queues.get(0))) {
          assertEquals(VnetHeader.LENGTH + packet, queue.write(gather));
          socket.send(new DatagramPacket(ping, 4, peer));
          MemorySegment answer = Arena.ofAuto().allocate(Tun.MOST_FRAME);
          Namespace.await(
              queue.fd(), VnetHeader.LENGTH + packet, () -> queue.read(answer, 0, Tun.MOST_FRAME));
        }
      } finally {
        queues.forEach(Tun::close);
      }
    });
  }

  /// Reads from the first queue that has something that is IPv4.
  private int awaitAny(List<Tun> queues) throws OsException {
    try (Poller poller = Poller.open()) {
      for (int i = 0; i < queues.size(); i++) {
        poller.add(queues.get(i).fd(), i);
      }
      int[] ready = new int[1];
      assertEquals(1, poller.await(5_000_000_000L, ready));
      return read(queues.get(ready[0]));
    }
  }

  @RootTest
  void tcp_data_comes_as_super_packets_and_goes_back_as_such() throws Throwable {
    Namespace.run(() -> {
      Sysctl.write("net.ipv6.conf.default.disable_ipv6", "1");
      try (Netlink netlink = Netlink.open();
          Tun left = Tun.open("hw0");
          Tun right = Tun.open("hw1")) {
        // hw0 10.0.0.1 sends to 10.9.0.1, which is hw1's; the test is the wire between them.
        Namespace.configure(netlink, left, "10.0.0.1", "10.9.0.9/32");
        Namespace.configure(netlink, right, "10.8.0.1", "10.8.0.9/32");
        Sysctl.write("net.ipv4.conf.all.rp_filter", "0");
        Sysctl.write("net.ipv4.conf.all.accept_local", "1");
        try (ServerSocket server =
                new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {10, 8, 0, 1}));
            Socket client = new Socket()) {
          client.bind(new InetSocketAddress("10.0.0.1", 0));
          Wire wire = new Wire(left, right);
          Thread carrier = Thread.ofPlatform().daemon().start(wire);
          client.connect(new InetSocketAddress("10.9.0.9", server.getLocalPort()), 5000);
          Socket accepted = server.accept();
          accepted.setSoTimeout(5000);
          byte[] data = new byte[1 << 20];
          new Random(1).nextBytes(data);
          Thread writer =
              Thread.ofPlatform()
                  .daemon()
                  .start(() -> {
                    try {
                      client.getOutputStream().write(data);
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  });
          assertArrayEquals(data, accepted.getInputStream().readNBytes(data.length));
          writer.join();
          wire.stop = true;
          carrier.join();
          assertTrue(wire.largest > 20_000, "largest frame " + wire.largest);
        }
      }
    });
  }

  /// Carries frames between two devices and translates 10.9.0.9 to 10.8.0.1 and 10.0.0.1 to
  /// 10.8.0.9 and back, cutting and joining super-packets as the gateway does.
  private static final class Wire implements Runnable {
    private final Tun left;
    private final Tun right;
    private final Segmenter segmenter = new Segmenter();
    private final MemorySegment in = Arena.ofAuto().allocate(Tun.MOST_FRAME + 64);
    private final MemorySegment cut = Arena.ofAuto().allocate(1 << 18);
    private volatile boolean stop;
    private volatile int largest;

    Wire(Tun left, Tun right) {
      this.left = left;
      this.right = right;
    }

    @Override
    public void run() {
      Coalescer toRight = new Coalescer((frame, packets) -> right.write(frame));
      Coalescer toLeft = new Coalescer((frame, packets) -> left.write(frame));
      while (!stop) {
        carry(left, toRight, 0x0a080009, 0x0a080001);
        carry(right, toLeft, 0x0a090009, 0x0a000001);
      }
    }

    private void carry(Tun from, Coalescer to, int source, int destination) {
      int length = from.read(in, 0, Tun.MOST_FRAME) - VnetHeader.LENGTH;
      if (length <= 0) {
        return;
      }
      largest = Math.max(largest, length);
      long at = VnetHeader.LENGTH;
      int start = VnetHeader.checksumStart(in, 0);
      if (Ip4.protocol(in, at) != Ip4.PROTOCOL_TCP) {
        return;
      }
      Net.put32(in, at + 12, source);
      Net.put32(in, at + 16, destination);
      if (VnetHeader.gsoType(in, 0) == VnetHeader.GSO_NONE) {
        Ip4.writeChecksum(in, at);
        int tcp = Ip4.headerLength(in, at);
        Net.put16(in, at + tcp + 16, 0);
        long sum = Checksum.pseudoHeader(in, at, 6, length - tcp);
        Net.put16(
            in, at + tcp + 16, Checksum.finish(sum + Checksum.sum(in, at + tcp, length - tcp)));
        to.add(in, at, length);
      } else if (segmenter.begin(
          in, at, length, VnetHeader.gsoType(in, 0), VnetHeader.gsoSize(in, 0), start)) {
        long next = 0;
        while (segmenter.next()) {
          MemorySegment.copy(in, segmenter.at(), cut, next, segmenter.length());
          to.add(cut, next, segmenter.length());
          next += segmenter.length();
        }
      }
      to.flush();
    }
  }

  @RootTest
  void a_refused_write_gives_the_error_number() throws Throwable {
    Namespace.run(() -> {
      try (Tun tun = Tun.open("hw0")) {
        Gather gather = new Gather(1);
        gather.add(frame.fill((byte) 0), 0, VnetHeader.LENGTH + 40);
        assertEquals(-Errno.EINVAL, tun.write(gather));
        Net.put8(frame, VnetHeader.LENGTH, 0x45);
        assertEquals(-Errno.EIO, tun.write(gather));
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
  private static void echo(MemorySegment m, long ip) {
    int source = Ip4.source(m, ip);
    Net.put32(m, ip + 12, Ip4.destination(m, ip));
    Net.put32(m, ip + 16, source);
    Ip4.writeChecksum(m, ip);
    long udp = ip + Ip4.MIN_HEADER;
    int port = Net.u16(m, udp);
    Net.put16(m, udp, Net.u16(m, udp + 2));
    Net.put16(m, udp + 2, port);
    Net.put16(m, udp + 6, 0);
  }
}
