package hawser.offload;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The `virtio_net_hdr` in front of a frame of a TUN device with `IFF_VNET_HDR`, in the machine's
/// byte order.
///
/// ```
/// 0 flags  1 GSO type  2 header length  4 GSO size  6 checksum start  8 checksum offset
/// ```
public final class VnetHeader {
  public static final int LENGTH = 10;

  /// The transport checksum is still to be computed, from "checksum start" on.
  public static final int NEEDS_CHECKSUM = 1;

  public static final int GSO_NONE = 0;
  public static final int GSO_TCP4 = 1;
  public static final int GSO_TCP6 = 4;
  public static final int GSO_UDP = 5;

  private static final int GSO_ECN = 0x80;
  private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED;

  private VnetHeader() {}

  public static boolean needsChecksum(MemorySegment m, long at) {
    return (m.get(ValueLayout.JAVA_BYTE, at) & NEEDS_CHECKSUM) != 0;
  }

  /// One of the `GSO_` constants, without the ECN flag.
  public static int gsoType(MemorySegment m, long at) {
    return m.get(ValueLayout.JAVA_BYTE, at + 1) & 0xff & ~GSO_ECN;
  }

  /// Octets of payload in each segment but the last.
  public static int gsoSize(MemorySegment m, long at) {
    return m.get(U16, at + 4) & 0xffff;
  }

  /// Where the transport header starts, counted from the IP header.
  public static int checksumStart(MemorySegment m, long at) {
    return m.get(U16, at + 6) & 0xffff;
  }

  /// Where the checksum stands, counted from "checksum start".
  public static int checksumOffset(MemorySegment m, long at) {
    return m.get(U16, at + 8) & 0xffff;
  }

  /// The header of a packet that is complete as it is.
  public static void writePlain(MemorySegment m, long at) {
    m.set(ValueLayout.JAVA_LONG_UNALIGNED, at, 0L);
    m.set(U16, at + 8, (short) 0);
  }

  /// The header of a super-packet, whose checksum field holds the sum of the pseudo header.
  public static void writeGso(
      MemorySegment m, long at, int type, int headers, int size, int start, int offset) {
    m.set(ValueLayout.JAVA_BYTE, at, (byte) NEEDS_CHECKSUM);
    m.set(ValueLayout.JAVA_BYTE, at + 1, (byte) type);
    m.set(U16, at + 2, (short) headers);
    m.set(U16, at + 4, (short) size);
    m.set(U16, at + 6, (short) start);
    m.set(U16, at + 8, (short) offset);
  }
}
