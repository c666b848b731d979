package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import java.util.ArrayList;
import java.util.List;

/// A payload as it stands in a message: its type and its body, without the generic header.
record Payload(int type, Octets body) {
  private static final int MOST = 30;
  private static final int GENERIC_HEADER = 4;

  /// Reads a chain of payloads. What follows the last one is padding and stays unread.
  static List<Payload> readChain(Reader reader, int firstType) throws Malformed {
    List<Payload> payloads = new ArrayList<>();
    int type = firstType;
    while (type != PayloadType.NONE) {
      if (payloads.size() == MOST) {
        throw new Malformed("more than " + MOST + " payloads");
      }
      int next = reader.u8();
      reader.skip(1);
      int length = reader.u16();
      if (length < GENERIC_HEADER) {
        throw new Malformed("payload of length " + length);
      }
      payloads.add(new Payload(type, reader.octets(length - GENERIC_HEADER)));
      type = next;
    }
    return payloads;
  }

  static Octets writeChain(List<Payload> payloads) {
    Writer writer = new Writer();
    for (int i = 0; i < payloads.size(); i++) {
      int next = i + 1 < payloads.size() ? payloads.get(i + 1).type : PayloadType.NONE;
      Octets body = payloads.get(i).body;
      writer.u8(next).u8(0).u16(GENERIC_HEADER + body.length()).octets(body);
    }
    return writer.toOctets();
  }

  /// The body of the only payload of this type.
  static Octets one(List<Payload> payloads, int type) throws Malformed {
    List<Octets> found = all(payloads, type);
    if (found.size() != 1) {
      throw new Malformed(found.size() + " payloads of type " + type + " instead of one");
    }
    return found.getFirst();
  }

  static List<Octets> all(List<Payload> payloads, int type) {
    return payloads.stream().filter(p -> p.type == type).map(Payload::body).toList();
  }
}
