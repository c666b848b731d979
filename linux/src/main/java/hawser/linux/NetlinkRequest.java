package hawser.linux;

import hawser.net.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// One request under construction, see [NetlinkMessage] for the layout.
final class NetlinkRequest {
  static final int REQUEST = 0x1;
  static final int ACK = 0x4;
  static final int DUMP = 0x300;
  static final int REPLACE = 0x100;
  static final int EXCLUSIVE = 0x200;
  static final int CREATE = 0x400;

  /// More than any request of ours needs.
  private static final int SIZE = 256;

  private final ByteBuffer buffer = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());

  NetlinkRequest(int type, int flags, int sequence) {
    buffer.putInt(0).putShort((short) type).putShort((short) (flags | REQUEST));
    buffer.putInt(sequence).putInt(0);
  }

  NetlinkRequest u8(int value) {
    buffer.put((byte) value);
    return this;
  }

  NetlinkRequest u16(int value) {
    buffer.putShort((short) value);
    return this;
  }

  NetlinkRequest i32(int value) {
    buffer.putInt(value);
    return this;
  }

  NetlinkRequest octet(int type, int value) {
    return attribute(type, new byte[] {(byte) value});
  }

  NetlinkRequest number(int type, int value) {
    buffer.putShort((short) 8).putShort((short) type).putInt(value);
    return this;
  }

  NetlinkRequest address(int type, IpAddress value) {
    return attribute(type, value.toBytes());
  }

  byte[] toBytes() {
    buffer.putInt(0, buffer.position());
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private NetlinkRequest attribute(int type, byte[] value) {
    buffer.putShort((short) (4 + value.length)).putShort((short) type).put(value);
    while (buffer.position() % 4 != 0) {
      buffer.put((byte) 0);
    }
    return this;
  }
}
