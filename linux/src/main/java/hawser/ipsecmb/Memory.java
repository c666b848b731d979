package hawser.ipsecmb;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import hawser.bytes.Secret;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;

/// What must be known of memory before its address goes to native code, which checks nothing.
final class Memory {
  private Memory() {}

  /// The address of so many octets at `at`.
  static long address(MemorySegment m, long at, long octets) {
    if (!m.isNative()) {
      throw new IllegalArgumentException("packets of this engine are in native memory");
    }
    Objects.checkFromIndexSize(at, octets, m.byteSize());
    return m.address() + at;
  }

  /// Copies part of a key.
  static void put(Secret keys, int from, int length, MemorySegment to, long at) {
    byte[] bytes = keys.toArray();
    MemorySegment.copy(bytes, from, to, JAVA_BYTE, at, length);
    Arrays.fill(bytes, (byte) 0);
  }

  /// Compares in constant time.
  static boolean equal(MemorySegment a, long atA, MemorySegment b, long atB, int length) {
    int difference = 0;
    for (int i = 0; i < length; i++) {
      difference |= a.get(JAVA_BYTE, atA + i) ^ b.get(JAVA_BYTE, atB + i);
    }
    return difference == 0;
  }
}
