package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Reader;
import hawser.bytes.Writer;

/// One algorithm of a proposal (RFC 7296 section 3.3.2).
///
/// @param keyBits the key length attribute; 0 without one
/// @param isUnderstood false when it has an attribute that we do not know: it cannot be chosen
///   (section 3.3.6)
record Transform(int type, int id, int keyBits, boolean isUnderstood) {
  static final int ENCRYPTION = 1;
  static final int PRF = 2;
  static final int INTEGRITY = 3;
  static final int KEY_EXCHANGE = 4;
  static final int SEQUENCE_NUMBERS = 5;

  /// The first of seven additional key exchanges (RFC 9370 section 2.2.1).
  static final int ADDITIONAL_KEY_EXCHANGE = 6;

  /// What every type but encryption and PRF can be instead of an algorithm.
  static final int ID_NONE = 0;

  private static final int SHORT_FORM = 0x8000;
  private static final int KEY_LENGTH = 14;

  Transform(int type, int id) {
    this(type, id, 0, true);
  }

  Transform(int type, int id, int keyBits) {
    this(type, id, keyBits, true);
  }

  static Transform read(Reader reader) throws Malformed {
    int type = reader.u8();
    reader.skip(1);
    int id = reader.u16();
    int keyBits = 0;
    boolean understood = true;
    while (reader.hasMore()) {
      int attribute = reader.u16();
      int field = reader.u16();
      boolean isKeyLength = attribute == (SHORT_FORM | KEY_LENGTH) && keyBits == 0 && field > 0;
      if (isKeyLength) {
        keyBits = field;
      } else {
        understood = false;
      }
      if ((attribute & SHORT_FORM) == 0) {
        reader.skip(field);
      }
    }
    return new Transform(type, id, keyBits, understood);
  }

  void write(Writer writer) {
    writer.u8(type).u8(0).u16(id);
    if (keyBits != 0) {
      writer.u16(SHORT_FORM | KEY_LENGTH).u16(keyBits);
    }
  }
}
