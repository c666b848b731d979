package hawser.bytes;

/// Writes and walks DER (X.690), as far as certificates and keys need it by hand.
public final class Der {
  public static final int INTEGER = 0x02;
  public static final int BIT_STRING = 0x03;
  public static final int OCTET_STRING = 0x04;
  public static final int OID = 0x06;
  public static final int SEQUENCE = 0x30;

  /// NULL, as parameters of an algorithm.
  public static final Octets NULL = Octets.ofHex("0500");

  private Der() {}

  /// One element: tag, length in its shortest form, and the parts as content.
  public static Octets of(int tag, Octets... parts) {
    Octets content = Octets.concat(parts);
    int length = content.length();
    Writer writer = new Writer().u8(tag);
    if (length < 0x80) {
      writer.u8(length);
    } else if (length < 0x100) {
      writer.u8(0x81).u8(length);
    } else if (length < 0x10000) {
      writer.u8(0x82).u16(length);
    } else {
      writer.u8(0x84).u32(length);
    }
    return writer.octets(content).toOctets();
  }

  public static Octets sequence(Octets... parts) {
    return of(SEQUENCE, parts);
  }

  /// A small number that is not negative.
  public static Octets integer(int value) {
    return of(INTEGER, Octets.of(java.math.BigInteger.valueOf(value).toByteArray()));
  }

  /// An object identifier from its content octets in hexadecimal.
  public static Octets oid(String hex) {
    return of(OID, Octets.ofHex(hex));
  }

  /// A bit string of whole octets.
  public static Octets bits(Octets octets) {
    return of(BIT_STRING, Octets.of((byte) 0), octets);
  }

  /// The content of the next element, which must have this tag; `reader` continues behind it.
  ///
  /// @throws Malformed when another tag stands there, or the length is not DER
  public static Octets content(Reader reader, int tag) throws Malformed {
    int found = reader.u8();
    if (found != tag) {
      throw new Malformed("DER tag " + found + " instead of " + tag);
    }
    return reader.octets(length(reader));
  }

  /// The whole element, tag and length included.
  public static Octets element(Reader reader) throws Malformed {
    int tag = reader.u8();
    return of(tag, reader.octets(length(reader)));
  }

  private static int length(Reader reader) throws Malformed {
    int first = reader.u8();
    if (first < 0x80) {
      return first;
    }
    int octets = first - 0x80;
    if (octets < 1 || octets > 3) {
      throw new Malformed("DER length of " + octets + " octets"); // 0: indefinite, not DER
    }
    int length = 0;
    for (int i = 0; i < octets; i++) {
      length = length << 8 | reader.u8();
    }
    if (length < 0x80 || length >>> 8 * (octets - 1) == 0) {
      throw new Malformed("DER length not in its shortest form");
    }
    return length;
  }
}
