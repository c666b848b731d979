package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import java.util.ArrayList;
import java.util.List;

/// Chains of payloads, each of which names the type of the next (RFC 7296 section 3.2).
final class Payloads {
  static final int HEADER_LENGTH = 4;
  static final int CRITICAL = 0x80;

  /// As many as any sane message has, certificates and notifies included.
  static final int MOST = 64;

  private Payloads() {}

  /// Reads a chain that begins with a payload of type `first` and ends where the reader does.
  ///
  /// @throws UnsupportedCritical when the sender insists on a payload that we do not know
  static List<Payload> read(Reader reader, int first) throws Malformed {
    List<Payload> payloads = new ArrayList<>();
    int type = first;
    while (type != PayloadType.NONE) {
      if (payloads.size() == MOST) {
        throw new Malformed("more than " + MOST + " payloads");
      }
      int next = reader.u8();
      boolean critical = (reader.u8() & CRITICAL) != 0;
      Octets body = reader.octets(reader.u16() - HEADER_LENGTH);
      payloads.add(payload(type, critical, body));
      type = next;
    }
    reader.expectEnd("message");
    return payloads;
  }

  private static Payload payload(int type, boolean critical, Octets body) throws Malformed {
    boolean misplaced =
        type <= PayloadType.LAST_OF_IKEV1
            || type == PayloadType.ENCRYPTED
            || type == PayloadType.ENCRYPTED_FRAGMENT;
    if (misplaced) {
      throw new Malformed("payload " + type + " where it cannot be");
    }
    Payload payload = Payload.read(type, body);
    if (critical && payload instanceof Unknown) {
      throw new UnsupportedCritical(type);
    }
    return payload;
  }

  /// The type that a message or an Encrypted payload gives for its first payload.
  static int first(List<Payload> payloads) {
    return payloads.isEmpty() ? PayloadType.NONE : payloads.getFirst().type();
  }

  static Octets write(List<Payload> payloads) {
    Writer writer = new Writer();
    for (int i = 0; i < payloads.size(); i++) {
      int start = writer.length();
      boolean last = i + 1 == payloads.size();
      writer.u8(last ? PayloadType.NONE : payloads.get(i + 1).type()).u8(0).u16(0);
      payloads.get(i).write(writer);
      writer.patchU16(start + 2, writer.length() - start);
    }
    return writer.toOctets();
  }
}
