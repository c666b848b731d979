package hawser.ike;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;

/// The ISAKMP header (RFC 2408 section 3.1), which IKEv2 kept.
///
/// ```
/// initiator SPI (8) | responder SPI (8) | next payload | version | exchange | flags
/// message ID (4) | length (4)
/// ```
public record Header(
    IkeSpi initiatorSpi,
    IkeSpi responderSpi,
    int nextPayload,
    int version,
    int exchange,
    int flags,
    int messageId) {
  public static final int LENGTH = 28;
  public static final int FLAG_ENCRYPTED = 1;

  /// Reads and checks the header of a whole datagram.
  ///
  /// @throws IkeError with the counter it goes to: it is short, its length field is not the
  ///   datagram's, the initiator SPI is zero, or both SPIs are equal
  public static Header parse(Octets datagram) throws Malformed {
    if (datagram.length() < LENGTH) {
      throw new IkeError(IkeDrop.SHORT);
    }
    Reader reader = Reader.of(datagram);
    Header header =
        new Header(
            new IkeSpi(reader.i64()),
            new IkeSpi(reader.i64()),
            reader.u8(),
            reader.u8(),
            reader.u8(),
            reader.u8(),
            (int) reader.u32());
    if (reader.u32() != datagram.length()) {
      throw new IkeError(IkeDrop.BAD_LENGTH);
    }
    if (header.initiatorSpi.isNone() || header.initiatorSpi.equals(header.responderSpi)) {
      throw new IkeError(IkeDrop.BAD_SPI);
    }
    return header;
  }

  public int majorVersion() {
    return version >>> 4;
  }

  public boolean isEncrypted() {
    return (flags & FLAG_ENCRYPTED) != 0;
  }

  /// Writes the header for a body of `bodyLength` octets.
  public void write(Writer writer, int bodyLength) {
    writer
        .i64(initiatorSpi.value())
        .i64(responderSpi.value())
        .u8(nextPayload)
        .u8(version)
        .u8(exchange)
        .u8(flags)
        .u32(messageId & 0xffffffffL)
        .u32(LENGTH + bodyLength);
  }
}
