package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;

/// The Notification payload (RFC 2408 section 3.14, RFC 2407 section 4.6.3).
record Notify(int protocol, int type, Octets spi, Octets data) {
  static final int NO_PROPOSAL_CHOSEN = 14;
  static final int INVALID_ID_INFORMATION = 18;
  static final int RESPONDER_LIFETIME = 24576; // RFC 2407 section 4.6.3
  static final int INITIAL_CONTACT = 24578;
  static final int R_U_THERE = 36136; // RFC 3706 section 5.3
  static final int R_U_THERE_ACK = 36137;

  /// Ours, from the private range (RFC 2408 section 3.14.1): the sender's location-id, four octets,
  /// and a proof: prf(SKEYID_a, "hawser location" | CKY-I | CKY-R | address), 16 octets of it.
  static final int LOCATION_ID = 40960;

  private static final int MOST_DATA = 1024;

  static Notify read(Octets body) throws Malformed {
    Reader reader = Reader.of(body);
    Doi.read(reader);
    int protocol = reader.u8();
    int spiLength = reader.u8();
    int type = reader.u16();
    if (spiLength > 16) {
      throw new Malformed("notify with an SPI of " + spiLength + " octets");
    }
    Octets spi = reader.octets(spiLength);
    if (reader.remaining() > MOST_DATA) {
      throw new Malformed("notify with too much data");
    }
    return new Notify(protocol, type, spi, reader.rest());
  }

  Payload toPayload() {
    return new Payload(
        PayloadType.NOTIFY,
        new Writer()
            .u32(Doi.IPSEC)
            .u8(protocol)
            .u8(spi.length())
            .u16(type)
            .octets(spi)
            .octets(data)
            .toOctets());
  }
}
