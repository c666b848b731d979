package hawser.esp;

import hawser.bytes.Secret;
import hawser.crypto.EspSuite;
import hawser.net.Ip4;
import hawser.net.Ip6;
import hawser.net.Net;
import hawser.net.TrafficSelector;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The receiving half of a Child SA at run time. Owned by one worker.
public final class InboundSa implements AutoCloseable {
  private static final int NEXT_HEADER_IPV4 = 4;
  private static final int NEXT_HEADER_IPV6 = 41;
  private static final int NEXT_HEADER_NONE = 59;
  private static final int OPTION_LOOSE_SOURCE_ROUTE = 131;
  private static final int OPTION_STRICT_SOURCE_ROUTE = 137;

  private final int spi;
  private final EspCipher cipher;
  private final ReplayWindow window;
  private final SelectorCheck selectors;
  private final int headerLength;
  private final int icvLength;
  private final int alignmentMask;
  private final boolean[] one = new boolean[1];
  private long topAtBegin;
  private long packets;
  private long bytes;
  private long authFailures;
  private Tally tally = new Tally();

  /// @param replayWindow packets; 0 turns replay protection off
  public InboundSa(
      int spi,
      EspSuite suite,
      Secret keys,
      SequenceNumbers numbers,
      int replayWindow,
      TrafficSelector local,
      TrafficSelector remote,
      Engine engine) {
    this(spi, suite, keys, numbers, replayWindow, List.of(local), List.of(remote), engine);
  }

  public InboundSa(
      int spi,
      EspSuite suite,
      Secret keys,
      SequenceNumbers numbers,
      int replayWindow,
      List<TrafficSelector> local,
      List<TrafficSelector> remote,
      Engine engine) {
    this.spi = spi;
    this.cipher = engine.cipher(suite, keys, numbers, Engine.Direction.INBOUND);
    this.window = new ReplayWindow(replayWindow, numbers);
    this.selectors = SelectorCheck.of(local, remote);
    this.headerLength = suite.headerLength();
    this.icvLength = suite.icvLength();
    this.alignmentMask = suite.encryption().alignment() - 1;
  }

  public int spi() {
    return spi;
  }

  public ReplayWindow window() {
    return window;
  }

  /// Counts here as well from now on.
  public void countInto(Tally shared) {
    tally = shared;
  }

  /// Packets delivered.
  public long packets() {
    return packets;
  }

  /// Octets of inner packets delivered.
  public long bytes() {
    return bytes;
  }

  /// Packets whose ICV was wrong: forged, damaged, or of a peer with other keys.
  public long authFailures() {
    return authFailures;
  }

  /// The highest sequence number that was authentic; 0 before the first.
  public long lastSequence() {
    return window.top();
  }

  /// Opens the ESP packet at `at` in place: [#begin], [#finish] and [#complete] of one packet.
  public int open(MemorySegment m, long at, int length, int outerTrafficClass) {
    int verdict = begin(m, at, length, one, 0);
    if (verdict < 0) {
      return verdict;
    }
    finish();
    return complete(m, at, length, outerTrafficClass, one[0]);
  }

  /// Begins to open the ESP packet at `at` in place. Returns 0, or the result of a [Drop], which
  /// changes nothing. All packets of a batch are begun, then finished, then completed.
  public int begin(MemorySegment m, long at, int length, boolean[] authentic, int index) {
    int padded = length - headerLength - icvLength;
    if (padded < 2 || (padded & alignmentMask) != 0) {
      return Drop.TRUNCATED.result();
    }
    topAtBegin = window.top();
    long sequence = window.infer(Net.i32(m, at + 4), topAtBegin);
    int verdict = window.check(sequence);
    if (verdict == 0) {
      cipher.open(m, at, padded, sequence >>> 32, authentic, index);
    }
    return verdict;
  }

  /// Completes the packets that were begun with this SA's engine: `authentic` tells of each.
  public void finish() {
    cipher.finish();
  }

  /// Judges a packet that was begun and finished. Returns the length of the inner packet, which
  /// stands at `at +` [#innerOffset()], or the result of a [Drop]. Nothing but the drop's counter
  /// changes unless the ICV is good (RFC 4303 section 3.4.3).
  public int complete(
      MemorySegment m, long at, int length, int outerTrafficClass, boolean authentic) {
    if (!authentic) {
      authFailures++;
      return Drop.BAD_ICV.result();
    }
    // Inferred as when it was begun: the high half that was authenticated, wherever the window has
    // moved since. Checked again: the batch may hold the number twice.
    long sequence = window.infer(Net.i32(m, at + 4), topAtBegin);
    int verdict = window.check(sequence);
    if (verdict != 0) {
      return verdict;
    }
    window.accept(sequence);
    long inner = at + headerLength;
    int innerLength = strip(m, inner, length - headerLength - icvLength);
    if (innerLength < 0) {
      return innerLength;
    }
    if (!selectors.admits(m, inner)) {
      return Drop.SELECTOR.result();
    }
    if (!mergeEcn(m, inner, outerTrafficClass)) {
      return Drop.ECN.result();
    }
    packets++;
    bytes += innerLength;
    tally.count(length);
    return innerLength;
  }

  /// Where the inner packet starts, counted from the SPI.
  public int innerOffset() {
    return headerLength;
  }

  @Override
  public void close() {
    cipher.close();
  }

  /// Checks the trailer and the inner header; returns the inner packet's length.
  private static int strip(MemorySegment m, long inner, int padded) {
    int padding = Net.u8(m, inner + padded - 2);
    int nextHeader = Net.u8(m, inner + padded - 1);
    int payload = padded - 2 - padding;
    if (payload < 0) {
      return Drop.BAD_PADDING.result();
    }
    for (int i = 0; i < padding; i++) { // RFC 4303 section 2.4: receivers should check
      if (Net.u8(m, inner + payload + i) != i + 1) {
        return Drop.BAD_PADDING.result();
      }
    }
    if (nextHeader == NEXT_HEADER_NONE) {
      return Drop.DUMMY.result();
    }
    int version = payload == 0 ? 0 : Ip4.version(m, inner);
    if (nextHeader == NEXT_HEADER_IPV4 && version == 4) {
      return innerV4(m, inner, payload);
    }
    if (nextHeader == NEXT_HEADER_IPV6 && version == 6) {
      int total = payload < Ip6.HEADER ? 0 : Ip6.totalLength(m, inner);
      return total < Ip6.HEADER || total > payload ? Drop.BAD_INNER.result() : total;
    }
    return Drop.BAD_NEXT_HEADER.result();
  }

  /// The total length may be less than the payload: the rest is TFC padding (RFC 4303 section 2.7).
  private static int innerV4(MemorySegment m, long inner, int payload) {
    if (payload < Ip4.MIN_HEADER) {
      return Drop.BAD_INNER.result();
    }
    int header = Ip4.headerLength(m, inner);
    int total = Ip4.totalLength(m, inner);
    if (header < Ip4.MIN_HEADER || header > total || total > payload) {
      return Drop.BAD_INNER.result();
    }
    int at = Ip4.MIN_HEADER;
    while (at < header) {
      int option = Net.u8(m, inner + at);
      if (option == 0) {
        break;
      }
      if (option == OPTION_LOOSE_SOURCE_ROUTE || option == OPTION_STRICT_SOURCE_ROUTE) {
        return Drop.BAD_INNER.result();
      }
      int step = option == 1 ? 1 : at + 1 < header ? Net.u8(m, inner + at + 1) : 0;
      if (step == 0 || option != 1 && step < 2) {
        return Drop.BAD_INNER.result();
      }
      at += step;
    }
    return total;
  }

  private static boolean mergeEcn(MemorySegment m, long inner, int outer) {
    boolean v6 = Ip4.version(m, inner) == 6;
    int before = v6 ? Ip6.trafficClass(m, inner) : Ip4.trafficClass(m, inner);
    int ecn = Ecn.decapsulate(before, outer);
    if (ecn < 0) {
      return false;
    }
    int after = before & ~3 | ecn;
    if (after != before) {
      if (v6) {
        Ip6.setTrafficClass(m, inner, after);
      } else {
        Ip4.setTrafficClass(m, inner, after);
      }
    }
    return true;
  }
}
