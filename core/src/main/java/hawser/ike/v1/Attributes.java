package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import java.util.LinkedHashMap;
import java.util.Map;

/// The data attributes of a transform (RFC 2408 section 3.3): type to value, at most 32 bits wide.
record Attributes(Map<Integer, Long> values) {
  private static final int SHORT_FORM = 0x8000;
  private static final int MOST = 16;

  static Attributes read(Reader reader) throws Malformed {
    Map<Integer, Long> values = new LinkedHashMap<>();
    while (reader.hasMore()) {
      int type = reader.u16();
      int field = reader.u16();
      long value;
      if ((type & SHORT_FORM) != 0) {
        value = field;
      } else if (field >= 1 && field <= 4) {
        value = 0;
        for (int i = 0; i < field; i++) {
          value = value << 8 | reader.u8();
        }
      } else {
        throw new Malformed("attribute of " + field + " octets");
      }
      boolean lifeDuration = values.containsKey(type & ~SHORT_FORM);
      if (values.size() == MOST) {
        throw new Malformed("more than " + MOST + " attributes");
      }
      // Seconds come first; a second pair in kilobytes does not replace them.
      if (!lifeDuration) {
        values.put(type & ~SHORT_FORM, value);
      }
    }
    return new Attributes(values);
  }

  void write(Writer writer) {
    values.forEach((type, value) -> {
      if (value <= 0xffff) {
        writer.u16(type | SHORT_FORM).u16(value.intValue());
      } else {
        writer.u16(type).u16(4).u32(value);
      }
    });
  }

  long get(int type) {
    return values.getOrDefault(type, 0L);
  }

  static Attributes of(long... typeAndValue) {
    Map<Integer, Long> values = new LinkedHashMap<>();
    for (int i = 0; i < typeAndValue.length; i += 2) {
      values.put((int) typeAndValue[i], typeAndValue[i + 1]);
    }
    return new Attributes(values);
  }

  Attributes with(int type, long value) {
    Map<Integer, Long> more = new LinkedHashMap<>(values);
    more.put(type, value);
    return new Attributes(more);
  }
}
