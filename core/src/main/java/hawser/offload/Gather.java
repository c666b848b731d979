package hawser.offload;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Pieces of memory that one system call writes as if they were one: an array of `struct iovec`.
/// Owned by one thread; whoever adds a piece keeps its memory alive until it is written.
public final class Gather {
  private static final int IOVEC = 16;

  private final MemorySegment vectors;
  private final int most;
  private int count;
  private int octets;

  public Gather(int most) {
    this.most = most;
    this.vectors = Arena.ofAuto().allocate((long) most * IOVEC, 64);
  }

  public void clear() {
    count = 0;
    octets = 0;
  }

  public boolean isFull() {
    return count == most;
  }

  public void add(MemorySegment m, long offset, int length) {
    if (!m.isNative() || offset < 0 || length < 0 || offset > m.byteSize() - length) {
      throw new IndexOutOfBoundsException(
          "piece of " + length + " octets at " + offset + " of " + m.byteSize());
    }
    vectors.set(ValueLayout.JAVA_LONG, (long) count * IOVEC, m.address() + offset);
    vectors.set(ValueLayout.JAVA_LONG, (long) count * IOVEC + 8, length);
    count++;
    octets += length;
  }

  public int count() {
    return count;
  }

  /// Octets of all pieces.
  public int octets() {
    return octets;
  }

  /// The `struct iovec` array.
  public MemorySegment vectors() {
    return vectors;
  }
}
