package hawser.esp;

import hawser.bytes.Secret;
import hawser.crypto.EspSuite;
import hawser.net.Ip4;
import hawser.net.Ip6;
import hawser.net.Net;
import java.lang.foreign.MemorySegment;

/// The sending half of a Child SA at run time: everything known at installation is precomputed.
/// Owned by one worker.
public final class OutboundSa implements AutoCloseable {
  /// Octets behind an inner packet that [#seal] borrows.
  public static final int TAIL_ROOM = 32;

  private static final int NEXT_HEADER_IPV4 = 4;
  private static final int NEXT_HEADER_IPV6 = 41;

  private final int spi;
  private final EspSuite suite;
  private final EspCipher cipher;
  private final int headerLength;
  private final int icvLength;
  private final int alignmentMask;
  private final long lastSequence;
  private long sequence;
  private long packets;
  private long bytes;

  public OutboundSa(int spi, EspSuite suite, Secret keys, SequenceNumbers numbers, Engine engine) {
    this.spi = spi;
    this.suite = suite;
    this.cipher = engine.cipher(suite, keys, numbers, Engine.Direction.OUTBOUND);
    this.headerLength = suite.headerLength();
    this.icvLength = suite.icvLength();
    this.alignmentMask = suite.encryption().alignment() - 1;
    this.lastSequence = numbers == SequenceNumbers.SHORT ? 0xffffffffL : Long.MAX_VALUE;
  }

  public int spi() {
    return spi;
  }

  public EspSuite suite() {
    return suite;
  }

  /// The sequence number of the packet sent last; 0 before the first.
  public long sequence() {
    return sequence;
  }

  /// Continues behind `sequence`, for an SA that was taken over. Never goes back.
  public void jumpTo(long sequence) {
    this.sequence = Math.max(this.sequence, sequence);
  }

  /// True when so few numbers are left that the SA should have been rekeyed.
  public boolean nearlyExhausted() {
    return lastSequence - sequence < 1L << 30;
  }

  /// Packets sealed.
  public long packets() {
    return packets;
  }

  /// Octets of ESP made, from SPI to ICV.
  public long bytes() {
    return bytes;
  }

  /// Octets of ESP that an inner packet of `length` octets becomes.
  public int sealedLength(int length) {
    return headerLength + (length + 2 + alignmentMask & ~alignmentMask) + icvLength;
  }

  /// Makes ESP of the inner packet at `from`. Returns the length of the ESP packet at `to`, which
  /// is complete after [#finish], or the result of a [Drop].
  ///
  /// @param inner has [#TAIL_ROOM] octets behind the packet, where the trailer stands while this
  ///   works; they are restored. Packet and tail must not overlap the target
  /// @param out has room for [#sealedLength] octets
  public int seal(MemorySegment inner, long from, int length, MemorySegment out, long to) {
    int nextHeader = nextHeader(inner, from, length);
    if (nextHeader == 0) {
      return Drop.BAD_INNER.result();
    }
    if (sequence == lastSequence) {
      return Drop.SEQUENCE_EXHAUSTED.result(); // RFC 4303 section 3.3.3: never cycle
    }
    sequence++;
    Net.put32(out, to, spi);
    Net.put32(out, to + 4, (int) sequence);
    int padded = length + 2 + alignmentMask & ~alignmentMask;
    long end = from + length;
    long first = Net.i64(inner, end);
    long second = Net.i64(inner, end + 8);
    int third = Net.i32(inner, end + 16);
    putTrailer(inner, end, padded - length - 2, nextHeader);
    cipher.seal(inner, from, out, to, padded, sequence >>> 32);
    Net.put64(inner, end, first);
    Net.put64(inner, end + 8, second);
    Net.put32(inner, end + 16, third);
    int total = headerLength + padded + icvLength;
    packets++;
    bytes += total;
    return total;
  }

  /// Completes the packets that were sealed with this SA's engine since the last time.
  public void finish() {
    cipher.finish();
  }

  /// Padding 1, 2, 3, ... (RFC 4303 section 2.4), up to 15 octets, then its length and the next
  /// header: 20 octets at most are touched.
  private static void putTrailer(MemorySegment m, long at, int padding, int nextHeader) {
    Net.put64(m, at, 0x0102030405060708L);
    Net.put64(m, at + 8, 0x090a0b0c0d0e0f00L);
    Net.put8(m, at + padding, padding);
    Net.put8(m, at + padding + 1, nextHeader);
  }

  /// The traffic class of the outer header: the inner one, DSCP and ECN (RFC 4301 section 5.1.2.1,
  /// RFC 6040 section 4.1 normal mode).
  public static int outerTrafficClass(MemorySegment inner, long from) {
    return Ip4.version(inner, from) == 6
        ? Ip6.trafficClass(inner, from)
        : Ip4.trafficClass(inner, from);
  }

  @Override
  public void close() {
    cipher.close();
  }

  /// 0 for what is no IP packet.
  private static int nextHeader(MemorySegment inner, long from, int length) {
    if (length < Ip4.MIN_HEADER) {
      return 0;
    }
    return switch (Ip4.version(inner, from)) {
      case 4 -> NEXT_HEADER_IPV4;
      case 6 -> length < Ip6.HEADER ? 0 : NEXT_HEADER_IPV6;
      default -> 0;
    };
  }
}
