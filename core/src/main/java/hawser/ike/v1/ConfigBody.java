package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The Attributes payload of a Transaction exchange (draft-dukes-ike-mode-cfg-02 section 3.2).
record ConfigBody(int kind, int identifier, List<Attribute> attributes) {
  static final int REQUEST = 1;
  static final int REPLY = 2;
  static final int SET = 3;
  static final int ACK = 4;

  /// XAUTH-TYPE and XAUTH-STATUS.
  static final int XAUTH_TYPE = 16520;

  static final int XAUTH_STATUS = 16527;

  /// Those that have the short form (draft-beaulieu-ike-xauth-02 section 5); strongSwan 5.9.8 takes
  /// no other.
  private static final Set<Integer> BASIC = Set.of(XAUTH_TYPE, XAUTH_STATUS);

  private static final int SHORT_FORM = 0x8000;
  private static final int MOST = 64;
  private static final int MOST_OCTETS = 2_048;

  /// @param value of the short form: two octets, or none for 0
  record Attribute(int type, Octets value) {}

  ConfigBody {
    attributes = List.copyOf(attributes);
  }

  static ConfigBody read(Octets body) throws Malformed {
    Reader reader = Reader.of(body);
    int kind = reader.u8();
    reader.skip(1);
    int identifier = reader.u16();
    List<Attribute> attributes = new ArrayList<>();
    while (reader.hasMore()) {
      if (attributes.size() == MOST) {
        throw new Malformed("more than " + MOST + " configuration attributes");
      }
      int type = reader.u16();
      boolean isShort = (type & SHORT_FORM) != 0;
      int length = isShort ? 2 : reader.u16();
      if (length > MOST_OCTETS) {
        throw new Malformed("configuration attribute of " + length + " octets");
      }
      attributes.add(new Attribute(type & ~SHORT_FORM, reader.octets(length)));
    }
    return new ConfigBody(kind, identifier, attributes);
  }

  Payload toPayload() {
    Writer writer = new Writer().u8(kind).u8(0).u16(identifier);
    for (Attribute attribute : attributes) {
      Octets value = attribute.value;
      if (BASIC.contains(attribute.type)) {
        int number = value.isEmpty() ? 0 : value.at(0) << 8 | value.at(1);
        writer.u16(attribute.type | SHORT_FORM).u16(number);
      } else {
        writer.u16(attribute.type).u16(value.length()).octets(value);
      }
    }
    return new Payload(PayloadType.ATTRIBUTES, writer.toOctets());
  }

  /// The first value of this type.
  Optional<Octets> get(int type) {
    return all(type).stream().findFirst();
  }

  List<Octets> all(int type) {
    return attributes.stream().filter(a -> a.type == type).map(Attribute::value).toList();
  }

  boolean has(int type) {
    return get(type).isPresent();
  }
}
