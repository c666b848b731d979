package hawser.net;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Network-order fields of off-heap memory, unaligned.
public final class Net {
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
  private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);

  private Net() {}

  public static int u8(MemorySegment m, long at) {
    return m.get(ValueLayout.JAVA_BYTE, at) & 0xff;
  }

  public static int u16(MemorySegment m, long at) {
    return m.get(U16, at) & 0xffff;
  }

  public static int i32(MemorySegment m, long at) {
    return m.get(I32, at);
  }

  public static long i64(MemorySegment m, long at) {
    return m.get(I64, at);
  }

  public static void put8(MemorySegment m, long at, int value) {
    m.set(ValueLayout.JAVA_BYTE, at, (byte) value);
  }

  public static void put16(MemorySegment m, long at, int value) {
    m.set(U16, at, (short) value);
  }

  public static void put32(MemorySegment m, long at, int value) {
    m.set(I32, at, value);
  }

  public static void put64(MemorySegment m, long at, long value) {
    m.set(I64, at, value);
  }
}
