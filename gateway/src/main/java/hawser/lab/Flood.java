package hawser.lab;

import hawser.linux.OsException;
import hawser.linux.UdpSocket;
import hawser.net.Burst;
import hawser.net.Endpoint;
import hawser.net.IpAddress;
import hawser.net.Net;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// `hawser flood`: forged ESP in UDP at a steady rate, for a time. SPI and sequence numbers are
/// those of a living SA, so that only the ICV tells.
public final class Flood {
  private static final int USAGE = 64;
  private static final int MOST_SECONDS = 60;
  private static final int BURST = 32;
  private static final int LEAST = 904;
  private static final int STEP = 16;

  private final UdpSocket socket;
  private final Burst burst = new Burst(Arena.ofAuto(), 64 << 10, BURST);
  private final Endpoint target;
  private final int spi;
  private int sequence;
  private long packets;
  private long octets;

  private Flood(UdpSocket socket, Endpoint target, int spi, int sequence) {
    this.socket = socket;
    this.target = target;
    this.spi = spi;
    this.sequence = sequence;
  }

  /// `ADDRESS PORT SPI SEQUENCE MEGABITS SECONDS`, SPI and sequence in hex; prints how many packets
  /// the kernel took.
  public static int run(List<String> words) throws OsException {
    if (words.size() != 6) {
      System.err.println("usage: hawser flood ADDRESS PORT SPI SEQUENCE MEGABITS SECONDS");
      return USAGE;
    }
    Endpoint target =
        new Endpoint(IpAddress.parse(words.getFirst()), Integer.parseInt(words.get(1)));
    int spi = Integer.parseUnsignedInt(words.get(2), 16);
    int sequence = Integer.parseUnsignedInt(words.get(3), 16);
    long megabits = Long.parseLong(words.get(4));
    int seconds = Math.min(Integer.parseInt(words.get(5)), MOST_SECONDS);
    try (UdpSocket socket =
        UdpSocket.open(new Endpoint(IpAddress.parse("0.0.0.0"), 0), Optional.empty())) {
      new Flood(socket, target, spi, sequence).run(megabits, seconds);
    }
    return 0;
  }

  private void run(long megabits, int seconds) {
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    for (long now = start; now < end; now = System.nanoTime()) {
      long due = (now - start) / 8_000 * megabits;
      if (octets < due) {
        send();
      } else {
        LockSupport.parkNanos(100_000);
      }
    }
    System.out.printf(
        "%d packets, %d Mb/s%n", packets, octets * 8 / 1_000_000 / Math.max(seconds, 1));
  }

  /// Each packet is longer than the one before, so that no two make a run: they arrive one by one,
  /// and a full buffer drops one at a time.
  private void send() {
    burst.begin(target.address(), target.port());
    for (int i = 0; i < BURST; i++) {
      int length = LEAST + i * STEP;
      int at = burst.reserve(length);
      Net.put32(burst.memory, at, spi);
      Net.put32(burst.memory, at + 4, sequence++);
      burst.append(length, 0);
      octets += length;
    }
    socket.queue(burst);
    packets += BURST - socket.flush();
  }
}
