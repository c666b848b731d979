package hawser.lab;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// `hawser pace`: datagrams to another host at a rate that swells and ebbs, and whatever comes back
/// thrown away. The demo's traffic; a pulled cable does not stop it.
public final class Pace {
  private static final int PAYLOAD = 1_200;
  private static final long TICK_NANOS = 20_000_000;

  private Pace() {}

  /// `ADDRESS PORT MEGABITS SECONDS`: the mean rate, and the length of a swell.
  public static int run(List<String> words) throws IOException {
    if (words.size() != 4) {
      System.err.println("usage: hawser pace ADDRESS PORT MEGABITS SECONDS");
      return 64;
    }
    InetAddress to = InetAddress.getByName(words.get(0));
    int port = Integer.parseInt(words.get(1));
    double mean = Double.parseDouble(words.get(2)) * 1e6 / 8;
    double period = Double.parseDouble(words.get(3)) * 1e9;
    try (DatagramSocket socket = new DatagramSocket(port)) {
      Thread.ofPlatform().daemon().start(() -> discard(socket));
      send(socket, new DatagramPacket(new byte[PAYLOAD], PAYLOAD, to, port), mean, period);
    }
    return 0;
  }

  private static void send(
      DatagramSocket socket, DatagramPacket packet, double mean, double period) {
    long start = System.nanoTime();
    long next = start;
    double credit = 0;
    while (true) {
      double swell = 1 + 0.55 * Math.sin((next - start) * 2 * Math.PI / period);
      for (credit += mean * swell * TICK_NANOS / 1e9; credit >= PAYLOAD; credit -= PAYLOAD) {
        try {
          socket.send(packet);
        } catch (IOException e) {
          credit = 0; // no route just now
        }
      }
      next += TICK_NANOS;
      LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
    }
  }

  private static void discard(DatagramSocket socket) {
    DatagramPacket any = new DatagramPacket(new byte[2_048], 2_048);
    while (true) {
      try {
        socket.receive(any);
      } catch (IOException e) {
        LockSupport.parkNanos(TICK_NANOS);
      }
    }
  }
}
