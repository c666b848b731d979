package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// The data attributes of a transform (RFC 2408 section 3.3), in the order and the form in which
/// they stand there: an answer repeats a transform unchanged.
record Attributes(List<Attribute> list) {
  private static final int SHORT_FORM = 0x8000;
  private static final int MOST = 16;
  private static final int MOST_OCTETS = 4;

  /// @param octets of the value in the long form; 0 for the short form
  record Attribute(int type, long value, int octets) {}

  Attributes {
    list = List.copyOf(list);
  }

  static Attributes read(Reader reader) throws Malformed {
    List<Attribute> list = new ArrayList<>();
    while (reader.hasMore()) {
      if (list.size() == MOST) {
        throw new Malformed("more than " + MOST + " attributes");
      }
      int type = reader.u16();
      int field = reader.u16();
      if ((type & SHORT_FORM) != 0) {
        list.add(new Attribute(type & ~SHORT_FORM, field, 0));
        continue;
      }
      if (field < 1 || field > MOST_OCTETS) {
        throw new Malformed("attribute of " + field + " octets");
      }
      long value = 0;
      for (int i = 0; i < field; i++) {
        value = value << 8 | reader.u8();
      }
      list.add(new Attribute(type, value, field));
    }
    return new Attributes(list);
  }

  void write(Writer writer) {
    for (Attribute attribute : list) {
      if (attribute.octets == 0) {
        writer.u16(attribute.type | SHORT_FORM).u16((int) attribute.value);
      } else {
        writer.u16(attribute.type).u16(attribute.octets);
        for (int shift = 8 * (attribute.octets - 1); shift >= 0; shift -= 8) {
          writer.u8((int) (attribute.value >>> shift));
        }
      }
    }
  }

  /// The first value of this type, 0 without one.
  long get(int type) {
    return list.stream()
        .filter(a -> a.type == type)
        .mapToLong(Attribute::value)
        .findFirst()
        .orElse(0);
  }

  /// The value behind the attribute `kind` that has the value `wanted`: a lifetime may be given in
  /// seconds, in kilobytes, or in both (RFC 2407 section 4.5).
  OptionalLong getAfter(int kind, long wanted, int type) {
    boolean applies = false;
    for (Attribute attribute : list) {
      if (attribute.type == kind) {
        applies = attribute.value == wanted;
      } else if (attribute.type == type && applies) {
        return OptionalLong.of(attribute.value);
      }
    }
    return OptionalLong.empty();
  }

  static Attributes of(long... typeAndValue) {
    Attributes attributes = new Attributes(List.of());
    for (int i = 0; i < typeAndValue.length; i += 2) {
      attributes = attributes.with((int) typeAndValue[i], typeAndValue[i + 1]);
    }
    return attributes;
  }

  Attributes and(Attributes others) {
    List<Attribute> more = new ArrayList<>(list);
    more.addAll(others.list);
    return new Attributes(more);
  }

  Attributes with(int type, long value) {
    List<Attribute> more = new ArrayList<>(list);
    more.add(new Attribute(type, value, value <= 0xffff ? 0 : MOST_OCTETS));
    return new Attributes(more);
  }
}
