package hawser.linux;

import hawser.net.Family;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The preallocated arrays behind `recvmmsg` and `sendmmsg`, for one direction of one socket and
/// one thread.
///
/// ```
/// mmsghdr  0 name*  8 name length  16 iov*  24 iov count  32 control*  40 control length  48 flags  56 octets
/// iovec    0 base*  8 length
/// cmsghdr  0 length  8 level  12 type  16 data
/// ```
final class Mmsg {
  static final int SIZE = 64;
  static final int HEADER = 64;
  static final int IOVEC = 16;
  static final int NAME = 32;
  static final int CONTROL = 64;
  static final int NAME_LENGTH = 8;
  static final int CONTROL_LENGTH = 40;
  static final int FLAGS = 48;
  static final int OCTETS = 56;
  static final int CMSG_HEADER = 16;

  /// A control message with up to 8 octets of data.
  static final int CMSG = 24;

  final MemorySegment headers;
  final MemorySegment vectors;
  final MemorySegment names;
  final MemorySegment controls;
  final int nameLength;

  private final int parts;

  Mmsg(Family family) {
    this(family, 1);
  }

  /// @param parts of a message: its payload, and 2 for something in front of it
  Mmsg(Family family, int parts) {
    Arena arena = Arena.ofAuto();
    this.parts = parts;
    headers = arena.allocate(SIZE * HEADER, 64);
    vectors = arena.allocate((long) SIZE * parts * IOVEC, 64);
    names = arena.allocate(SIZE * NAME, 64);
    controls = arena.allocate(SIZE * CONTROL, 64);
    nameLength = family == Family.IPV4 ? 16 : Sockaddr.MAX_LENGTH;
    for (int i = 0; i < SIZE; i++) {
      long header = (long) i * HEADER;
      headers.set(ValueLayout.JAVA_LONG, header, names.address() + (long) i * NAME);
      headers.set(ValueLayout.JAVA_INT, header + NAME_LENGTH, nameLength);
      headers.set(ValueLayout.JAVA_LONG, header + 16, vectors.address() + vector(i, 0));
      headers.set(ValueLayout.JAVA_LONG, header + 24, parts);
      headers.set(ValueLayout.JAVA_LONG, header + 32, controls.address() + (long) i * CONTROL);
    }
  }

  void payload(int i, long address, int length) {
    vector(vector(i, parts - 1), address, length);
  }

  long payloadAddress(int i) {
    return vectors.get(ValueLayout.JAVA_LONG, vector(i, parts - 1));
  }

  long payloadLength(int i) {
    return vectors.get(ValueLayout.JAVA_LONG, vector(i, parts - 1) + 8);
  }

  /// What goes in front of the payload, in messages of two parts.
  void front(int i, long address, int length) {
    vector(vector(i, 0), address, length);
  }

  void controlLength(int i, long octets) {
    headers.set(ValueLayout.JAVA_LONG, (long) i * HEADER + CONTROL_LENGTH, octets);
  }

  private long vector(int i, int part) {
    return ((long) i * parts + part) * IOVEC;
  }

  private void vector(long at, long address, int length) {
    vectors.set(ValueLayout.JAVA_LONG, at, address);
    vectors.set(ValueLayout.JAVA_LONG, at + 8, length);
  }
}
