package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import hawser.ike.Header;
import hawser.ike.Role;
import java.util.ArrayList;
import java.util.List;

/// Puts payloads into messages of one IKE SA and takes them out again: header, encryption,
/// fragments.
final class Messages {
  static final int VERSION = 0x20;
  private static final int FRAGMENT_FIELDS = 4;

  /// IP packets of this length pass everywhere (RFC 7383 section 2.5.1, RFC 8200 section 5).
  private static final int PACKET = 1280;

  private static final int UDP_AND_MARKER = 12;

  private final IkeSa sa;

  Messages(IkeSa sa) {
    this.sa = sa;
  }

  /// A message before there are keys, or without.
  Octets clear(int exchange, int flags, int id, List<Payload> payloads) {
    Octets body = Payloads.write(payloads);
    Writer writer = new Writer();
    header(Payloads.first(payloads), exchange, flags, id).write(writer, body.length());
    return writer.octets(body).toOctets();
  }

  /// A protected message, in fragments where it is long and the peer takes them.
  List<Octets> seal(int exchange, int flags, int id, List<Payload> payloads) {
    Octets clear = Payloads.write(payloads);
    int first = Payloads.first(payloads);
    int most = PACKET - UDP_AND_MARKER - (sa.path.remote().address().isV4() ? 20 : 40);
    int length =
        Header.LENGTH + Payloads.HEADER_LENGTH + cipher(sa.role).sealedLength(clear.length());
    return sa.features.fragmentation() && length > most
        ? fragments(exchange, flags, id, first, clear, most)
        : List.of(whole(exchange, flags, id, first, clear));
  }

  /// A protected message that is not cut however long it is.
  Octets sealWhole(int exchange, int flags, int id, List<Payload> payloads) {
    return whole(exchange, flags, id, Payloads.first(payloads), Payloads.write(payloads));
  }

  /// How long a message of clear payloads of this length would be.
  int sealedLength(int clear) {
    return Header.LENGTH + Payloads.HEADER_LENGTH + cipher(sa.role).sealedLength(clear);
  }

  private Octets whole(int exchange, int flags, int id, int first, Octets clear) {
    int sealed = cipher(sa.role).sealedLength(clear.length());
    Writer writer = new Writer();
    header(PayloadType.ENCRYPTED, exchange, flags, id)
        .write(writer, Payloads.HEADER_LENGTH + sealed);
    writer.u8(first).u8(0).u16(Payloads.HEADER_LENGTH + sealed);
    Octets prefix = writer.toOctets();
    return Octets.concat(prefix, cipher(sa.role).seal(prefix, clear));
  }

  private List<Octets> fragments(
      int exchange, int flags, int id, int first, Octets clear, int most) {
    int fixed = Header.LENGTH + Payloads.HEADER_LENGTH + FRAGMENT_FIELDS;
    int room = cipher(sa.role).room(most - fixed);
    int total = (clear.length() + room - 1) / room;
    List<Octets> fragments = new ArrayList<>(total);
    for (int number = 1; number <= total; number++) {
      int from = (number - 1) * room;
      Octets part = clear.slice(from, Math.min(clear.length(), from + room));
      int body =
          Payloads.HEADER_LENGTH + FRAGMENT_FIELDS + cipher(sa.role).sealedLength(part.length());
      Writer writer = new Writer();
      header(PayloadType.ENCRYPTED_FRAGMENT, exchange, flags, id).write(writer, body);
      writer.u8(number == 1 ? first : PayloadType.NONE).u8(0).u16(body).u16(number).u16(total);
      Octets prefix = writer.toOctets();
      fragments.add(Octets.concat(prefix, cipher(sa.role).seal(prefix, part)));
    }
    return fragments;
  }

  /// What is in an Encrypted payload or a fragment of one.
  Octets open(Envelope.Sealed sealed) throws Malformed {
    return cipher(sa.peerRole()).open(sealed.prefix(), sealed.body());
  }

  static Contents contents(Reassembly.Whole whole) throws Malformed {
    return new Contents(Payloads.read(Reader.of(whole.clear()), whole.first()));
  }

  private Header header(int first, int exchange, int flags, int id) {
    int side = sa.role == Role.INITIATOR ? Flags.INITIATOR : 0;
    return new Header(sa.initiatorSpi, sa.responderSpi, first, VERSION, exchange, flags | side, id);
  }

  private SkCipher cipher(Role sender) {
    return sa.keys().from(sender);
  }
}
