package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import hawser.ike.Spi;
import java.util.ArrayList;
import java.util.List;

/// SAs of the sender that are gone: this IKE SA, or Child SAs by the sender's inbound SPIs (RFC
/// 7296 section 3.11).
record Delete(int protocol, List<Octets> spis) implements Payload {
  private static final int MOST = 256;

  Delete {
    spis = List.copyOf(spis);
  }

  static Delete ofIkeSa() {
    return new Delete(SecurityAssociation.PROTOCOL_IKE, List.of());
  }

  static Delete ofChildren(List<Spi> spis) {
    return new Delete(
        SecurityAssociation.PROTOCOL_ESP, spis.stream().map(EspOffer::spiOctets).toList());
  }

  boolean isOfIkeSa() {
    return protocol == SecurityAssociation.PROTOCOL_IKE;
  }

  /// The ESP SPIs, each once.
  List<Spi> children() {
    return protocol == SecurityAssociation.PROTOCOL_ESP
        ? spis.stream().distinct().map(EspOffer::spi).toList()
        : List.of();
  }

  static Delete read(Octets body) throws Malformed {
    Reader reader = Reader.of(body);
    int protocol = reader.u8();
    int length = reader.u8();
    int count = reader.u16();
    int expected = protocol == SecurityAssociation.PROTOCOL_IKE ? 0 : EspOffer.SPI_LENGTH;
    if (length != expected || count > MOST || reader.remaining() != length * count) {
      throw new Malformed("delete of " + count + " SPIs of " + length + " octets");
    }
    List<Octets> spis = new ArrayList<>();
    while (reader.hasMore()) {
      spis.add(reader.octets(length));
    }
    return new Delete(protocol, spis);
  }

  @Override
  public int type() {
    return PayloadType.DELETE;
  }

  @Override
  public void write(Writer writer) {
    writer.u8(protocol).u8(spis.isEmpty() ? 0 : EspOffer.SPI_LENGTH).u16(spis.size());
    spis.forEach(writer::octets);
  }
}
