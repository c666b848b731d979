package hawser.linux;

import hawser.net.IpAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// One message within a received buffer, in host order. Attributes are looked up within its bounds;
/// whatever is cut or has an impossible length reads as absent.
///
/// ```
/// nlmsghdr  0 length  4 type  6 flags  8 sequence  12 port  16 body
/// rtattr    0 length  2 type  4 value, padded to 4
/// ```
final class NetlinkMessage {
  static final int HEADER = 16;
  static final int ERROR = 2;
  static final int DONE = 3;
  static final int NEW_LINK = 16;
  static final int DEL_LINK = 17;
  static final int NEW_ADDRESS = 20;
  static final int DEL_ADDRESS = 21;
  static final int NEW_ROUTE = 24;
  static final int DEL_ROUTE = 25;

  private static final int ATTRIBUTE_HEADER = 4;
  private static final int TYPE_MASK = 0x3fff;

  private final ByteBuffer buffer;
  private final int start;
  private final int end;

  private NetlinkMessage(ByteBuffer buffer, int start, int end) {
    this.buffer = buffer;
    this.start = start;
    this.end = end;
  }

  /// The message at the buffer's position, which moves behind it; empty when no whole one is left.
  static Optional<NetlinkMessage> next(ByteBuffer buffer) {
    int start = buffer.position();
    if (buffer.remaining() < HEADER) {
      return Optional.empty();
    }
    int length = buffer.getInt(start);
    if (length < HEADER || length > buffer.remaining()) {
      return Optional.empty();
    }
    buffer.position(Math.min(buffer.limit(), start + (length + 3 & ~3)));
    return Optional.of(new NetlinkMessage(buffer, start, start + length));
  }

  int type() {
    return buffer.getShort(start + 4) & 0xffff;
  }

  int flags() {
    return buffer.getShort(start + 6) & 0xffff;
  }

  int sequence() {
    return buffer.getInt(start + 8);
  }

  /// The body has at least so many octets.
  boolean holds(int octets) {
    return end - start - HEADER >= octets;
  }

  /// Octet `at` of the body; [#holds] was asked.
  int u8(int at) {
    return buffer.get(start + HEADER + at) & 0xff;
  }

  int u16(int at) {
    return buffer.getShort(start + HEADER + at) & 0xffff;
  }

  int i32(int at) {
    return buffer.getInt(start + HEADER + at);
  }

  /// An attribute behind `fixed` octets of body as an int; `absent` when there is none.
  int attribute(int fixed, int type, int absent) {
    int at = find(fixed, type, Integer.BYTES);
    return at < 0 ? absent : buffer.getInt(at);
  }

  int octetAttribute(int fixed, int type, int absent) {
    int at = find(fixed, type, 1);
    return at < 0 ? absent : buffer.get(at) & 0xff;
  }

  Optional<IpAddress> address(int fixed, int type) {
    int at = find(fixed, type, 4);
    if (at < 0) {
      return Optional.empty();
    }
    int length = valueLength(at);
    if (length != 4 && length != 16) {
      return Optional.empty();
    }
    byte[] octets = new byte[length];
    buffer.get(at, octets);
    return Optional.of(IpAddress.ofBytes(octets));
  }

  Optional<String> text(int fixed, int type) {
    int at = find(fixed, type, 1);
    if (at < 0) {
      return Optional.empty();
    }
    byte[] octets = new byte[valueLength(at)];
    buffer.get(at, octets);
    int length = 0;
    while (length < octets.length && octets[length] != 0) {
      length++;
    }
    return Optional.of(new String(octets, 0, length, StandardCharsets.UTF_8));
  }

  private int valueLength(int at) {
    return (buffer.getShort(at - ATTRIBUTE_HEADER) & 0xffff) - ATTRIBUTE_HEADER;
  }

  /// Where the value of an attribute starts that has at least so many octets, or -1.
  private int find(int fixed, int type, int atLeast) {
    int at = start + HEADER + fixed;
    while (end - at >= ATTRIBUTE_HEADER) {
      int length = buffer.getShort(at) & 0xffff;
      if (length < ATTRIBUTE_HEADER || length > end - at) {
        return -1;
      }
      if ((buffer.getShort(at + 2) & TYPE_MASK) == type) {
        return length - ATTRIBUTE_HEADER >= atLeast ? at + ATTRIBUTE_HEADER : -1;
      }
      at += length + 3 & ~3;
    }
    return -1;
  }
}
