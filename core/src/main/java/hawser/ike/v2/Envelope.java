package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A message as it arrived: in clear, or with an Encrypted payload at its end that is still closed.
sealed interface Envelope {
  /// A message that nothing protects.
  record Clear(Contents contents) implements Envelope {}

  /// An Encrypted payload, or one fragment of one (RFC 7383 section 2.5).
  ///
  /// @param prefix all that stands before `body` in the message: the ICV covers it
  /// @param first the type of the first payload inside; 0 in all fragments but the first
  /// @param number of the fragment, from 1 on; 1 of 1 when the message is whole
  /// @param critical an unknown critical payload before it, to be answered once the ICV is good
  record Sealed(
      Octets prefix,
      Octets body,
      int first,
      boolean isFragment,
      int number,
      int total,
      Optional<UnsupportedCritical> critical)
      implements Envelope {}

  static Envelope read(Header header, Octets message) throws Malformed {
    Reader reader = Reader.of(message);
    reader.skip(Header.LENGTH);
    int type = header.nextPayload();
    Optional<UnsupportedCritical> critical = Optional.empty();
    for (int count = 0; type != PayloadType.NONE; count++) {
      boolean isFragment = type == PayloadType.ENCRYPTED_FRAGMENT;
      if (isFragment || type == PayloadType.ENCRYPTED) {
        return sealed(message, reader, isFragment, critical);
      }
      if (count == Payloads.MOST) {
        throw new Malformed("more than " + Payloads.MOST + " payloads");
      }
      int next = reader.u8();
      boolean insists = (reader.u8() & Payloads.CRITICAL) != 0;
      Octets body = reader.octets(reader.u16() - Payloads.HEADER_LENGTH);
      if (insists && Payload.read(type, body) instanceof Unknown) {
        critical = Optional.of(new UnsupportedCritical(type));
      }
      type = next;
    }
    return clear(header, message);
  }

  private static Clear clear(Header header, Octets message) throws Malformed {
    Reader reader = Reader.of(message);
    reader.skip(Header.LENGTH);
    return new Clear(new Contents(Payloads.read(reader, header.nextPayload())));
  }

  /// The Encrypted payload is the last one (RFC 7296 section 3.14).
  private static Sealed sealed(
      Octets message, Reader reader, boolean isFragment, Optional<UnsupportedCritical> critical)
      throws Malformed {
    int first = reader.u8();
    reader.skip(1);
    if (reader.u16() != reader.remaining() + Payloads.HEADER_LENGTH) {
      throw new Malformed("an Encrypted payload that is not the last");
    }
    int number = isFragment ? reader.u16() : 1;
    int total = isFragment ? reader.u16() : 1;
    if (number == 0 || number > total) {
      throw new IkeError(IkeDrop.FRAGMENT, "fragment " + number + " of " + total);
    }
    int at = message.length() - reader.remaining();
    return new Sealed(
        message.slice(0, at), reader.rest(), first, isFragment, number, total, critical);
  }

  /// The payloads of a message that has to be in clear.
  static Contents requireClear(Header header, Octets message) throws Malformed {
    List<Payload> payloads = new ArrayList<>();
    if (read(header, message) instanceof Clear clear) {
      payloads.addAll(clear.contents().payloads());
    } else {
      throw new IkeError(IkeDrop.UNEXPECTED, "an Encrypted payload before there are keys");
    }
    return new Contents(payloads);
  }
}
