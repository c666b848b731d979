package hawser.esp;

/// The anti-replay window (RFC 4303 section 3.4.3, RFC 4304 appendix A2), as a ring of 64-bit
/// words.
///
/// Sequence numbers are 64-bit inside; with short ones the high half stays 0. The window moves only
/// in [#accept], after the ICV was good.
public final class ReplayWindow {
  private final long[] words;
  private final int size;
  private final SequenceNumbers numbers;
  private long top;

  /// A window of `size` packets: 32 to 65,536, or 0 for none.
  public ReplayWindow(int size, SequenceNumbers numbers) {
    if (size != 0 && (size < 32 || size > 65_536)) {
      throw new IllegalArgumentException("a replay window has 32 to 65536 packets: " + size);
    }
    this.size = size;
    this.numbers = numbers;
    // One word more than the window needs: the word being entered is cleared while all of the
    // window's own words are still whole.
    this.words = new long[Integer.highestOneBit(Math.max(size, 1) / 64 + 1) * 2];
  }

  public int size() {
    return size;
  }

  /// The highest sequence number accepted so far; 0 before the first.
  public long top() {
    return top;
  }

  /// The full sequence number that the 32 bits on the wire stand for: RFC 4304 appendix A2.1 infers
  /// the high half from where the window is.
  public long infer(int wire) {
    return infer(wire, top);
  }

  /// The same as it was when `top` was the highest number accepted.
  long infer(int wire, long top) {
    long low = wire & 0xffffffffL;
    if (numbers == SequenceNumbers.SHORT) {
      return low;
    }
    long high = top >>> 32;
    long topLow = top & 0xffffffffL;
    int window = Math.max(size, 32);
    if (topLow >= window - 1) { // case A: the window lies within one subspace
      return (low >= topLow - window + 1 ? high : high + 1) << 32 | low;
    }
    // case B: the window reaches back into the subspace before
    boolean before = low >= (topLow - window + 1 & 0xffffffffL);
    return before && high > 0 ? high - 1 << 32 | low : high << 32 | low;
  }

  /// 0 when the number may be accepted, else the result of [Drop#REPLAYED] or [Drop#TOO_OLD].
  public int check(long sequence) {
    if (sequence == 0) {
      return Drop.REPLAYED.result(); // RFC 4303 section 3.3.3: the first packet carries 1
    }
    if (size == 0 || sequence > top) {
      return 0;
    }
    if (top - sequence >= size) {
      return Drop.TOO_OLD.result();
    }
    return (word(sequence) & bit(sequence)) == 0 ? 0 : Drop.REPLAYED.result();
  }

  /// Marks a number that [#check] allowed and whose ICV was good.
  public void accept(long sequence) {
    if (sequence > top) {
      if (size != 0) {
        long from = top >>> 6;
        long to = sequence >>> 6;
        long clear = Math.min(to - from, words.length);
        for (long i = 1; i <= clear; i++) {
          words[index(to - clear + i)] = 0;
        }
      }
      top = sequence;
    }
    if (size != 0) {
      words[index(sequence >>> 6)] |= bit(sequence);
    }
  }

  private long word(long sequence) {
    return words[index(sequence >>> 6)];
  }

  private int index(long block) {
    return (int) block & words.length - 1;
  }

  private static long bit(long sequence) {
    return 1L << (sequence & 63);
  }
}
