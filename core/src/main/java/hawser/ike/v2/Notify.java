package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import hawser.ike.Spi;

/// The Notify payload (RFC 7296 section 3.10): an error below 16384, else a statement.
///
/// @param protocol of the SA that `spi` names; 0 with an empty SPI
/// @param what the notify message type
record Notify(int protocol, Octets spi, int what, Octets data) implements Payload {
  static final int UNSUPPORTED_CRITICAL_PAYLOAD = 1;
  static final int INVALID_IKE_SPI = 4;
  static final int INVALID_MAJOR_VERSION = 5;
  static final int INVALID_SYNTAX = 7;
  static final int INVALID_MESSAGE_ID = 9;
  static final int INVALID_SPI = 11;
  static final int NO_PROPOSAL_CHOSEN = 14;
  static final int INVALID_KE_PAYLOAD = 17;
  static final int AUTHENTICATION_FAILED = 24;
  static final int SINGLE_PAIR_REQUIRED = 34;
  static final int NO_ADDITIONAL_SAS = 35;
  static final int INTERNAL_ADDRESS_FAILURE = 36;
  static final int FAILED_CP_REQUIRED = 37;
  static final int TS_UNACCEPTABLE = 38;
  static final int INVALID_SELECTORS = 39;
  static final int TEMPORARY_FAILURE = 43;
  static final int CHILD_SA_NOT_FOUND = 44;
  static final int INITIAL_CONTACT = 16384;
  static final int ADDITIONAL_TS_POSSIBLE = 16386;
  static final int NAT_DETECTION_SOURCE_IP = 16388;
  static final int NAT_DETECTION_DESTINATION_IP = 16389;
  static final int COOKIE = 16390;
  static final int REKEY_SA = 16393;
  static final int FRAGMENTATION_SUPPORTED = 16430; // RFC 7383
  static final int SIGNATURE_HASH_ALGORITHMS = 16431; // RFC 7427

  /// Ours, of the range for private use: the sender's location-id, 4 octets.
  static final int LOCATION_ID = 40_960 + 0x4c4f;

  /// Ours: nothing, of any length, to fill a message.
  static final int FILLING = 40_960 + 0x4649;

  private static final int FIRST_STATUS = 16384;

  /// About this IKE SA, or about none.
  Notify(int what, Octets data) {
    this(0, Octets.EMPTY, what, data);
  }

  Notify(int what) {
    this(what, Octets.EMPTY);
  }

  static Notify ofChild(int what, Spi spi) {
    return new Notify(
        SecurityAssociation.PROTOCOL_ESP, EspOffer.spiOctets(spi), what, Octets.EMPTY);
  }

  boolean isError() {
    return what < FIRST_STATUS;
  }

  static Notify read(Octets body) throws Malformed {
    Reader reader = Reader.of(body);
    int protocol = reader.u8();
    int spiLength = reader.u8();
    int what = reader.u16();
    return new Notify(protocol, reader.octets(spiLength), what, reader.rest());
  }

  /// For people.
  String text() {
    return switch (what) {
      case UNSUPPORTED_CRITICAL_PAYLOAD -> "UNSUPPORTED_CRITICAL_PAYLOAD";
      case INVALID_IKE_SPI -> "INVALID_IKE_SPI";
      case INVALID_MAJOR_VERSION -> "INVALID_MAJOR_VERSION";
      case INVALID_SYNTAX -> "INVALID_SYNTAX";
      case INVALID_MESSAGE_ID -> "INVALID_MESSAGE_ID";
      case INVALID_SPI -> "INVALID_SPI";
      case NO_PROPOSAL_CHOSEN -> "NO_PROPOSAL_CHOSEN";
      case INVALID_KE_PAYLOAD -> "INVALID_KE_PAYLOAD";
      case AUTHENTICATION_FAILED -> "AUTHENTICATION_FAILED";
      case SINGLE_PAIR_REQUIRED -> "SINGLE_PAIR_REQUIRED";
      case NO_ADDITIONAL_SAS -> "NO_ADDITIONAL_SAS";
      case INTERNAL_ADDRESS_FAILURE -> "INTERNAL_ADDRESS_FAILURE";
      case FAILED_CP_REQUIRED -> "FAILED_CP_REQUIRED";
      case TS_UNACCEPTABLE -> "TS_UNACCEPTABLE";
      case INVALID_SELECTORS -> "INVALID_SELECTORS";
      case TEMPORARY_FAILURE -> "TEMPORARY_FAILURE";
      case CHILD_SA_NOT_FOUND -> "CHILD_SA_NOT_FOUND";
      default -> "notify " + what;
    };
  }

  @Override
  public int type() {
    return PayloadType.NOTIFY;
  }

  @Override
  public void write(Writer writer) {
    writer.u8(protocol).u8(spi.length()).u16(what).octets(spi).octets(data);
  }
}
