package hawser.esp;

import hawser.bytes.Secret;
import hawser.crypto.EspSuite;
import hawser.net.Ip4;
import hawser.net.Ip6;
import hawser.net.Net;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The sending half of a Child SA at run time: everything known at installation is precomputed.
/// Owned by one worker; several workers that send on the same SA have one each, with keys and a
/// [SequenceBlocks] in common.
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
  private final @Nullable SequenceBlocks blocks;
  private long sequence;

  /// The last number that may be used without asking for more.
  private long blockEnd;

  private long packets;
  private long bytes;
  private Tally tally = new Tally();

  /// An SA that nobody else sends on.
  public OutboundSa(int spi, EspSuite suite, Secret keys, SequenceNumbers numbers, Engine engine) {
    this(spi, suite, keys, numbers, engine, null);
  }

  /// @param blocks where sequence numbers come from, null when all are this SA's
  public OutboundSa(
      int spi,
      EspSuite suite,
      Secret keys,
      SequenceNumbers numbers,
      Engine engine,
      @Nullable SequenceBlocks blocks) {
    this.spi = spi;
    this.suite = suite;
    this.cipher = engine.cipher(suite, keys, numbers, Engine.Direction.OUTBOUND);
    this.headerLength = suite.headerLength();
    this.icvLength = suite.icvLength();
    this.alignmentMask = suite.encryption().alignment() - 1;
    this.lastSequence = numbers == SequenceNumbers.SHORT ? 0xffffffffL : Long.MAX_VALUE;
    this.blocks = blocks;
    this.blockEnd = blocks == null ? lastSequence : 0;
  }

  public int spi() {
    return spi;
  }

  public EspSuite suite() {
    return suite;
  }

  /// The sequence number of the packet that this worker sealed last; 0 before the first.
  public long sequence() {
    return sequence;
  }

  /// Continues behind `sequence`, for an SA that was taken over. Never goes back.
  public void jumpTo(long sequence) {
    this.sequence = Math.max(this.sequence, sequence);
    if (blocks != null) {
      blocks.jumpTo(this.sequence);
      blockEnd = this.sequence;
    }
  }

  /// True when so few numbers are left that the SA should have been rekeyed.
  public boolean nearlyExhausted() {
    return lastSequence - sequence < 1L << 30;
  }

  /// Counts here as well from now on.
  public void countInto(Tally shared) {
    tally = shared;
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
    if (sequence == blockEnd && !takeBlock()) {
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
    tally.count(length);
    return total;
  }

  /// Completes the packets that were sealed with this SA's engine since the last time.
  public void finish() {
    cipher.finish();
    if (blocks != null && sequence != blockEnd) {
      blocks.giveBack(sequence, blockEnd);
      blockEnd = sequence;
    }
  }

  /// The packets that were finished are on the wire, so that their numbers hold up nobody.
  public void sent() {
    if (blocks != null) {
      blocks.sent();
    }
  }

  private boolean takeBlock() {
    long before = blocks == null ? lastSequence : blocks.take();
    if (before >= lastSequence) {
      return false;
    }
    sequence = before;
    blockEnd = Math.min(before + SequenceBlocks.LENGTH, lastSequence);
    return true;
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
