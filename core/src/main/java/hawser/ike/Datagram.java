package hawser.ike;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import java.util.Optional;

/// What a UDP datagram on one of IKE's ports is, by its octets alone (RFC 3948 sections 2.1 to
/// 2.3).
///
/// Port 4500 carries IKE behind four zero octets, ESP, whose first four octets are an SPI that is
/// never zero, and keepalives of one octet.
public sealed interface Datagram {
  /// A message with a sound header.
  ///
  /// @param octets from the header on, without the non-ESP marker
  record Message(Header header, Octets octets) implements Datagram {}

  /// ESP in UDP, for whoever owns the SPI.
  record Esp() implements Datagram {}

  /// To be counted and forgotten.
  record Ignored(IkeDrop reason) implements Datagram {}

  /// Octets of the non-ESP marker.
  int MARKER_LENGTH = 4;

  /// SPI and sequence number: less is not ESP.
  int LEAST_ESP = 8;

  private static Datagram keepaliveOrShort(Octets datagram) {
    boolean keepalive = datagram.length() == 1 && datagram.at(0) == 0xff;
    return new Ignored(keepalive ? IkeDrop.KEEPALIVE : IkeDrop.SHORT);
  }

  /// Classifies what arrived on port 500.
  static Datagram onIkePort(Octets datagram) {
    return datagram.length() < Header.LENGTH ? keepaliveOrShort(datagram) : message(datagram);
  }

  /// Classifies what arrived on port 4500.
  static Datagram onNatPort(Octets datagram) {
    int length = datagram.length();
    if (length >= MARKER_LENGTH && datagram.slice(0, MARKER_LENGTH).isZero()) {
      return message(datagram.slice(MARKER_LENGTH, length));
    }
    return length < LEAST_ESP ? keepaliveOrShort(datagram) : new Esp();
  }

  /// Why ESP on port 4500 whose SPI nobody has is none: it is an IKE message without marker. Empty
  /// when it may well be ESP of an SA that is gone.
  static Optional<IkeDrop> unmarked(Octets datagram) {
    try {
      int major = Header.parse(datagram).majorVersion();
      return major == 1 || major == 2 ? Optional.of(IkeDrop.NO_MARKER) : Optional.empty();
    } catch (Malformed e) {
      return Optional.empty();
    }
  }

  private static Datagram message(Octets octets) {
    try {
      Header header = Header.parse(octets);
      return header.majorVersion() == 1 || header.majorVersion() == 2
          ? new Message(header, octets)
          : new Ignored(IkeDrop.BAD_VERSION);
    } catch (Malformed e) {
      return new Ignored(IkeError.reasonOf(e));
    }
  }
}
